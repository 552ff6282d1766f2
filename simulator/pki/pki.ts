/** The authorities that stand behind cards, servers and programs, and what they issue. Several can live side by side. */
import type { KeyObject, X509Certificate } from 'node:crypto';
import { der, sequence, time } from '#asn1/der-writer.ts';
import { toPem } from '#asn1/pem.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { type KeptPart, NOT_KEPT } from '#common/kept-part.ts';
import { toP7b } from '#formats/certificates.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { findKey, type ModulusBits } from '../keys/rsa-key.ts';
import { checkBundle, checkChain, checkIssue, checkIssuerOf, checkPki, checkStanding } from './arguments.ts';
import { nameOf } from './attributes.ts';
import { AUTHORITIES, type AuthorityId } from './authorities/index.ts';
import { type Authority, IssuingAuthority } from './authority.ts';
import { keyInfo, signCertificate } from './certificate.ts';
import { extensionsOf } from './extensions.ts';
import type { ProfileLayout } from './layout.ts';
import type { ListAddresses } from './list-addresses.ts';
import { type OcspResponder, PkiResponder } from './ocsp/responder.ts';
import { PkiError } from './pki-error.ts';
import { CERTIFICATE_PROFILES, type CertificateProfileId } from './profiles/index.ts';
import type { RevocationRegister } from './revocation/register.ts';
import { Registers } from './revocation/registers.ts';
import { StandingJudge, type StandingOptions } from './standing/judge.ts';
import type { CertificateStanding } from './standing/standing.ts';
import type { PkiState } from './state.ts';
import { fieldsOf, type Subject } from './subject.ts';
import type { UrlForm } from './urls.ts';
import { type Validity, type ValidityRequest, validityOf } from './validity.ts';

export interface PkiOptions {
  /** Stands in the names of its authorities, behind SIMULATION. */
  readonly name?: string;
  /** Same name and seed, same keys and certificates; an integer from 0. */
  readonly seed?: number;
  /** How the addresses in certificates are written; `invalid` by default: nobody is ever asked. */
  readonly urls?: UrlForm;
  /** How certificates name revocation lists, those of the authorities too; as the documents have it by default. */
  readonly lists?: ListAddresses | undefined;
  /** Tells the moment of issue, and that of a revocation. */
  readonly clock?: Clock;
  /** What no authority of health does. `certificateHold`: it takes certificates from hold. */
  readonly simulation?: { readonly certificateHold?: boolean };
}

export interface IssueOptions extends ValidityRequest {
  /** Whoever issues it; by default the first that the profile names, which is of the test branch. */
  readonly authority?: AuthorityId;
  /**
   * Contents of the serial number; `ofContent`: the same for the same certificate; by default one that the authority has
   * never given.
   */
  readonly serial?: Bytes | 'ofContent';
  /** How it names revocation lists; as the Pki does by default. */
  readonly lists?: ListAddresses | undefined;
}

export interface IssuedCertificate extends Validity {
  readonly profile: CertificateProfileId;
  readonly authority: AuthorityId;
  /** In hexadecimal. */
  readonly serial: string;
  /** In DER. */
  readonly certificate: Bytes;
}

/** Certificates in the forms that programs take. */
export interface Chain {
  /** In DER, each issued by the next; a root is the last. */
  readonly certificates: readonly Bytes[];
  readonly pem: string;
  /** CMS without a signature: a file .p7b. */
  readonly p7b: Bytes;
}

function chainOf(certificates: readonly Bytes[]): Chain {
  return {
    certificates,
    get pem() {
      return certificates.map(toPem).join('');
    },
    get p7b() {
      return toP7b(certificates);
    },
  };
}

function own<K extends string, V>(table: Readonly<Record<K, V>>, id: K): V | undefined {
  return Object.hasOwn(table, id) ? table[id] : undefined;
}

function checkKey(key: KeyObject, expected: readonly ModulusBits[]): void {
  const bits = key.asymmetricKeyType === 'rsa' ? key.asymmetricKeyDetails?.modulusLength : undefined;
  if (key.type === 'public' && expected.some((one) => one === bits)) return;
  const found = `${key.type} ${key.asymmetricKeyType ?? 'key'}${bits === undefined ? '' : ` of ${bits} bits`}`;
  throw new PkiError('publicKey', {
    en: `public key: found a ${found}, expected a public rsa of ${expected.join(' or ')} bits`,
    fr: `clé publique : trouvé ${found}, attendu : public rsa de ${expected.join(' ou ')} bits`,
  });
}

export class Pki {
  readonly #options: PkiOptions;
  readonly #authorities = new Map<AuthorityId, IssuingAuthority>();
  readonly #registers: Registers;
  readonly #judge: StandingJudge;
  #kept: KeptPart<PkiState> = NOT_KEPT;
  /** Answers for all authorities whose certificates name a responder. */
  readonly ocsp: OcspResponder;

  /** @throws ArgumentError for options that mean nothing */
  constructor(options: PkiOptions = {}) {
    checkPki(options);
    this.#options = options;
    const { urls = 'invalid', lists, clock = SYSTEM_CLOCK } = options;
    const { certificateHold = false } = options.simulation ?? {};
    const changed = () => this.#kept.changed();
    const authority = (id: AuthorityId) => this.#authority(id);
    this.#registers = new Registers({ urls, lists, clock, certificateHold, authority, changed });
    this.#judge = new StandingJudge({ registers: this.#registers, clock, authorities: () => this.#all() });
    this.ocsp = new PkiResponder(this.#registers);
  }

  /** What a server must trust to accept the cards of professionals (CPS, CPF), in DER; those of others: `chain`. */
  certificates(): { readonly intermediate: Bytes; readonly root: Bytes } {
    const { certificate } = this.authority('sante-test-fort-personnes');
    return { intermediate: certificate, root: this.authority('sante-test-fort').certificate };
  }

  /** Goes on from what is kept there, and keeps there what happens from now on. */
  keepIn(part: KeptPart<PkiState>): void {
    const known = Object.entries(part.last?.authorities ?? {});
    for (const [id, state] of known) {
      const authority = this.#authority(id as AuthorityId);
      authority.serialNumbers.giveAgain(state.given);
      this.#registers.of(authority).enterAgain(state);
    }
    this.#kept = part;
    part.keep(() => this.#state());
  }

  #state(): PkiState {
    const { name, seed } = this.#options;
    const authorities = [...this.#authorities.values()].map((one) => [one.id, this.#registers.stateOf(one)] as const);
    return {
      name,
      seed,
      authorities: Object.fromEntries(
        authorities.filter(([, { given, changes }]) => given.length + changes.length > 0),
      ),
    };
  }

  /** Every authority, roots before what they sign. Nothing is computed for it. */
  authorities(): readonly Authority[] {
    return this.#all();
  }

  #all(): readonly IssuingAuthority[] {
    return (Object.keys(AUTHORITIES) as AuthorityId[]).map((id) => this.#authority(id));
  }

  /** @throws PkiError `unknownAuthority` */
  authority(id: AuthorityId): Authority {
    return this.#authority(id);
  }

  #authority(id: AuthorityId): IssuingAuthority {
    const known = this.#authorities.get(id);
    if (known !== undefined) return known;
    if (own(AUTHORITIES, id) === undefined)
      throw new PkiError('unknownAuthority', {
        en: `no authority '${id}': expected one of ${Object.keys(AUTHORITIES).join(', ')}`,
        fr: `pas d'autorité '${id}', attendu l'une de : ${Object.keys(AUTHORITIES).join(', ')}`,
      });
    const { name, seed, urls = 'invalid', lists } = this.#options;
    const above = (other: AuthorityId) => this.#authority(other);
    const authority = new IssuingAuthority(id, { name, seed, urls, lists, authority: above });
    this.#authorities.set(id, authority);
    return authority;
  }

  /** Finds the keys of those authorities, not on this thread: seconds for each that did not come with the package. */
  async ready(...ids: readonly AuthorityId[]): Promise<void> {
    const authorities = ids.map((id) => this.#authority(id));
    await Promise.all(authorities.map((one) => findKey(one.keyStream(), one.layout.keyBits)));
  }

  /** The authority that issued a certificate, by name and signature; undefined when it is none of these. */
  issuerOf(certificate: X509Certificate): Authority | undefined {
    checkIssuerOf(certificate);
    return this.#judge.issuerOf(certificate);
  }

  /**
   * What a certificate is worth at an instant: who issued it, what it is for, and every rule that it breaks.
   * @param sent the certificate in DER, then those that came with it
   */
  standing(sent: readonly [Bytes, ...Bytes[]], options: StandingOptions = {}): CertificateStanding {
    checkStanding(sent, options);
    return this.#judge.standing(sent, options);
  }

  /** The certificates of an authority and of those above it; or with a certificate that it issued before them. */
  chain(of: AuthorityId | IssuedCertificate): Chain {
    checkChain(of);
    if (typeof of === 'string') return chainOf(this.authority(of).chain);
    return chainOf([of.certificate, ...this.authority(of.authority).chain]);
  }

  /** Certificates of those authorities in one file .p7b. @throws PkiError `unknownAuthority` */
  bundle(authorities: readonly AuthorityId[]): Bytes {
    checkBundle(authorities);
    return toP7b(authorities.map((id) => this.authority(id).certificate));
  }

  /** What that authority issued and revoked, and the lists it publishes. @throws PkiError `unknownAuthority` */
  register(id: AuthorityId): RevocationRegister {
    return this.#registers.of(this.#authority(id));
  }

  /**
   * Issues a certificate.
   * @param publicKey the holder's
   * @throws ArgumentError for what is no subject, key or option
   * @throws PkiError when the profile or the authority is none, or when the certificate cannot be as the profile has it
   */
  issue(
    profileId: CertificateProfileId,
    subject: Subject,
    publicKey: KeyObject,
    options: IssueOptions = {},
  ): IssuedCertificate {
    checkIssue(profileId, subject, publicKey, options);
    const profile = own(CERTIFICATE_PROFILES, profileId);
    if (profile === undefined)
      throw new PkiError('unknownProfile', {
        en: `no certificate profile '${profileId}': expected one of ${Object.keys(CERTIFICATE_PROFILES).join(', ')}`,
        fr: `pas de profil de certificat '${profileId}', attendu l'un de : ${Object.keys(CERTIFICATE_PROFILES).join(', ')}`,
      });
    if (subject.kind !== profile.names)
      throw new PkiError('subject', {
        en: `${profileId}: found a ${subject.kind}, expected a ${profile.names}`,
        fr: `${profileId} : trouvé ${subject.kind}, attendu : ${profile.names}`,
      });
    checkKey(publicKey, profile.keyBits);
    const authority = this.#issuerOf(profileId, profile, options.authority);
    const now = (this.#options.clock ?? SYSTEM_CLOCK).date();
    const validity = validityOf(profile.validity, options, now);
    const { serial, certificate } = this.#signed({ profile, subject, publicKey, authority, validity }, options);
    this.#registers.of(authority).enter(serial, validity.notBefore, now);
    return { profile: profileId, authority: authority.id, serial: toHex(serial), certificate, ...validity };
  }

  #issuerOf(id: CertificateProfileId, { issuers }: ProfileLayout<AuthorityId>, asked = issuers[0]): IssuingAuthority {
    const authority = this.#authority(asked as AuthorityId);
    if (issuers.includes(authority.id)) return authority;
    throw new PkiError('otherIssuer', {
      en: `${id}: not issued by '${authority.id}', only by ${issuers.join(', ')}`,
      fr: `${id} : pas émis par '${authority.id}', seulement par ${issuers.join(', ')}`,
    });
  }

  #signed({ profile, subject, publicKey, authority, validity }: Order, { serial: asked, lists }: IssueOptions) {
    const fields = { ...authority.layout.fields, ...fieldsOf(subject) };
    const { branch, key: issuerKey, name: issuer, serialNumbers } = authority;
    const urls = this.#options.urls ?? 'invalid';
    const extensions = extensionsOf(profile.extensions, {
      ...{ subject, fields, publicKey, issuerKey, branch, urls, lists: lists ?? this.#options.lists },
      ...validity,
    });
    const name = nameOf(profile.subject, fields);
    const { notBefore, notAfter } = validity;
    const content = der(sequence(time(notBefore), time(notAfter), name, keyInfo(publicKey), ...extensions));
    const serial =
      asked === undefined
        ? serialNumbers.next(content)
        : asked === 'ofContent'
          ? serialNumbers.ofContent(content)
          : serialNumbers.take(asked, content);
    const { signature } = profile;
    const tbs = { serial, issuer, subject: name, notBefore, notAfter, publicKey, extensions, signature };
    return { serial, certificate: signCertificate(tbs, issuerKey) };
  }
}

/** What is issued, by whom. */
interface Order {
  readonly profile: ProfileLayout<AuthorityId>;
  readonly subject: Subject;
  readonly publicKey: KeyObject;
  readonly authority: IssuingAuthority;
  readonly validity: Validity;
}

/** The authorities of every card that names no others. */
export const defaultPki = new Pki();
