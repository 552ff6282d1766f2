/** X.509 version 3 certificates: assembling and signing. Source: RFC 5280, 4.1 and 4.2. */
import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import {
  bitString,
  booleanTrue,
  type DerValue,
  der,
  encoded,
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
} from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';

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

function subjectPublicKeyInfo(key: KeyObject): Bytes {
  return new Uint8Array(key.export({ type: 'spki', format: 'der' }));
}

/** SHA-1 of the PKCS#1 public key. Source: RFC 5280, 4.2.1.2, method (1). */
function keyIdentifier(key: KeyObject): Bytes {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return new Uint8Array(
    createHash('sha1')
      .update(publicKey.export({ type: 'pkcs1', format: 'der' }))
      .digest(),
  );
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

/** The certificate in DER, signed by `issuerKey` with sha256WithRSAEncryption. */
export function signCertificate(fields: CertificateFields, issuerKey: KeyObject): Bytes {
  const algorithm = sequence(oid(SHA256_WITH_RSA), nullValue());
  const tbsCertificate = sequence(
    tagged(0, integer(2)),
    integerOf(fields.serial),
    algorithm,
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    encoded(subjectPublicKeyInfo(fields.publicKey)),
    tagged(3, sequence(...fields.extensions)),
  );
  const signature = sign('sha256', der(tbsCertificate), issuerKey);
  return der(sequence(tbsCertificate, algorithm, bitString(new Uint8Array(signature))));
}
