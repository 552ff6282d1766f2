/** The smart card CSP and KSP of one process: contexts, keys, hashes, signatures, the PIN and its dialogs. */
export type { Clock } from './clock.ts';
export { NTE, SCARD, SCARD_WINDOWS } from './codes.ts';
export { BASE_CSP, CRYPT, CRYPT_NOHASHOID, NCRYPT, PROV, SMART_CARD_KSP } from './constants.ts';
export { type AcquireOptions, CryptProvider, cryptAcquireContext, cryptReleaseContext } from './crypto-provider.ts';
export { CspError } from './csp-error.ts';
export { type Dialogs, type InsertCardRequest, NOBODY, type PinPadRequest, type PinRequest } from './dialogs.ts';
export {
  cryptCreateHash,
  cryptGetHashValue,
  cryptHashData,
  cryptSetHashValue,
  cryptSignHash,
  cryptVerifySignature,
} from './hashes.ts';
export {
  nCryptCreatePersistedKey,
  nCryptDecrypt,
  nCryptEnumKeys,
  nCryptExportKey,
  nCryptFreeObject,
  nCryptGetProperty,
  nCryptOpenKey,
  nCryptOpenStorageProvider,
  nCryptSetPin,
  nCryptSignHash,
  nCryptVerifySignature,
  StorageKey,
} from './key-storage-provider.ts';
export { PIN_CACHE_POLICY } from './pin-info.ts';
export { CspProcess, type CspSettings } from './process.ts';
export {
  cryptDecrypt,
  cryptExportKey,
  cryptGenKey,
  cryptGetKeyCertificate,
  cryptGetUserKey,
  cryptImportPublicKeyBlob,
} from './provider-keys.ts';
export {
  cryptGetProvParam,
  cryptSetProvParam,
  type KeyProviderInfo,
} from './provider-parameters.ts';
