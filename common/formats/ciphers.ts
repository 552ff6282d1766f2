/** Block ciphers that files of keys and messages are encrypted with; all in CBC mode. */

import { createCipheriv, createDecipheriv } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as Forge from 'node-forge';
import type { Bytes } from '#iso7816/bytes.ts';

const require = createRequire(import.meta.url);
/** Loaded by who meets RC2, which node:crypto has no more: not with everything that reads a key. */
const forge = (): typeof Forge => require('node-forge');

export type Cipher =
  | 'rc2-40-cbc'
  | 'rc2-128-cbc'
  | 'des-ede-cbc'
  | 'des-ede3-cbc'
  | 'aes-128-cbc'
  | 'aes-192-cbc'
  | 'aes-256-cbc';

interface CipherLengths {
  readonly key: number;
  readonly iv: number;
}

export const CIPHERS: Readonly<Record<Cipher, CipherLengths>> = {
  'rc2-40-cbc': { key: 5, iv: 8 },
  'rc2-128-cbc': { key: 16, iv: 8 },
  'des-ede-cbc': { key: 16, iv: 8 },
  'des-ede3-cbc': { key: 24, iv: 8 },
  'aes-128-cbc': { key: 16, iv: 16 },
  'aes-192-cbc': { key: 24, iv: 16 },
  'aes-256-cbc': { key: 32, iv: 16 },
};

/** Identifiers of those that stand by themselves. Source: RFC 3565, 4.1; RFC 8018, B.2.2. */
const IDS: ReadonlyMap<string, Cipher> = new Map([
  ['1.2.840.113549.3.7', 'des-ede3-cbc'],
  ['2.16.840.1.101.3.4.1.2', 'aes-128-cbc'],
  ['2.16.840.1.101.3.4.1.22', 'aes-192-cbc'],
  ['2.16.840.1.101.3.4.1.42', 'aes-256-cbc'],
]);

export function cipherOf(id: string): Cipher | undefined {
  return IDS.get(id);
}

export function cipherId(cipher: 'des-ede3-cbc' | 'aes-128-cbc' | 'aes-256-cbc'): string {
  return [...IDS].find(([, one]) => one === cipher)?.[0] ?? '';
}

export interface CipherKey {
  readonly cipher: Cipher;
  readonly key: Bytes;
  readonly iv: Bytes;
}

function binary(bytes: Bytes): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Without its padding of PKCS#7; undefined when there is none. */
function unpadded(bytes: Bytes, block: number): Bytes | undefined {
  const count = bytes.at(-1) ?? 0;
  const isPadding = count >= 1 && count <= block && bytes.subarray(-count).every((octet) => octet === count);
  return isPadding ? bytes.slice(0, -count) : undefined;
}

/** RC2, which node:crypto has no more. node-forge takes any last byte for padding (1.4): what another key makes of it, too. */
function rc2({ cipher, key, iv }: CipherKey, direction: 'encrypt' | 'decrypt', data: Bytes): Bytes | undefined {
  const bits = cipher === 'rc2-40-cbc' ? 40 : 128;
  const machine =
    direction === 'encrypt'
      ? forge().rc2.createEncryptionCipher(binary(key), bits)
      : forge().rc2.createDecryptionCipher(binary(key), bits);
  machine.start(binary(iv));
  machine.update(forge().util.createBuffer(binary(data)));
  machine.finish(direction === 'decrypt' ? () => true : undefined);
  const bytes = new Uint8Array(Buffer.from(machine.output.getBytes(), 'latin1'));
  return direction === 'encrypt' ? bytes : unpadded(bytes, CIPHERS[cipher].iv);
}

function isRc2({ cipher }: CipherKey): boolean {
  return cipher.startsWith('rc2');
}

/** With two keys, 3DES is 3DES whose third key is its first. */
function named({ cipher, key }: CipherKey): [cipher: string, key: Bytes] {
  return cipher === 'des-ede-cbc' ? ['des-ede3-cbc', Buffer.concat([key, key.subarray(0, 8)])] : [cipher, key];
}

/** The data with its padding, encrypted. */
export function encrypt(key: CipherKey, data: Bytes): Bytes {
  if (isRc2(key)) return rc2(key, 'encrypt', data) as Bytes;
  const cipher = createCipheriv(...named(key), key.iv);
  return new Uint8Array(Buffer.concat([cipher.update(data), cipher.final()]));
}

/** What was encrypted, without its padding; undefined when the padding is none, which another key makes of it. */
export function decrypt(key: CipherKey, data: Bytes): Bytes | undefined {
  if (data.length === 0 || data.length % key.iv.length !== 0) return undefined;
  if (isRc2(key)) return rc2(key, 'decrypt', data);
  const decipher = createDecipheriv(...named(key), key.iv);
  try {
    return new Uint8Array(Buffer.concat([decipher.update(data), decipher.final()]));
  } catch {
    return undefined;
  }
}
