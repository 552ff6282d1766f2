/** X.509 version 3 certificates: assembling and signing. Source: RFC 5280, 4.1 and 4.2. */
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import {
  bitString,
  booleanTrue,
  type DerValue,
  der,
  implicit,
  integer,
  integerOf,
  namedBits,
  nullValue,
  octetString,
  oid,
  sequence,
  setOf,
  tagged,
  time,
  written,
} from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { SignatureAlgorithm } from './layout.ts';

/** Identifier and digest. Source: RFC 8017, A.2.4. */
const SIGNATURE = {
  sha256WithRSAEncryption: { id: '1.2.840.113549.1.1.11', digest: 'sha256' },
  sha1WithRSAEncryption: { id: '1.2.840.113549.1.1.5', digest: 'sha1' },
} as const;

/** Attribute types of the names. Source: RFC 5280, A.1; X.520. */
export const ATTRIBUTE = {
  COMMON_NAME: '2.5.4.3',
  SURNAME: '2.5.4.4',
  COUNTRY: '2.5.4.6',
  STATE: '2.5.4.8',
  ORGANIZATION: '2.5.4.10',
  ORGANIZATIONAL_UNIT: '2.5.4.11',
  TITLE: '2.5.4.12',
  GIVEN_NAME: '2.5.4.42',
} as const;

export interface CertificateFields {
  /** Contents of the serial number, first bit 0. */
  readonly serial: Bytes;
  readonly issuer: DerValue;
  readonly subject: DerValue;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly extensions: readonly DerValue[];
  /** sha256WithRSAEncryption by default. */
  readonly signature?: SignatureAlgorithm;
}

/** AttributeTypeAndValue. */
export function attribute(type: string, value: DerValue): DerValue {
  return sequence(oid(type), value);
}

/** RelativeDistinguishedName of one or several attributes. */
export function rdn(...attributes: DerValue[]): DerValue {
  return setOf(...attributes);
}

/** Extension; `critical` is left out when false (DER default). */
export function extension(id: string, value: DerValue, critical = false): DerValue {
  const extnValue = octetString(der(value));
  return critical ? sequence(oid(id), booleanTrue(), extnValue) : sequence(oid(id), extnValue);
}

/** SubjectPublicKeyInfo. */
export function keyInfo(key: KeyObject): DerValue {
  return written(new Uint8Array(key.export({ type: 'spki', format: 'der' })));
}

const keyIdentifiers = new WeakMap<KeyObject, Bytes>();

/** SHA-1 of the PKCS#1 public key. Source: RFC 5280, 4.2.1.2, method (1). */
export function keyIdentifier(key: KeyObject): Bytes {
  const known = keyIdentifiers.get(key);
  if (known !== undefined) return known;
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  const pkcs1 = publicKey.export({ type: 'pkcs1', format: 'der' });
  const identifier = new Uint8Array(createHash('sha1').update(pkcs1).digest());
  keyIdentifiers.set(key, identifier);
  return identifier;
}

export function subjectKeyIdentifier(key: KeyObject): DerValue {
  return extension('2.5.29.14', octetString(keyIdentifier(key)));
}

export function authorityKeyIdentifier(issuerKey: KeyObject): DerValue {
  return extension('2.5.29.35', sequence(implicit(0, keyIdentifier(issuerKey))));
}

/** Bit numbers of KeyUsage. */
export const KEY_USAGE = { DIGITAL_SIGNATURE: 0, NON_REPUDIATION: 1, KEY_CERT_SIGN: 5, CRL_SIGN: 6 } as const;

export function keyUsage(...bits: readonly number[]): DerValue {
  return extension('2.5.29.15', namedBits(...bits), true);
}

/** The certificate in DER, signed by `issuerKey`. */
export function signCertificate(fields: CertificateFields, issuerKey: KeyObject): Bytes {
  const { id, digest } = SIGNATURE[fields.signature ?? 'sha256WithRSAEncryption'];
  const algorithm = sequence(oid(id), nullValue());
  const tbsCertificate = sequence(
    tagged(0, integer(2)),
    integerOf(fields.serial),
    algorithm,
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    keyInfo(fields.publicKey),
    tagged(3, sequence(...fields.extensions)),
  );
  const signature = sign(digest, der(tbsCertificate), issuerKey);
  return der(sequence(tbsCertificate, algorithm, bitString(new Uint8Array(signature))));
}
