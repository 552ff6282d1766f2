/**
 * Encryption with a password, as PKCS#8 keys and PKCS#12 files have it.
 *
 * The iterations a file asks for are bounded: a file that would keep its reader busy for hours is refused.
 *
 * Source: RFC 7292, appendix C; RFC 8018, 6.2 (PBES2) and 5.2 (PBKDF2).
 */
import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { DER, type DerReader } from '#asn1/der-reader.ts';
import { type DerValue, integer, octetString, oid, sequence } from '#asn1/der-writer.ts';
import { oidOf } from '#asn1/name-text.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type Digest, digestOfHmac, enterAlgorithm, hmacAlgorithm } from './algorithms.ts';
import { CIPHERS, type Cipher, type CipherKey, cipherId, cipherOf, decrypt, encrypt } from './ciphers.ts';
import { FormatError } from './format-error.ts';
import type { Protection } from './pkcs12-forms.ts';
import { bmpPassword, PURPOSE, pkcs12Derive } from './pkcs12-kdf.ts';

/** OpenSSL's own number, and that of most files. */
export const ITERATIONS = 2048;
/** Some seconds; the most that any program is known to write is a tenth of it. */
const MAX_ITERATIONS = 2_000_000;
const SALT_BYTES = 16;

const PBES2 = '1.2.840.113549.1.5.13';
export const PBKDF2 = '1.2.840.113549.1.5.12';

/** pbeWithSHAAnd...: the digest is SHA-1. Source: RFC 7292, appendix C. */
const PKCS12_IDS: ReadonlyMap<string, Cipher> = new Map([
  ['1.2.840.113549.1.12.1.3', 'des-ede3-cbc'],
  ['1.2.840.113549.1.12.1.4', 'des-ede-cbc'],
  ['1.2.840.113549.1.12.1.5', 'rc2-128-cbc'],
  ['1.2.840.113549.1.12.1.6', 'rc2-40-cbc'],
]);

export interface Encrypted {
  /** AlgorithmIdentifier. */
  readonly algorithm: DerValue;
  readonly data: Bytes;
}

/** `PBES2, PBKDF2 with SHA-256, AES-256` and the key of a password; undefined stands for none. */
export interface Decryption {
  readonly cipher: Cipher;
  /** In the words of OpenSSL. */
  readonly words: string;
  /** Every key that the password may mean, in the encodings that programs use. */
  readonly keys: (password: string | undefined) => CipherKey[];
}

function pkcs12Key(cipher: Cipher, password: Bytes, salt: Bytes, iterations: number): CipherKey {
  const derive = (purpose: number, length: number) =>
    pkcs12Derive({ digest: 'sha1', password, salt, iterations, purpose, length });
  const { key, iv } = CIPHERS[cipher];
  return { cipher, key: derive(PURPOSE.KEY, key), iv: derive(PURPOSE.IV, iv) };
}

function encryptPkcs12(cipher: Cipher, data: Bytes, password: string): Encrypted {
  const salt = new Uint8Array(randomBytes(SALT_BYTES));
  const id = [...PKCS12_IDS].find(([, one]) => one === cipher)?.[0] ?? '';
  const key = pkcs12Key(cipher, bmpPassword(password), salt, ITERATIONS);
  const algorithm = sequence(oid(id), sequence(octetString(salt), integer(ITERATIONS)));
  return { algorithm, data: encrypt(key, data) };
}

function encryptPbes2(data: Bytes, password: string): Encrypted {
  const [salt, iv] = [new Uint8Array(randomBytes(SALT_BYTES)), new Uint8Array(randomBytes(16))];
  const key = new Uint8Array(pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256'));
  const kdf = sequence(oid(PBKDF2), sequence(octetString(salt), integer(ITERATIONS), hmacAlgorithm('sha256')));
  const scheme = sequence(oid(cipherId('aes-256-cbc')), octetString(iv));
  const algorithm = sequence(oid(PBES2), sequence(kdf, scheme));
  return { algorithm, data: encrypt({ cipher: 'aes-256-cbc', key, iv }, data) };
}

export function encryptWithPassword(protection: Protection, data: Bytes, password: string): Encrypted {
  if (protection === 'aes-256') return encryptPbes2(data, password);
  return encryptPkcs12(protection === '3des' ? 'des-ede3-cbc' : 'rc2-40-cbc', data, password);
}

/** The next INTEGER, as a number of iterations. @throws FormatError `protection` for one that would never end */
export function iterationsOf(name: string, reader: DerReader): number {
  const iterations = reader.integer('iterations');
  if (iterations >= 1 && iterations <= MAX_ITERATIONS) return iterations;
  throw new FormatError('protection', name, {
    en: `the password is to be worked on ${iterations} times, expected 1 to ${MAX_ITERATIONS}`,
    fr: `le mot de passe doit être travaillé ${iterations} fois, attendu : 1 à ${MAX_ITERATIONS}`,
  });
}

export function unknownProtection(name: string, id: string): FormatError {
  return new FormatError('protection', name, {
    en: `protected in a way that is not read here (${id}): the password was not even tried; have it written with AES-256 or 3DES`,
    fr: `protégé d'une façon qui n'est pas lue ici (${id}) : le mot de passe n'a même pas été essayé ; faites-le écrire en AES-256 ou en 3DES`,
  });
}

export interface Pbkdf2 {
  readonly salt: Bytes;
  readonly iterations: number;
  readonly digest: Digest;
  readonly length: number | undefined;
}

/** PBKDF2 as the next AlgorithmIdentifier. @throws FormatError `protection` for another derivation */
export function enterPbkdf2(name: string, reader: DerReader): Pbkdf2 {
  const { id, parameters } = enterAlgorithm(reader, 'keyDerivationFunc');
  if (id !== PBKDF2) throw unknownProtection(name, id);
  const values = parameters.enter(DER.SEQUENCE, 'PBKDF2-params');
  const salt = values.take(DER.OCTET_STRING, 'salt');
  const iterations = iterationsOf(name, values);
  const length = values.at(DER.INTEGER) ? values.integer('keyLength') : undefined;
  const prf = values.more ? enterAlgorithm(values, 'prf').id : undefined;
  const digest = prf === undefined ? 'sha1' : digestOfHmac(prf);
  if (digest === undefined) throw unknownProtection(name, prf ?? '');
  return { salt, iterations, digest, length };
}

/** A password in each encoding that programs give to PBES2; the first is the standard's. */
function encodings(password: string | undefined): Buffer[] {
  const utf8 = Buffer.from(password ?? '', 'utf8');
  const isLatin1 = /^[\0-\xff]*$/.test(password ?? '') && utf8.length !== (password ?? '').length;
  return isLatin1 ? [utf8, Buffer.from(password ?? '', 'latin1')] : [utf8];
}

export function pbkdf2Keys(
  { salt, iterations, digest }: Pbkdf2,
  length: number,
  password: string | undefined,
): Bytes[] {
  return encodings(password).map((bytes) => new Uint8Array(pbkdf2Sync(bytes, salt, iterations, length, digest)));
}

function enterPbes2(name: string, parameters: DerReader): Decryption {
  const values = parameters.enter(DER.SEQUENCE, 'PBES2-params');
  const derivation = enterPbkdf2(name, values);
  const { id, parameters: scheme } = enterAlgorithm(values, 'encryptionScheme');
  const cipher = cipherOf(id);
  if (cipher === undefined) throw unknownProtection(name, id);
  const iv = scheme.take(DER.OCTET_STRING, 'iv');
  if (iv.length !== CIPHERS[cipher].iv)
    throw scheme.error({ en: `iv of ${iv.length} bytes before this`, fr: `iv de ${iv.length} octets avant ceci` });
  const keys = (password: string | undefined) =>
    pbkdf2Keys(derivation, CIPHERS[cipher].key, password).map((key) => ({ cipher, key, iv }));
  return { cipher, words: `PBES2, PBKDF2, ${cipher.toUpperCase()}, ${derivation.digest.toUpperCase()}`, keys };
}

/** How something is encrypted, from the next AlgorithmIdentifier. @throws FormatError `protection`, DerError */
export function enterDecryption(name: string, reader: DerReader): Decryption {
  const parameters = reader.enter(DER.SEQUENCE, 'encryptionAlgorithm');
  const id = oidOf(parameters);
  if (id === PBES2) return enterPbes2(name, parameters);
  const cipher = PKCS12_IDS.get(id);
  if (cipher === undefined) throw unknownProtection(name, id);
  const values = parameters.enter(DER.SEQUENCE, 'pkcs-12PbeParams');
  const salt = values.take(DER.OCTET_STRING, 'salt');
  if (salt.length === 0) throw values.error({ en: 'empty salt before this', fr: 'sel vide avant ceci' });
  const iterations = iterationsOf(name, values);
  const passwords = (password: string | undefined) =>
    password === undefined || password === '' ? [bmpPassword(''), bmpPassword(undefined)] : [bmpPassword(password)];
  const keys = (password: string | undefined) =>
    passwords(password).map((bytes) => pkcs12Key(cipher, bytes, salt, iterations));
  return { cipher, words: `pbeWithSHA1And${cipher.toUpperCase()}`, keys };
}

/** The first decryption that `isWanted`, over what the password may mean; undefined when there is none. */
export function decryptWithPassword(
  { keys }: Decryption,
  data: Bytes,
  password: string | undefined,
  isWanted: (plain: Bytes) => boolean,
): Bytes | undefined {
  for (const key of keys(password)) {
    const plain = decrypt(key, data);
    if (plain !== undefined && isWanted(plain)) return plain;
  }
  return undefined;
}
