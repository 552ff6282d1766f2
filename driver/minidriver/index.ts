/** The Card* functions of a minidriver for the CPS card, and the numbers they take and give. */
export { CardData, type CardDataRequest, type MinidriverSettings } from './card-data.ts';
export { NTE, SCARD, WIN32 } from './codes.ts';
export {
  type Configuration,
  readSettings,
  SETTING_NAMES,
  type SettingPlace,
  settingKey,
  TRACES,
} from './configuration.ts';
export {
  ATTEMPTS_UNKNOWN,
  CALG,
  CARD_AUTHENTICATE_PIN,
  KEY_SPEC,
  PADDING,
  PIN_CHANGE_FLAG,
  PIN_FLAG,
  PIN_ID,
  pinSet,
  SIGNING_FLAG,
} from './constants.ts';
export { type CardRsaDecryptInfo, cardRSADecrypt, cardSignData } from './cryptographic-operations.ts';
export { CARD_DATA_FUNCTIONS, functionsOfVersion } from './function-table.ts';
export { cardAcquireContext, cardDeleteContext } from './initialization.ts';
export { type ContainerInfo, cardGetContainerInfo, cardGetContainerProperty } from './key-containers.ts';
export { machineMinidriver, machineSettings, settingsPlaces } from './machine-settings.ts';
export { MinidriverError } from './minidriver-error.ts';
export {
  type AuthenticatorChange,
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
  cardQueryCapabilities,
  cardQueryFreeSpace,
  cardQueryKeySizes,
  cardSetProperty,
  type PropertyQuery,
} from './properties.ts';
export { cardEnumFiles, cardGetFileInfo, cardReadFile } from './public-data.ts';
export { registeredCard } from './registered-cards.ts';
export type { CardSigningInfo } from './signing-info.ts';
export { TraceLog } from './trace-log.ts';
export { deauthenticateOrReset, withCardTransaction } from './transaction.ts';
