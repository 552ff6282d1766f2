/** The judgement of certificates by the authorities of one Pki. */
import { X509Certificate } from 'node:crypto';
import { DerError } from '#asn1/der-error.ts';
import { der } from '#asn1/der-writer.ts';
import type { Clock } from '#common/clock.ts';
import { authorityCertificate, isSignedBy } from '#formats/chain.ts';
import { certificateIds } from '#formats/cms-parts.ts';
import { type Bytes, equalBytes } from '#iso7816/bytes.ts';
import type { AuthorityId } from '../authorities/index.ts';
import type { IssuingAuthority } from '../authority.ts';
import type { Registers } from '../revocation/registers.ts';
import type { KnownAuthorities } from './chain.ts';
import type { CertificatePurpose } from './extensions.ts';
import { PublishedLists } from './published-lists.ts';
import { ReadCertificates, type SentCertificates } from './read-certificate.ts';
import { type CertificateStanding, type RevocationAnswer, standingAt } from './standing.ts';

export interface StandingOptions {
  /** Now by default. */
  readonly at?: Date;
  /** Authorities whose certificates are accepted, with those above them; all by default. */
  readonly accepted?: readonly AuthorityId[];
  /** In the place of `accepted`: the authorities that are installed, in DER. */
  readonly trusted?: readonly Bytes[];
  /** How many authorities may stand between the certificate and the root. */
  readonly depth?: number;
  /** What it has to be made for; anything by default. */
  readonly purpose?: CertificatePurpose;
}

/** In DER; undefined where OpenSSL reads what no strict reader does. */
function issuerName(certificate: X509Certificate): Bytes | undefined {
  try {
    return certificateIds(certificate).issuer;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

const written = new WeakMap<IssuingAuthority['name'], Bytes>();

/** In DER, written once: every certificate is held against the names of all authorities. */
function writtenName(name: IssuingAuthority['name']): Bytes {
  const bytes = written.get(name) ?? der(name);
  written.set(name, bytes);
  return bytes;
}

export interface StandingJudgeOptions {
  readonly registers: Registers;
  readonly clock: Clock;
  readonly authorities: () => readonly IssuingAuthority[];
}

export class StandingJudge implements KnownAuthorities {
  readonly #options: StandingJudgeOptions;
  readonly #lists: PublishedLists;
  readonly #certificates = new ReadCertificates();
  /** Of certificates whose authority is among them: another one may come to be, and names do not change. */
  readonly #named = new WeakMap<X509Certificate, IssuingAuthority>();

  constructor(options: StandingJudgeOptions) {
    this.#options = options;
    this.#lists = new PublishedLists(options.registers);
  }

  standing(sent: SentCertificates, options: StandingOptions): CertificateStanding {
    const { at = this.#options.clock.date(), depth, purpose } = options;
    const trusted = options.trusted ?? this.#accepted(sent[0], options.accepted);
    const revocation = (certificate: X509Certificate) => this.#revocation(certificate, at);
    const read = this.#certificates.read(sent, { trusted, depth, known: this });
    return standingAt(read, { purpose, at, revocation });
  }

  issuerOf(certificate: X509Certificate): IssuingAuthority | undefined {
    const named = this.namedBy(certificate);
    if (named === undefined) return undefined;
    const issuer = authorityCertificate(named.certificate);
    // By name and signature alone: OpenSSL's own question says no as well when an extension is broken.
    return isSignedBy(certificate, issuer) ? named : undefined;
  }

  namedBy(certificate: X509Certificate): IssuingAuthority | undefined {
    const known = this.#named.get(certificate);
    if (known !== undefined) return known;
    const issuer = issuerName(certificate);
    const authority = issuer && this.#options.authorities().find(({ name }) => equalBytes(writtenName(name), issuer));
    if (authority !== undefined) this.#named.set(certificate, authority);
    return authority;
  }

  /** By default the one that signed it and those above: the keys of the others are not asked for. */
  #accepted(certificate: Bytes, ids: readonly AuthorityId[] | undefined): readonly Bytes[] {
    const { registers } = this.#options;
    if (ids !== undefined) return ids.flatMap((id) => registers.authority(id).chain);
    return this.namedBy(new X509Certificate(certificate))?.chain ?? [];
  }

  #revocation(certificate: X509Certificate, at: Date): RevocationAnswer {
    const issuer = this.issuerOf(certificate);
    return issuer === undefined ? { status: 'unknown' } : this.#lists.status(certificate, issuer, at);
  }
}
