/** Keys of a context. Source: wincrypt.h, CryptGetUserKey, CryptExportKey, CryptGetKeyParam, CryptDecrypt. */
import type { KeyObject } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import { NTE } from '#windows/codes.ts';
import { keySpecOf } from './card/card-contents.ts';
import { type CryptProvider, keyUser } from './crypto-provider.ts';
import { CspError } from './csp-error.ts';
import { decrypt, keyCertificate, publicKeyBlob, publicKeyOfBlob } from './private-key.ts';

/** HCRYPTKEY of a key pair on the card. */
export interface CryptKey {
  readonly provider: CryptProvider;
  readonly keySpec: number;
}

/**
 * CryptGetUserKey: the key pair of the context's container.
 * @throws CspError NTE_NO_KEY when it has none of that kind, or the context no container
 */
export function cryptGetUserKey(provider: CryptProvider, keySpec: number): CryptKey {
  const { record } = keyUser(provider).container;
  if (keySpecOf(record) === keySpec) return { provider, keySpec };
  throw new CspError(NTE.NO_KEY, `'${record.name}' has no key of AT_* ${keySpec}`);
}

/** CryptExportKey: the PUBLICKEYBLOB. @throws CspError of the search for the card */
export function cryptExportKey({ provider }: CryptKey): Promise<Bytes> {
  return publicKeyBlob(keyUser(provider));
}

/** CryptImportPublicKeyInfo and its like: the public key as node:crypto takes it. */
export function cryptImportPublicKeyBlob(blob: Bytes): KeyObject {
  return publicKeyOfBlob(blob);
}

/** CryptGetKeyParam with KP_CERTIFICATE: DER. @throws CspError NTE_BAD_DATA when the card has none for this key */
export function cryptGetKeyCertificate({ provider }: CryptKey): Promise<Bytes> {
  return keyCertificate(keyUser(provider));
}

/**
 * CryptDecrypt: the whole cryptogram at once, PKCS#1 v1.5.
 * @param cryptogram little-endian, as CryptEncrypt gives it
 * @throws CspError NTE_BAD_KEY with the signature key; NTE_BAD_DATA; those of the PIN as CryptSignHash
 */
export function cryptDecrypt({ provider }: CryptKey, cryptogram: Bytes, flags = 0): Promise<Bytes> {
  if (flags !== 0) return Promise.reject(new CspError(NTE.BAD_FLAGS, `dwFlags ${flags}, expected 0`));
  return decrypt(keyUser(provider), cryptogram);
}

/** CryptGenKey: no key is made on a read-only card. @throws CspError NTE_TOKEN_KEYSET_STORAGE_FULL always */
export function cryptGenKey(provider: CryptProvider): never {
  keyUser(provider);
  throw new CspError(NTE.TOKEN_KEYSET_STORAGE_FULL, 'the card has room for 0 more keys');
}
