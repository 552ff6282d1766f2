/** A certificate of the store and its properties. Source: wincrypt.h, CERT_CONTEXT; reference/minidriver.md 11. */
import { X509Certificate } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { KeyProviderInfo } from '../csp/index.ts';

/** What the store keeps beside a certificate. */
export interface CertificateProperties {
  /** CERT_FRIENDLY_NAME_PROP_ID */
  readonly friendlyName?: string;
  /** CERT_KEY_PROV_INFO_PROP_ID: where its private key is; absent for a certificate without one. */
  readonly keyProviderInfo?: KeyProviderInfo;
  /** cardid of the card it came from, in hexadecimal. */
  readonly cardIdentifier?: string;
}

export class StoreCertificate {
  readonly der: Bytes;
  readonly properties: CertificateProperties;
  /** Place in the order of arrival. */
  readonly order: number;
  readonly x509: X509Certificate;

  /** @throws Error of node:crypto when `der` is no certificate */
  constructor(der: Bytes, properties: CertificateProperties, order: number) {
    this.der = der.slice();
    this.x509 = new X509Certificate(this.der);
    this.properties = properties;
    this.order = order;
  }

  /** SHA-1 of the DER, upper-case hexadecimal: how Windows names a certificate. */
  get thumbprint(): string {
    return this.x509.fingerprint.replaceAll(':', '');
  }

  /** CN of the issuer; '' when it has none. */
  get issuerName(): string {
    return commonName(this.x509.toLegacyObject().issuer);
  }

  /** CN of the subject: the holder's IdNat_PS. */
  get subjectName(): string {
    return commonName(this.x509.toLegacyObject().subject);
  }

  get subject(): string {
    return oneLine(this.x509.subject);
  }

  get issuer(): string {
    return oneLine(this.x509.issuer);
  }

  /** OIDs of the extended key usage; node:crypto calls them `keyUsage`. */
  get enhancedKeyUsages(): readonly string[] {
    return this.x509.keyUsage ?? [];
  }

  get notBefore(): Date {
    return new Date(this.x509.validFrom);
  }

  get notAfter(): Date {
    return new Date(this.x509.validTo);
  }

  isValidAt(time: Date): boolean {
    return this.notBefore <= time && time <= this.notAfter;
  }

  /** Same issuer and serial number: one certificate to Windows. */
  isSameAs({ x509 }: StoreCertificate): boolean {
    return this.x509.serialNumber === x509.serialNumber && this.x509.issuer === x509.issuer;
  }
}

/** The last one when a name has several. */
function commonName(name: { readonly CN?: string | readonly string[] }): string {
  const { CN: found } = name;
  return (typeof found === 'object' ? found.at(-1) : found) ?? '';
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ');
}
