/** The smart card CSP and KSP of one process: contexts, keys, hashes, signatures, the PIN and its dialogs. */

export type { Clock, TimerOptions } from '#common/clock.ts';
export type { Language } from '#common/language.ts';
export type { Bytes } from '#iso7816/bytes.ts';
export { SCARD } from '#pcsc/scard.ts';
export { NTE, SCARD_WINDOWS } from '#windows/codes.ts';
export type { CardCache } from './card/card-cache.ts';
export type { CardConnection } from './card/card-connection.ts';
export type { ContainerReference } from './card/card-search.ts';
export type { ContainerRecord } from './card/container-map.ts';
export type { ContainerSpecification } from './card/container-specification.ts';
export { BASE_CSP, CRYPT, CRYPT_NOHASHOID, NCRYPT, PROV, SMART_CARD_KSP } from './constants.ts';
export { type AcquireOptions, CryptProvider } from './crypto-provider.ts';
export { CspError, type CspErrorDetails, type UnansweredDialog } from './csp-error.ts';
export {
  type CryptHash,
  cryptCreateHash,
  cryptGetHashValue,
  cryptHashData,
  cryptSetHashValue,
} from './hashes.ts';
export type { KeyProperties } from './key-properties.ts';
export {
  type KeyName,
  nCryptOpenStorageProvider,
  type Pkcs1PaddingInfo,
} from './key-storage-provider.ts';
export {
  type DialogRequest,
  type Dialogs,
  type DialogWords,
  type InsertCardRequest,
  NOBODY,
  type PinPadRequest,
  type PinRequest,
} from './pin/dialogs.ts';
export type { PinCache } from './pin/pin-cache.ts';
export { PIN_CACHE_POLICY, type PinCachePolicy } from './pin/pin-info.ts';
export { CspProcess } from './process.ts';
export type { CspSettings } from './process-settings.ts';
export {
  type CryptKey,
  cryptImportPublicKeyBlob,
} from './provider-keys.ts';
export type {
  KeyProviderInfo,
  ProviderParameters,
  SettableParameter,
  UserCertificate,
} from './provider-parameters.ts';
export { StorageKey, type StorageProvider } from './storage-key.ts';
export {
  cryptAcquireContext,
  cryptDecrypt,
  cryptExportKey,
  cryptGenKey,
  cryptGetKeyCertificate,
  cryptGetProvParam,
  cryptGetUserKey,
  cryptReleaseContext,
  cryptSetProvParam,
  cryptSignHash,
  cryptVerifySignature,
  nCryptCreatePersistedKey,
  nCryptDecrypt,
  nCryptEnumKeys,
  nCryptExportKey,
  nCryptFreeObject,
  nCryptGetProperty,
  nCryptOpenKey,
  nCryptSetPin,
  nCryptSignHash,
  nCryptVerifySignature,
} from './told-functions.ts';
