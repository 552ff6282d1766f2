/** The Card* functions of a minidriver for the CPS card, and the numbers they take and give. */
export type { Bytes } from '#iso7816/bytes.ts';
export { SCARD } from '#pcsc/scard.ts';
export { NTE, WIN32 } from '#windows/codes.ts';
export type { CardPort } from '../iasecc/card-channel.ts';
export { GENERATIONS, type Generation } from '../iasecc/generation.ts';
export { cardQueryCapabilities, cardQueryFreeSpace } from './capabilities.ts';
export { CardData, type CardDataRequest, type MinidriverSettings, type Told } from './card-data.ts';
export { type CardRsaDecryptInfo, cardRSADecrypt, cardSignData, type SignedData } from './cryptographic-operations.ts';
export { cardSetProperty } from './dialog-properties.ts';
export { CARD_DATA_FUNCTIONS, functionsOfVersion, REFUSED_FUNCTIONS, type RefusedFunction } from './function-table.ts';
export { cardAcquireContext, cardDeleteContext } from './initialization.ts';
export {
  type ContainerInfo,
  type ContainerProperty,
  cardGetContainerInfo,
  cardGetContainerProperty,
} from './key-containers.ts';
export { MinidriverError, type RefusalDetails } from './minidriver-error.ts';
export type { Refused } from './not-supported.ts';
export type { Code } from './pin-code.ts';
export {
  type AuthenticatorChange,
  type AuthenticatorChangeByName,
  cardChangeAuthenticator,
  cardChangeAuthenticatorEx,
  cardUnblockPin,
  type Unblocking,
} from './pin-management.ts';
export {
  type AttemptsRemaining,
  type Authentication,
  cardAuthenticateEx,
  cardAuthenticatePin,
  cardDeauthenticate,
  cardDeauthenticateEx,
} from './pin-operations.ts';
export {
  cardGetProperty,
  cardQueryKeySizes,
  PROPERTY_NAMES,
  type PropertyName,
  type PropertyQuery,
  type Versioned,
} from './properties.ts';
export { cardEnumFiles, cardGetFileInfo, cardReadFile } from './public-data.ts';
export {
  type Configuration,
  type Precedence,
  type ReadSettings,
  readSettings,
  SETTING_NAMES,
  type SettingName,
  type SettingPlace,
  settingKey,
  TRACES,
} from './settings/configuration.ts';
export {
  machineMinidriver,
  machineSettings,
  type SettingsPlaces,
  settingsPlaces,
} from './settings/machine-settings.ts';
export { type RegisteredCard, registeredCard, takenGeneration } from './settings/registered-cards.ts';
export { type CallResult, TraceLog } from './settings/trace-log.ts';
export type { CardSigningInfo } from './signing-info.ts';
export {
  ATTEMPTS_UNKNOWN,
  CACHE_MODE,
  CALG,
  CARD_AUTHENTICATE_PIN,
  CARD_DATA_VERSION,
  KEY_SPEC,
  OPERATION,
  PADDING,
  PIN_CHANGE_FLAG,
  PIN_FLAG,
  PIN_ID,
  pinSet,
  SECRET_PURPOSE,
  SECRET_TYPE,
  SIGNING_FLAG,
  USER_ID,
} from './structures/constants.ts';
export type { CardFileInfo } from './structures/layouts.ts';
export { deauthenticateOrReset, withCardTransaction } from './transaction.ts';
