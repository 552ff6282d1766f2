/**
 * PKCS#12 files in the forms that programs of different ages read.
 *
 * Source: RFC 7292, 4; RFC 9579 (PBMAC1); docs/formats.md for who reads which.
 */
import { createHash, createHmac, type KeyObject, pbkdf2Sync, randomBytes } from 'node:crypto';
import {
  bmpString,
  type DerValue,
  der,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  tagged,
} from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { digestAlgorithm, hmacAlgorithm } from './algorithms.ts';
import { certificateFor, DATA } from './certificates.ts';
import { encryptWithPassword, ITERATIONS, PBKDF2 } from './password-encryption.ts';
import { type Form, PKCS12_FORMS, type Pkcs12Form, type Protection } from './pkcs12-forms.ts';
import { bmpPassword, PURPOSE, pkcs12Derive } from './pkcs12-kdf.ts';
import { privateKeyDer } from './private-key.ts';

export type { Pkcs12Form };

export const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
export const PBMAC1 = '1.2.840.113549.1.5.14';
export const BAG = {
  KEY: '1.2.840.113549.1.12.10.1.1',
  SHROUDED_KEY: '1.2.840.113549.1.12.10.1.2',
  CERTIFICATE: '1.2.840.113549.1.12.10.1.3',
  SAFE_CONTENTS: '1.2.840.113549.1.12.10.1.6',
} as const;
export const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';
export const ATTRIBUTE = { FRIENDLY_NAME: '1.2.840.113549.1.9.20', LOCAL_KEY_ID: '1.2.840.113549.1.9.21' } as const;

export interface Pkcs12Order {
  readonly key: KeyObject;
  /** In DER; it must be of that key. */
  readonly certificate: Bytes;
  /** Certificates of authorities: none, the intermediate (ACI), or it and the root (ACR). */
  readonly authorities?: readonly Bytes[];
  readonly friendlyName?: string;
  readonly password: string;
  /** `3des` by default. */
  readonly form?: Pkcs12Form;
}

const MAC_SALT_BYTES = 16;

function attributes(values: Readonly<Record<string, DerValue | undefined>>): DerValue {
  const given = Object.entries(values).flatMap(([id, value]) => (value ? [sequence(oid(id), setOf(value))] : []));
  return setOf(...given);
}

function bag(id: string, value: DerValue, bagAttributes?: DerValue): DerValue {
  return sequence(oid(id), tagged(0, value), ...(bagAttributes ? [bagAttributes] : []));
}

function certificateBag(certificate: Bytes, bagAttributes?: DerValue): DerValue {
  return bag(BAG.CERTIFICATE, sequence(oid(X509_CERTIFICATE), tagged(0, octetString(certificate))), bagAttributes);
}

function encryptedSafe(contents: DerValue, protection: Protection, password: string): DerValue {
  const { algorithm, data } = encryptWithPassword(protection, der(contents), password);
  const content = sequence(integer(0), sequence(oid(DATA), algorithm, implicit(0, data)));
  return sequence(oid(ENCRYPTED_DATA), tagged(0, content));
}

function dataSafe(contents: DerValue): DerValue {
  return sequence(oid(DATA), tagged(0, octetString(der(contents))));
}

function pbmac1(content: Bytes, password: string): DerValue {
  const salt = new Uint8Array(randomBytes(MAC_SALT_BYTES));
  const key = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const kdf = sequence(octetString(salt), integer(ITERATIONS), integer(32), hmacAlgorithm('sha256'));
  const algorithm = sequence(oid(PBMAC1), sequence(sequence(oid(PBKDF2), kdf), hmacAlgorithm('sha256')));
  const mac = octetString(new Uint8Array(createHmac('sha256', key).update(content).digest()));
  return sequence(sequence(algorithm, mac), octetString(new Uint8Array(MAC_SALT_BYTES)), integer(1));
}

/** MacData of the authenticated safe. */
function macOf(kind: Form['mac'], content: Bytes, password: string): DerValue[] {
  if (kind === 'none') return [];
  if (kind === 'pbmac1') return [pbmac1(content, password)];
  const salt = new Uint8Array(randomBytes(MAC_SALT_BYTES));
  const length = kind === 'sha1' ? 20 : 32;
  const derivation = { digest: kind, password: bmpPassword(password), salt, iterations: ITERATIONS, length };
  const key = pkcs12Derive({ ...derivation, purpose: PURPOSE.MAC });
  const mac = octetString(new Uint8Array(createHmac(kind, key).update(content).digest()));
  return [sequence(sequence(digestAlgorithm(kind), mac), octetString(salt), integer(ITERATIONS))];
}

/** The file in DER. @throws FormatError `otherKey` when the certificate is not of that key */
export function makePkcs12(order: Pkcs12Order): Bytes {
  const { key, certificate, authorities = [], friendlyName, password, form = '3des' } = order;
  certificateFor('certificate', [certificate], key);
  const protections: Form = PKCS12_FORMS[form];
  const named = attributes({
    [ATTRIBUTE.FRIENDLY_NAME]: friendlyName === undefined ? undefined : bmpString(friendlyName),
    [ATTRIBUTE.LOCAL_KEY_ID]: octetString(new Uint8Array(createHash('sha1').update(certificate).digest())),
  });
  const certificates = sequence(certificateBag(certificate, named), ...authorities.map((one) => certificateBag(one)));
  const { algorithm, data } = encryptWithPassword(protections.keys, privateKeyDer(key), password);
  const keys = sequence(bag(BAG.SHROUDED_KEY, sequence(algorithm, octetString(data)), named));
  const safe = der(sequence(encryptedSafe(certificates, protections.certificates, password), dataSafe(keys)));
  const content = sequence(oid(DATA), tagged(0, octetString(safe)));
  return der(sequence(integer(3), content, ...macOf(protections.mac, safe, password)));
}
