/** What the bytes of a certificate say, and of those that came with it, whatever the day and the revocation lists. */
import type { X509Certificate } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Authority } from '../authority.ts';
import { type ChainOptions, chainOf, type FoundChain } from './chain.ts';
import { type ReadExtensions, readExtensions, type UsageOfCertificate } from './extensions.ts';
import { type CertificateFamily, cardKindOf, classOf, familyOf } from './family.ts';
import { nameIn, shown } from './rules.ts';

/** What neither day nor list changes of a standing. */
export interface CertificateFacts {
  readonly certificate: X509Certificate;
  /** Whom it names. */
  readonly person: string;
  /** Its name on one line. */
  readonly issuer: string;
  /** The authority of health that signed it. */
  readonly authority: Authority | undefined;
  /** From the certificate upwards as far as it goes, in DER. */
  readonly chain: readonly Bytes[];
  readonly family: CertificateFamily | undefined;
  /** Of 2TER and 2BIS. */
  readonly certificateClass: number | undefined;
  /** `CPS`, `CPE/CDE`; undefined for what is on no card. */
  readonly cardKind: string | undefined;
  readonly usage: UsageOfCertificate;
}

export interface ReadCertificate {
  readonly facts: CertificateFacts;
  readonly found: FoundChain;
  readonly fault: ReadExtensions['fault'];
}

/** A certificate, then those that came with it, in DER. */
export type SentCertificates = readonly [Bytes, ...Bytes[]];

export function readCertificate(sent: SentCertificates, options: ChainOptions): ReadCertificate {
  const { usage, fault } = readExtensions(sent[0]);
  const found = chainOf(sent, options);
  const [certificate] = found.chain;
  const authority = options.known?.issuerOf(certificate);
  const certificateClass = authority && classOf(authority.id);
  const facts = {
    ...{
      certificate,
      person: nameIn(certificate),
      issuer: shown(certificate.issuer),
      authority,
      certificateClass,
      usage,
    },
    chain: found.chain.map(({ raw }) => new Uint8Array(raw)),
    family: authority && familyOf(authority.id),
    cardKind: cardKindOf(usage.cardType, certificateClass),
  };
  return { facts, found, fault };
}

interface Remembered extends ReadCertificate {
  readonly trusted: readonly Bytes[];
  readonly depth: number | undefined;
}

const MOST_REMEMBERED = 64;

/** Whoever comes once comes again: of these nothing is read anew, unless what is installed here has changed. */
export class ReadCertificates {
  readonly #remembered = new Map<string, Remembered>();

  read(sent: SentCertificates, options: ChainOptions): ReadCertificate {
    const name = sent.map((one) => Buffer.from(one.buffer, one.byteOffset, one.length).toString('latin1')).join('\n');
    const last = this.#remembered.get(name);
    this.#remembered.delete(name);
    const found = last !== undefined && isFor(last, options) ? last : remembered(sent, options);
    this.#remembered.set(name, found);
    const [oldest] = this.#remembered.size > MOST_REMEMBERED ? this.#remembered.keys() : [];
    if (oldest !== undefined) this.#remembered.delete(oldest);
    return found;
  }
}

function remembered(sent: SentCertificates, options: ChainOptions): Remembered {
  return { ...readCertificate(sent, options), trusted: [...options.trusted], depth: options.depth };
}

/** The bytes of an authority do not change: the same objects are the same authorities. */
function isFor({ trusted, depth }: Remembered, options: ChainOptions): boolean {
  if (depth !== options.depth || trusted.length !== options.trusted.length) return false;
  return trusted.every((one, i) => one === options.trusted[i]);
}
