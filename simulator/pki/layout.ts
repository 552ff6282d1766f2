/**
 * What a certificate looks like, as data: names, extensions, numbers, dates. Nothing here is computed.
 *
 * A text in braces stands for a field: of the subject (`{givenName}`), or of the authority that issues (`{file}`).
 */
import type { ModulusBits } from '../keys/rsa-key.ts';

/** Types of attributes by the short names of OpenSSL. */
export type Attribute = 'CN' | 'SN' | 'C' | 'L' | 'ST' | 'O' | 'OU' | 'title' | 'GN' | 'pseudonym';

/** `latin` is what the older authorities do: PrintableString where it can be, else T61String. */
export type StringType = 'printable' | 'utf8' | 'latin';

export interface AttributeLayout {
  readonly attribute: Attribute;
  readonly as: StringType;
  readonly value: string;
}

/** A RelativeDistinguishedName; one that is optional is left out when the subject has no such field. */
export type RdnLayout = (
  | (AttributeLayout & { readonly optional?: true })
  | { readonly together: readonly AttributeLayout[] }
) & { readonly source?: string };

export type KeyUsageBit = 'digitalSignature' | 'nonRepudiation' | 'keyEncipherment' | 'keyCertSign' | 'cRLSign';
export type Purpose = 'serverAuth' | 'clientAuth' | 'emailProtection' | 'smartcardLogon' | 'OCSPSigning';
export type NetscapeType = 'sslClient' | 'sslServer' | 'smime';

/** Of the holder: tables G15, G16, G04 and R38. */
export type HolderExtension = 'profession' | 'futureProfession' | 'responsibility' | 'specialties';

type ExtensionContent =
  | { readonly extension: 'basicConstraints'; readonly ca?: true; readonly pathLength?: number }
  | { readonly extension: 'subjectKeyIdentifier' | 'authorityKeyIdentifier' | 'privateKeyUsagePeriod' }
  | { readonly extension: 'keyUsage'; readonly bits: readonly KeyUsageBit[] }
  | { readonly extension: 'certificatePolicies'; readonly policy: string; readonly cps?: string }
  | { readonly extension: 'extKeyUsage'; readonly purposes: readonly Purpose[] }
  /** `dnsNames` and `emails` are lists of the subject; what it has not is left out, with the extension if nothing is left. */
  | {
      readonly extension: 'subjectAltName';
      readonly names: readonly (
        | { readonly upn: string }
        | { readonly dns: 'dnsNames' }
        | { readonly email: 'emails' }
      )[];
    }
  | { readonly extension: 'cRLDistributionPoints' | 'freshestCRL'; readonly urls: readonly string[] }
  | { readonly extension: 'authorityInfoAccess'; readonly ocsp: string; readonly caIssuers: string }
  /** Of a responder: nobody asks whether its own certificate is revoked. */
  | { readonly extension: 'ocspNoCheck' }
  | { readonly extension: 'nsCertType'; readonly types: readonly NetscapeType[] }
  /** GIP-CPS: what the certificate stands in, test or not. */
  | { readonly extension: 'product'; readonly product: number }
  /** GIP-CPS: of the card and of its holder; what a holder does not have is left out. */
  | { readonly extension: 'cardType' | 'cardNumber' | HolderExtension };

export type ExtensionLayout = ExtensionContent & { readonly critical?: true; readonly source?: string };

export type SignatureAlgorithm = 'sha256WithRSAEncryption' | 'sha1WithRSAEncryption';

/** From the moment of issue, to the second; or from a day's first second to the last day of a month. */
export interface ValidityLayout {
  readonly years: number;
  readonly yearsOnCps4?: number;
  readonly rule: 'toTheSecond' | 'endOfMonth';
  readonly source?: string;
}

/** Whom a certificate names; see `Subject`. */
type SubjectKind = 'person' | 'service' | 'card' | 'software';

export interface ProfileLayout<AuthorityId extends string = string> {
  readonly source: string;
  /** What it is, in the words of its documents. */
  readonly title: string;
  readonly names: SubjectKind;
  /** Who may issue it; the first does when nobody else is asked. */
  readonly issuers: readonly AuthorityId[];
  readonly subject: readonly RdnLayout[];
  readonly extensions: readonly ExtensionLayout[];
  readonly signature: SignatureAlgorithm;
  readonly keyBits: readonly ModulusBits[];
  readonly validity: ValidityLayout;
}

/** How the serial numbers of an authority's certificates are made. */
export type SerialLayout =
  /** Bytes that are the authority's own, then random ones. */
  | { readonly kind: 'prefixed'; readonly own: number; readonly random: number }
  | { readonly kind: 'counted'; readonly first: number; readonly bytes: number }
  | { readonly kind: 'ascii'; readonly prefix: string; readonly random: number };

export type Branch = 'production' | 'test';

export interface AuthorityLayout<AuthorityId extends string = string> {
  readonly source: string;
  readonly branch: Branch;
  /** Whoever issues its certificate; a root does itself. */
  readonly issuer?: AuthorityId;
  /** Its last RDN says SIMULATION behind what is written here. */
  readonly subject: readonly RdnLayout[];
  readonly extensions: readonly ExtensionLayout[];
  readonly signature: SignatureAlgorithm;
  readonly keyBits: ModulusBits;
  /** ISO 8601 */
  readonly validity: { readonly from: string; readonly to: string };
  /** Bytes in front of its own serial number, in hexadecimal, and how long that is. */
  readonly serial: { readonly prefix: string; readonly length: number };
  /** Of the certificates it issues. */
  readonly serials: SerialLayout;
  /** Fields that layouts of what it issues name. */
  readonly fields: Readonly<Record<string, string>>;
}
