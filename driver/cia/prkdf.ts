/** Private key directory file. Source: ISO/IEC 7816-15:2016, 8.4; reference/cryptolib.md 6.6. */

import { DER, DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CommonObject, readCommonObject } from './cio.ts';
import { type Path, readPath } from './path.ts';

const SUBCLASS_ATTRIBUTES = 0xa0;
const TYPE_ATTRIBUTES = 0xa1;
const ALGORITHM_REFERENCES = 0xa1;

/** Bits of KeyUsageFlags. */
export const KEY_USAGE = {
  ENCIPHER: 0,
  DECIPHER: 1,
  SIGN: 2,
  SIGN_RECOVER: 3,
  KEY_DECIPHER: 5,
  NON_REPUDIATION: 9,
} as const;

/** An RSA private key. */
export interface PrivateKeyObject extends CommonObject {
  /** Equal to the iD of its certificate. */
  readonly id: Bytes;
  /** Bits of KEY_USAGE. */
  readonly usage: ReadonlySet<number>;
  /** Tag 84 of MSE SET: 0x81 = SDO reference 1. */
  readonly keyReference: number;
  readonly modulusBits: number;
  readonly path: Path;
  /** References of TokenInfo's supportedAlgorithms; real cards name none. */
  readonly algorithmReferences: readonly number[];
}

/** @throws DerError */
export function decodePrkdf(bytes: Bytes): PrivateKeyObject[] {
  const file = DerReader.ofFile('PrKDF', bytes);
  const keys: PrivateKeyObject[] = [];
  while (file.more) keys.push(readPrivateKey(file.enter(DER.SEQUENCE, 'private RSA key')));
  return keys;
}

function readPrivateKey(fields: DerReader): PrivateKeyObject {
  const common = readCommonObject(fields);
  const key = fields.enter(DER.SEQUENCE, 'commonKeyAttributes');
  const id = key.take(DER.OCTET_STRING, 'iD');
  const usage = key.bits('usage');
  key.booleanIf(); // native
  if (key.at(DER.BIT_STRING)) key.bits('accessFlags');
  const keyReference = key.integer('keyReference');
  const algorithmReferences = readAlgorithmReferences(key);
  fields.enterIf(SUBCLASS_ATTRIBUTES);
  const choice = fields.enter(TYPE_ATTRIBUTES, 'typeAttributes');
  const rsa = choice.enter(DER.SEQUENCE, 'PrivateRSAKeyAttributes');
  const path = readPath(rsa, 'value');
  const modulusBits = rsa.integer('modulusLength');
  fields.end('private RSA key');
  return { ...common, id, usage, keyReference, modulusBits, path, algorithmReferences };
}

function readAlgorithmReferences(key: DerReader): number[] {
  const references: number[] = [];
  while (key.more) {
    const list = key.enterIf(ALGORITHM_REFERENCES);
    if (list === undefined) key.skip();
    while (list?.more) references.push(list.integer('algReference'));
  }
  return references;
}
