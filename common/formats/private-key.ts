/**
 * RSA private keys in files: PKCS#8 with or without a password, and the older form that only RSA keys have.
 *
 * Source: RFC 5958, 2 and 3; RFC 8017, A.1.2; RFC 1421, 4.6.1 (encrypted PEM of OpenSSL).
 */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { DER, DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { kindOfDer } from './file-kind.ts';
import { damaged, type FileObject, otherKind, readObjects, undamaged } from './file-objects.ts';
import { FormatError } from './format-error.ts';
import { decryptWithPassword, enterDecryption } from './password-encryption.ts';

export interface KeyProtection {
  readonly password: string;
  /** 3DES is what `openssl genpkey -des3` writes; AES-256 by default. */
  readonly cipher?: '3des' | 'aes-256';
}

export function newRsaKey(bits = 2048): Promise<KeyObject> {
  return promisify(generateKeyPair)('rsa', { modulusLength: bits }).then(({ privateKey }) => privateKey);
}

/** PKCS#8 in PEM, encrypted when there is a password. */
export function privateKeyPem(key: KeyObject, protection?: KeyProtection): string {
  const form = { type: 'pkcs8', format: 'pem' } as const;
  if (protection === undefined) return key.export(form).toString();
  const cipher = protection.cipher === '3des' ? 'des-ede3-cbc' : 'aes-256-cbc';
  return key.export({ ...form, cipher, passphrase: protection.password }).toString();
}

export function wrongPassword(name: string): FormatError {
  return new FormatError('password', name, {
    en: 'wrong password: nothing in the file opens with it (is a blank or a line end typed with it?)',
    fr: "mot de passe erroné : rien dans le fichier ne s'ouvre avec lui (un blanc ou une fin de ligne tapés avec ?)",
  });
}

export function missingPassword(name: string): FormatError {
  return new FormatError('passwordMissing', name, {
    en: 'is encrypted: its password is needed',
    fr: 'est chiffré : il faut son mot de passe',
  });
}

/** A PrivateKeyInfo or RSAPrivateKey that is not encrypted. @throws FormatError `damaged` */
export function keyOfDer(name: string, der: Bytes): KeyObject {
  for (const type of ['pkcs8', 'pkcs1', 'sec1'] as const) {
    try {
      return createPrivateKey({ key: Buffer.from(der), format: 'der', type });
    } catch {
      // The next form.
    }
  }
  throw damaged(name, 'privateKey', {
    en: 'its numbers are none of a key',
    fr: "ses nombres ne sont pas ceux d'une clé",
  });
}

/** EncryptedPrivateKeyInfo, opened. @throws FormatError `password`, `protection`, `damaged` */
export function decryptedKey(name: string, der: Bytes, password: string | undefined): KeyObject {
  const plain = undamaged(name, 'encryptedKey', () => {
    const info = DerReader.of(name, der).enter(DER.SEQUENCE, 'EncryptedPrivateKeyInfo');
    const decryption = enterDecryption(name, info);
    const data = info.take(DER.OCTET_STRING, 'encryptedData');
    return decryptWithPassword(decryption, data, password, (bytes) => kindOfDer(bytes) === 'privateKey');
  });
  if (plain === undefined) throw wrongPassword(name);
  return keyOfDer(name, plain);
}

/** What OpenSSL before its version 1.0 wrote; node:crypto reads it. */
function decryptedPem(name: string, pem: string, password: string): KeyObject {
  try {
    return createPrivateKey({ key: pem, passphrase: password });
  } catch (error) {
    if (/UNSUPPORTED/.test((error as NodeJS.ErrnoException).code ?? ''))
      throw new FormatError('protection', name, {
        en: 'encrypted with a cipher that is not read here; write it again with openssl pkcs8 -topk8',
        fr: "chiffré d'une façon qui n'est pas lue ici ; réécrivez-le avec openssl pkcs8 -topk8",
      });
    throw wrongPassword(name);
  }
}

function keyOf(name: string, { kind, der, pem }: FileObject, password: string | undefined): KeyObject {
  if (kind === 'privateKey') return keyOfDer(name, der);
  if (password === undefined) throw missingPassword(name);
  return pem?.encrypted ? decryptedPem(name, pem.text, password) : decryptedKey(name, der, password);
}

/**
 * The one private key of a file in PEM or DER.
 * @param name of the file, for errors
 * @throws FormatError `empty`, `tooLarge`, `otherKind`, `damaged`, `passwordMissing`, `password`, `protection`
 */
export function readPrivateKey(name: string, bytes: Bytes, password?: string): KeyObject {
  const objects = readObjects(name, bytes);
  const keys = objects.filter(({ kind }) => kind === 'privateKey' || kind === 'encryptedKey');
  const [key, ...others] = keys;
  if (key === undefined) throw otherKind(name, objects, 'privateKey');
  if (others.length > 0)
    throw new FormatError('otherKind', name, {
      en: `${keys.length} private keys, expected one`,
      fr: `${keys.length} clés privées, attendu : une seule`,
    });
  return keyOf(name, key, password);
}

/** Keys of a file in DER, without any encryption. */
export function privateKeyDer(key: KeyObject): Bytes {
  return new Uint8Array(key.export({ type: 'pkcs8', format: 'der' }));
}
