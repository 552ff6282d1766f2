/** X.509 version 3 certificates: assembling and signing. Source: RFC 5280, 4.1 and 4.2. */
import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import {
  booleanTrue,
  type DerValue,
  der,
  integer,
  integerOf,
  octetString,
  oid,
  sequence,
  tagged,
  time,
  written,
} from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { SignatureAlgorithm } from './layout.ts';
import { algorithmIdentifier, signed } from './signature.ts';

export interface CertificateFields {
  /** Contents of the serial number, first bit 0. */
  readonly serial: Bytes;
  readonly issuer: DerValue;
  readonly subject: DerValue;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: KeyObject;
  readonly extensions: readonly DerValue[];
  readonly signature: SignatureAlgorithm;
}

/** Extension; `critical` is left out when false (DER default). */
export function extension(id: string, value: DerValue, critical = false): DerValue {
  const extnValue = octetString(der(value));
  return critical ? sequence(oid(id), booleanTrue(), extnValue) : sequence(oid(id), extnValue);
}

const keyInfos = new WeakMap<KeyObject, DerValue>();

/** SubjectPublicKeyInfo. A certificate writes it twice: once for its serial number. */
export function keyInfo(key: KeyObject): DerValue {
  const known = keyInfos.get(key);
  if (known !== undefined) return known;
  const info = written(new Uint8Array(key.export({ type: 'spki', format: 'der' })));
  keyInfos.set(key, info);
  return info;
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

/** The certificate in DER, signed by `issuerKey`. */
export function signCertificate(fields: CertificateFields, issuerKey: KeyObject): Bytes {
  const tbsCertificate = sequence(
    tagged(0, integer(2)),
    integerOf(fields.serial),
    algorithmIdentifier(fields.signature),
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    keyInfo(fields.publicKey),
    tagged(3, sequence(...fields.extensions)),
  );
  return der(signed(tbsCertificate, fields.signature, issuerKey));
}
