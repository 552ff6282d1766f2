/** Keys of a context. Source: wincrypt.h, CryptGetUserKey, CryptExportKey, CryptGetKeyParam, CryptDecrypt. */
import type { KeyObject } from 'node:crypto';
import { BYTES, type Kind, NUMBER } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { NTE } from '#windows/codes.ts';
import { keySpecOf } from './card/card-contents.ts';
import { CANCELLED, CryptProvider, FLAGS, keyUser, PROVIDER } from './crypto-provider.ts';
import { CspError, typesOf } from './csp-error.ts';
import { decrypt, keyCertificate, publicKeyBlob, publicKeyOfBlob } from './private-key.ts';

/** HCRYPTKEY of a key pair on the card. */
export interface CryptKey {
  readonly provider: CryptProvider;
  readonly keySpec: number;
}

const KEY: Kind = (value, path) =>
  value instanceof Object && Reflect.get(value, 'provider') instanceof CryptProvider
    ? undefined
    : `${path}: expected a key of cryptGetUserKey`;
const TYPES = {
  cryptGetUserKey: typesOf('CryptGetUserKey', { provider: PROVIDER, keySpec: NUMBER }),
  cryptExportKey: typesOf('CryptExportKey', { key: KEY }),
  cryptImportPublicKeyBlob: typesOf('CryptImportPublicKeyInfo', { blob: BYTES }),
  cryptGetKeyCertificate: typesOf('CryptGetKeyParam', { key: KEY }),
  cryptDecrypt: typesOf('CryptDecrypt', { key: KEY, cryptogram: BYTES, flags: FLAGS, cancelled: CANCELLED }),
  cryptGenKey: typesOf('CryptGenKey', { provider: PROVIDER }),
};

/**
 * CryptGetUserKey: the key pair of the context's container.
 * @throws CspError NTE_NO_KEY when it has none of that kind, or the context no container
 */
export function cryptGetUserKey(provider: CryptProvider, keySpec: number): CryptKey {
  TYPES.cryptGetUserKey(provider, keySpec);
  const { record } = keyUser(provider).container;
  if (keySpecOf(record) === keySpec) return { provider, keySpec };
  throw new CspError(NTE.NO_KEY, {
    en: `'${record.name}' has no key of AT_* ${keySpec}`,
    fr: `'${record.name}' n'a pas de clé AT_* ${keySpec}`,
  });
}

/** CryptExportKey: the PUBLICKEYBLOB. @throws CspError of the search for the card */
export async function cryptExportKey(key: CryptKey): Promise<Bytes> {
  TYPES.cryptExportKey(key);
  return publicKeyBlob(keyUser(key.provider));
}

/** CryptImportPublicKeyInfo and its like: the public key as node:crypto takes it. */
export function cryptImportPublicKeyBlob(blob: Bytes): KeyObject {
  TYPES.cryptImportPublicKeyBlob(blob);
  return publicKeyOfBlob(blob);
}

/** CryptGetKeyParam with KP_CERTIFICATE: DER. @throws CspError NTE_BAD_DATA when the card has none for this key */
export async function cryptGetKeyCertificate(key: CryptKey): Promise<Bytes> {
  TYPES.cryptGetKeyCertificate(key);
  return keyCertificate(keyUser(key.provider));
}

/**
 * CryptDecrypt: the whole cryptogram at once, PKCS#1 v1.5.
 * @param cryptogram little-endian, as CryptEncrypt gives it
 * @param cancelled as that of nCryptSignHash
 * @throws CspError NTE_BAD_KEY with the signature key; NTE_BAD_DATA; those of the PIN as CryptSignHash
 */
export async function cryptDecrypt(
  key: CryptKey,
  cryptogram: Bytes,
  flags = 0,
  cancelled?: AbortSignal,
): Promise<Bytes> {
  TYPES.cryptDecrypt(key, cryptogram, flags, cancelled);
  if (flags !== 0)
    throw new CspError(NTE.BAD_FLAGS, { en: `dwFlags ${flags}, expected 0`, fr: `dwFlags ${flags}, attendu : 0` });
  return decrypt(keyUser(key.provider, cancelled), cryptogram);
}

/** CryptGenKey: no key is made on a read-only card. @throws CspError NTE_TOKEN_KEYSET_STORAGE_FULL always */
export function cryptGenKey(provider: CryptProvider): never {
  TYPES.cryptGenKey(provider);
  keyUser(provider);
  throw new CspError(NTE.TOKEN_KEYSET_STORAGE_FULL, {
    en: 'the card has room for 0 more keys',
    fr: 'la carte a de la place pour 0 clé de plus',
  });
}
