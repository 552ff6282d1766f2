/** The smart card KSP. Source: ncrypt.h; guide 9.5.4, 9.5.5; reference/minidriver.md 10. */
import { sameInEach } from '#common/language.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { NTE } from '#windows/codes.ts';
import { DIGESTS, digestInfo } from '../minidriver/structures/digest-info.ts';
import { containerRecords, keySpecOf } from './card/card-contents.ts';
import { findContainerNow, findOrAskFor, type KeyUser, onCard, readersMeant } from './card/card-search.ts';
import { hasFlag, hasOtherFlags, NCRYPT, SMART_CARD_KSP } from './constants.ts';
import { specificationOf } from './crypto-provider.ts';
import { CspError, cspError } from './csp-error.ts';
import { type KeyProperties, PROPERTIES } from './key-properties.ts';
import { givePin } from './pin/authentication.ts';
import {
  decrypt,
  isSignatureOf,
  publicKeyBlob,
  publicKeyOfBlob,
  rsaKeyBlob,
  signHash,
  signPadded,
} from './private-key.ts';
import type { CspProcess } from './process.ts';
import { StorageKey, type StorageProvider, STORAGE_TYPES as TYPES } from './storage-key.ts';

/** NCryptKeyName */
export interface KeyName {
  readonly name: string;
  readonly algorithmId: 'RSA';
  readonly legacyKeySpec: number;
}

/** NCryptOpenStorageProvider @throws CspError NTE_KEYSET_NOT_DEF for another provider */
export function nCryptOpenStorageProvider(process: CspProcess, name: string = SMART_CARD_KSP): StorageProvider {
  TYPES.nCryptOpenStorageProvider(process, name);
  if (name === SMART_CARD_KSP) return { process, name };
  throw new CspError(NTE.KEYSET_NOT_DEF, {
    en: `provider '${name}', expected '${SMART_CARD_KSP}'`,
    fr: `fournisseur '${name}', attendu : '${SMART_CARD_KSP}'`,
  });
}

/**
 * NCryptEnumKeys: the keys of the card in one reader, or of all cards.
 * @param scope `\\.\Reader\`, or nothing for every reader
 * @throws CspError SCARD_E_UNKNOWN_READER; NTE_BAD_KEYSET for a scope that names a container
 */
export async function nCryptEnumKeys(provider: StorageProvider, scope?: string): Promise<readonly KeyName[]> {
  TYPES.nCryptEnumKeys(provider, scope);
  const { process } = provider;
  const specification = specificationOf(scope);
  if (specification.container !== undefined)
    throw new CspError(NTE.BAD_KEYSET, {
      en: `scope '${scope}': expected a reader`,
      fr: `portée '${scope}', attendu : un lecteur`,
    });
  try {
    const keys: KeyName[] = [];
    for (const reader of await readersMeant(process, specification)) {
      const records = await onCard(process, reader, (card) => containerRecords(process, card));
      for (const record of records ?? []) {
        keys.push({ name: record.name, algorithmId: 'RSA', legacyKeySpec: keySpecOf(record) });
      }
    }
    return keys;
  } catch (error) {
    throw cspError(error);
  }
}

/**
 * NCryptOpenKey: a key by container, in the four forms of a context's container.
 * @param legacyKeySpec 0, or the AT_* the container must have
 * @param flags 0 or NCRYPT.SILENT
 * @param cancelled aborted by a program that waits no longer: the dialog for a card is over then, as with Annuler
 * @throws CspError NTE_BAD_KEYSET for a malformed name and for a container without such a key; SCARD_E_UNKNOWN_READER;
 *   NTE_SILENT_CONTEXT, SCARD_W_CANCELLED_BY_USER when the card is not there; NTE_BAD_FLAGS
 */
export async function nCryptOpenKey(
  provider: StorageProvider,
  name: string | null,
  legacyKeySpec = 0,
  flags = 0,
  cancelled?: AbortSignal,
): Promise<StorageKey> {
  TYPES.nCryptOpenKey(provider, name, legacyKeySpec, flags, cancelled);
  const { process } = provider;
  if (hasOtherFlags(flags, NCRYPT.SILENT)) throw new CspError(NTE.BAD_FLAGS, sameInEach(`dwFlags ${flags}`));
  const silent = hasFlag(flags, NCRYPT.SILENT);
  const container = await findOrAskFor(process, specificationOf(name), silent, cancelled);
  if (legacyKeySpec !== 0 && keySpecOf(container.record) !== legacyKeySpec) {
    throw new CspError(NTE.BAD_KEYSET, {
      en: `'${container.record.name}' has no key of AT_* ${legacyKeySpec}`,
      fr: `'${container.record.name}' n'a pas de clé AT_* ${legacyKeySpec}`,
    });
  }
  return new StorageKey(process, container, silent);
}

/**
 * NCryptCreatePersistedKey: never on a read-only card.
 * @throws CspError NTE_SILENT_CONTEXT when nobody may be asked; NTE_EXISTS; NTE_TOKEN_KEYSET_STORAGE_FULL
 */
export async function nCryptCreatePersistedKey(provider: StorageProvider, name: string, flags = 0): Promise<never> {
  TYPES.nCryptCreatePersistedKey(provider, name, flags);
  const { process } = provider;
  if (hasFlag(flags, NCRYPT.SILENT))
    throw new CspError(NTE.SILENT_CONTEXT, {
      en: 'a key is never created silently',
      fr: "une clé n'est jamais créée en silence",
    });
  const found = await findContainerNow(process, specificationOf(name));
  if (found !== undefined)
    throw new CspError(NTE.EXISTS, {
      en: `'${name}' is there, and never overwritten`,
      fr: `'${name}' existe, et n'est jamais remplacée`,
    });
  throw new CspError(NTE.TOKEN_KEYSET_STORAGE_FULL, {
    en: 'the card has room for 0 more keys',
    fr: 'la carte a de la place pour 0 clé de plus',
  });
}

/** NCryptFreeObject @throws CspError NTE_INVALID_HANDLE when it is free already */
export async function nCryptFreeObject(key: StorageKey): Promise<void> {
  TYPES.nCryptFreeObject(key);
  checkKeyHandle(key);
  await key.free();
}

function checkKeyHandle(key: StorageKey): KeyUser {
  if (key.freed) throw new CspError(NTE.INVALID_HANDLE, { en: 'the key is freed', fr: 'la clé est libérée' });
  return key;
}

function userOf({ process, container, silent }: KeyUser, flags: number, cancelled: AbortSignal | undefined): KeyUser {
  return { process, container, silent: silent || hasFlag(flags, NCRYPT.SILENT), cancelled };
}

/**
 * NCryptGetProperty
 * @param cancelled as that of nCryptOpenKey
 * @throws CspError NTE_NOT_SUPPORTED for a property that is not known; those of the card
 */
export async function nCryptGetProperty<K extends keyof KeyProperties>(
  key: StorageKey,
  property: K,
  cancelled?: AbortSignal,
): Promise<KeyProperties[K]> {
  TYPES.nCryptGetProperty(key, property, cancelled);
  const user = userOf(checkKeyHandle(key), 0, cancelled);
  if (!Object.hasOwn(PROPERTIES, property))
    throw new CspError(NTE.NOT_SUPPORTED, { en: `property '${property}'`, fr: `propriété '${property}'` });
  return PROPERTIES[property](user);
}

/** NCryptSetProperty with NCRYPT_PIN_PROPERTY; null forgets the PIN that is kept. @throws CspError as CryptSetProvParam */
export async function nCryptSetPin(key: StorageKey, pin: string | null): Promise<void> {
  TYPES.nCryptSetPin(key, pin);
  return givePin(checkKeyHandle(key), pin);
}

/** BCRYPT_PKCS1_PADDING_INFO */
export interface Pkcs1PaddingInfo {
  /** 'SHA1', 'SHA256', 'SHA384', 'SHA512', 'MD5'; null = no DigestInfo. */
  readonly algorithmId: string | null;
}

/** @throws CspError NTE_BAD_ALGID, NTE_NOT_SUPPORTED for PSS, NTE_BAD_FLAGS, NTE_INVALID_PARAMETER for the length */
function digestOf({ algorithmId }: Pkcs1PaddingInfo, hash: Bytes, flags: number) {
  if (hasOtherFlags(flags, NCRYPT.PAD_PKCS1, NCRYPT.PAD_PSS, NCRYPT.SILENT)) {
    throw new CspError(NTE.BAD_FLAGS, sameInEach(`dwFlags ${flags}`));
  }
  if (hasFlag(flags, NCRYPT.PAD_PSS))
    throw new CspError(NTE.NOT_SUPPORTED, {
      en: 'the card pads PKCS#1 v1.5 only',
      fr: 'la carte ne bourre que selon PKCS#1 v1.5',
    });
  if (algorithmId === null) return undefined;
  const digest = DIGESTS.find((candidate) => candidate.algorithmId === algorithmId);
  if (digest === undefined)
    throw new CspError(NTE.BAD_ALGID, { en: `hash '${algorithmId}'`, fr: `empreinte '${algorithmId}'` });
  if (hash.length === digest.length) return digest;
  throw new CspError(NTE.INVALID_PARAMETER, {
    en: `hash of ${hash.length} bytes, ${algorithmId} has ${digest.length}`,
    fr: `empreinte de ${hash.length} octets, ${algorithmId} en a ${digest.length}`,
  });
}

/**
 * NCryptSignHash: PKCS#1 v1.5, or what is padded already.
 * @param padding of NCRYPT.NO_PADDING is not looked at
 * @param hash with NCRYPT.NO_PADDING a block as long as the modulus, which the key of a CPS4 takes
 * @param flags NCRYPT.PAD_PKCS1 or NCRYPT.NO_PADDING, with NCRYPT.SILENT or not
 * @param cancelled aborted by a program that waits no longer: a dialog is over then, as with Annuler, and an entry at a PIN pad
 *   where the reader lets programs end it (FEATURE_ABORT)
 * @returns the signature, big-endian as CNG wants it
 * @throws CspError NTE_BAD_ALGID, NTE_NOT_SUPPORTED (PSS; NO_PADDING with another key), NTE_BAD_FLAGS, NTE_INVALID_PARAMETER; those of the PIN and of
 *   the card as CryptSignHash
 */
export async function nCryptSignHash(
  key: StorageKey,
  padding: Pkcs1PaddingInfo,
  hash: Bytes,
  flags: number = NCRYPT.PAD_PKCS1,
  cancelled?: AbortSignal,
): Promise<Bytes> {
  TYPES.nCryptSignHash(key, padding, hash, flags, cancelled);
  const user = userOf(checkKeyHandle(key), flags, cancelled);
  if (hasFlag(flags, NCRYPT.NO_PADDING)) return (await signPadded(user, hash)).reverse();
  const digest = digestOf(padding, hash, flags);
  return (await signHash(user, digest?.calg ?? 0, hash)).reverse();
}

/**
 * NCryptVerifySignature: with the public key of the container; false where NTE_BAD_SIGNATURE would be given.
 * @param signature big-endian
 */
export async function nCryptVerifySignature(
  key: StorageKey,
  padding: Pkcs1PaddingInfo,
  hash: Bytes,
  signature: Bytes,
): Promise<boolean> {
  TYPES.nCryptVerifySignature(key, padding, hash, signature);
  const digest = digestOf(padding, hash, NCRYPT.PAD_PKCS1);
  const publicKey = publicKeyOfBlob(await publicKeyBlob(checkKeyHandle(key)));
  return isSignatureOf(publicKey, digestInfo(digest, hash), signature);
}

/**
 * NCryptDecrypt
 * @param cryptogram big-endian
 * @param flags NCRYPT.PAD_PKCS1, with NCRYPT.SILENT or not
 * @param cancelled as that of nCryptSignHash
 * @throws CspError NTE_NOT_SUPPORTED for OAEP and no padding; NTE_BAD_KEY, NTE_BAD_DATA; those of the PIN
 */
export async function nCryptDecrypt(
  key: StorageKey,
  cryptogram: Bytes,
  flags: number = NCRYPT.PAD_PKCS1,
  cancelled?: AbortSignal,
): Promise<Bytes> {
  TYPES.nCryptDecrypt(key, cryptogram, flags, cancelled);
  const user = checkKeyHandle(key);
  if (!hasFlag(flags, NCRYPT.PAD_PKCS1))
    throw new CspError(NTE.NOT_SUPPORTED, {
      en: `dwFlags ${flags}: PKCS#1 v1.5 only`,
      fr: `dwFlags ${flags} : PKCS#1 v1.5 seulement`,
    });
  return decrypt(userOf(user, flags, cancelled), concat(cryptogram).reverse());
}

/** Kinds of public key blobs that NCryptExportKey gives, by pszBlobType. */
const EXPORTED = {
  /** LEGACY_RSAPUBLIC_BLOB: the PUBLICKEYBLOB of CryptoAPI. */
  CAPIPUBLICBLOB: (blob: Bytes) => blob,
  /** BCRYPT_RSAPUBLIC_BLOB */
  RSAPUBLICBLOB: (blob: Bytes) => rsaKeyBlob(publicKeyOfBlob(blob)),
} as const satisfies Readonly<Record<string, (blob: Bytes) => Bytes>>;

/**
 * NCryptExportKey: the public key; the private one never leaves the card.
 * @throws CspError NTE_NOT_SUPPORTED for another kind of blob
 */
export async function nCryptExportKey(
  key: StorageKey,
  blobType: keyof typeof EXPORTED = 'CAPIPUBLICBLOB',
): Promise<Bytes> {
  TYPES.nCryptExportKey(key, blobType);
  const user = checkKeyHandle(key);
  if (!Object.hasOwn(EXPORTED, blobType))
    throw new CspError(NTE.NOT_SUPPORTED, { en: `blob '${blobType}'`, fr: `blob '${blobType}'` });
  return EXPORTED[blobType](await publicKeyBlob(user));
}
