/** Parts that signed and enveloped messages share. Source: RFC 5652, 5.3, 6.2.1 and 10.2.4. */
import type { X509Certificate } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { type DerValue, der, integerOf, sequence, written } from '#asn1/der-writer.ts';
import { type Bytes, NO_BYTES, toHex } from '#iso7816/bytes.ts';
import { textOfName } from './names.ts';

const [EXTENSIONS, UNIQUE_1, UNIQUE_2, VERSION] = [0xa3, 0xa1, 0xa2, 0xa0];
const OID_SUBJECT_KEY_IDENTIFIER = '551D0E';

export interface CertificateIds {
  /** Name in DER. */
  readonly issuer: Bytes;
  /** Name in DER. */
  readonly subject: Bytes;
  /** Contents of the INTEGER. */
  readonly serial: Bytes;
  /** Empty where the certificate has none. */
  readonly keyIdentifier: Bytes;
}

function keyIdentifierOf(extensions: DerReader | undefined): Bytes {
  const list = extensions?.enter(DER.SEQUENCE, 'Extensions');
  while (list?.more) {
    const extension = list.enter(DER.SEQUENCE, 'Extension');
    const id = toHex(extension.take(0x06, 'extnID'));
    extension.booleanIf();
    const value = extension.take(DER.OCTET_STRING, 'extnValue');
    if (id === OID_SUBJECT_KEY_IDENTIFIER)
      return DerReader.of('subjectKeyIdentifier', value).take(DER.OCTET_STRING, 'KeyIdentifier');
  }
  return NO_BYTES;
}

/** What a message calls a certificate by. @throws DerError when it is none */
export function idsOf(certificate: Bytes): CertificateIds {
  const tbs = DerReader.of('certificate', certificate).enter(DER.SEQUENCE, 'Certificate').enter(DER.SEQUENCE, 'TBS');
  tbs.takeIf(VERSION);
  const serial = tbs.take(DER.INTEGER, 'serialNumber');
  tbs.take(DER.SEQUENCE, 'signature');
  const issuer = der(sequence(written(tbs.take(DER.SEQUENCE, 'issuer'))));
  tbs.take(DER.SEQUENCE, 'validity');
  const subject = der(sequence(written(tbs.take(DER.SEQUENCE, 'subject'))));
  tbs.take(DER.SEQUENCE, 'subjectPublicKeyInfo');
  tbs.takeIf(UNIQUE_1);
  tbs.takeIf(UNIQUE_2);
  return { issuer, subject, serial, keyIdentifier: keyIdentifierOf(tbs.enterIf(EXTENSIONS)) };
}

const read = new WeakMap<X509Certificate, CertificateIds>();

/** The same of a certificate that OpenSSL has read, once. @throws DerError where OpenSSL reads what no strict reader does */
export function certificateIds(certificate: X509Certificate): CertificateIds {
  const ids = read.get(certificate) ?? idsOf(new Uint8Array(certificate.raw));
  read.set(certificate, ids);
  return ids;
}

/** IssuerAndSerialNumber. */
export function issuerAndSerial({ issuer, serial }: Pick<CertificateIds, 'issuer' | 'serial'>): DerValue {
  return sequence(written(issuer), integerOf(serial));
}

/** How a message names a signer or recipient. */
export interface CertificateName {
  readonly isOf: (certificate: Bytes) => boolean;
  /** `the certificate 0A1B of C=FR, O=...` */
  readonly text: string;
}

function same(a: Bytes, b: Bytes): boolean {
  return Buffer.compare(a, b) === 0;
}

/** SignerIdentifier or RecipientIdentifier: issuer and number, or the subject key identifier. @throws DerError */
export function enterCertificateName(reader: DerReader): CertificateName {
  const keyIdentifier = reader.takeIf(0x80);
  if (keyIdentifier !== undefined)
    return { isOf: (one) => same(idsOf(one).keyIdentifier, keyIdentifier), text: toHex(keyIdentifier) };
  const name = reader.enter(DER.SEQUENCE, 'IssuerAndSerialNumber');
  const issuer = der(sequence(written(name.take(DER.SEQUENCE, 'issuer'))));
  const serial = name.take(DER.INTEGER, 'serialNumber');
  const isOf = (one: Bytes) => same(idsOf(one).issuer, issuer) && same(idsOf(one).serial, serial);
  return { isOf, text: `${toHex(serial)} / ${textOfName(issuer)}` };
}
