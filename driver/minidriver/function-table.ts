/**
 * The function table of CARD_DATA: every function by its name in cardmod.h, under the version that brought it.
 *
 * Source: cardmod.h, CARD_DATA; specification 7.07, 4; reference/minidriver.md 3, 4.0.
 */
import { NUMBER, parameters } from '#common/arguments.ts';
import { cardQueryCapabilities, cardQueryFreeSpace } from './capabilities.ts';
import { cardRSADecrypt, cardSignData } from './cryptographic-operations.ts';
import { cardSetProperty } from './dialog-properties.ts';
import { cardAcquireContext, cardDeleteContext } from './initialization.ts';
import { cardGetContainerInfo, cardGetContainerProperty } from './key-containers.ts';
import * as notSupported from './not-supported.ts';
import { cardChangeAuthenticator, cardChangeAuthenticatorEx, cardUnblockPin } from './pin-management.ts';
import { cardAuthenticateEx, cardAuthenticatePin, cardDeauthenticate, cardDeauthenticateEx } from './pin-operations.ts';
import { cardGetProperty, cardQueryKeySizes } from './properties.ts';
import { cardEnumFiles, cardGetFileInfo, cardReadFile } from './public-data.ts';

const VERSION_4 = {
  CardAcquireContext: cardAcquireContext,
  CardDeleteContext: cardDeleteContext,
  CardQueryCapabilities: cardQueryCapabilities,
  CardDeleteContainer: notSupported.cardDeleteContainer,
  CardCreateContainer: notSupported.cardCreateContainer,
  CardGetContainerInfo: cardGetContainerInfo,
  CardAuthenticatePin: cardAuthenticatePin,
  CardGetChallenge: notSupported.cardGetChallenge,
  CardAuthenticateChallenge: notSupported.cardAuthenticateChallenge,
  CardUnblockPin: cardUnblockPin,
  CardChangeAuthenticator: cardChangeAuthenticator,
  CardDeauthenticate: cardDeauthenticate,
  CardCreateDirectory: notSupported.cardCreateDirectory,
  CardDeleteDirectory: notSupported.cardDeleteDirectory,
  CardCreateFile: notSupported.cardCreateFile,
  CardReadFile: cardReadFile,
  CardWriteFile: notSupported.cardWriteFile,
  CardDeleteFile: notSupported.cardDeleteFile,
  CardEnumFiles: cardEnumFiles,
  CardGetFileInfo: cardGetFileInfo,
  CardQueryFreeSpace: cardQueryFreeSpace,
  CardQueryKeySizes: cardQueryKeySizes,
  CardSignData: cardSignData,
  CardRSADecrypt: cardRSADecrypt,
  CardConstructDHAgreement: notSupported.cardConstructDHAgreement,
};

const VERSION_5 = {
  CardDeriveKey: notSupported.cardDeriveKey,
  CardDestroyDHAgreement: notSupported.cardDestroyDHAgreement,
};

const VERSION_6 = {
  CardGetChallengeEx: notSupported.cardGetChallengeEx,
  CardAuthenticateEx: cardAuthenticateEx,
  CardChangeAuthenticatorEx: cardChangeAuthenticatorEx,
  CardDeauthenticateEx: cardDeauthenticateEx,
  CardGetContainerProperty: cardGetContainerProperty,
  CardSetContainerProperty: notSupported.cardSetContainerProperty,
  CardGetProperty: cardGetProperty,
  CardSetProperty: cardSetProperty,
};

const VERSION_7 = {
  MDImportSessionKey: notSupported.mdImportSessionKey,
  MDEncryptData: notSupported.mdEncryptData,
  CardImportSessionKey: notSupported.cardImportSessionKey,
  CardGetSharedKeyHandle: notSupported.cardGetSharedKeyHandle,
  CardGetAlgorithmProperty: notSupported.cardGetAlgorithmProperty,
  CardGetKeyProperty: notSupported.cardGetKeyProperty,
  CardSetKeyProperty: notSupported.cardSetKeyProperty,
  CardDestroyKey: notSupported.cardDestroyKey,
  CardProcessEncryptedData: notSupported.cardProcessEncryptedData,
  CardCreateContainerEx: notSupported.cardCreateContainerEx,
};

/** All 45 functions. */
export const CARD_DATA_FUNCTIONS = { ...VERSION_4, ...VERSION_5, ...VERSION_6, ...VERSION_7 };

type CardDataFunctions = typeof CARD_DATA_FUNCTIONS;
export type RefusedFunction = {
  [N in keyof CardDataFunctions]: CardDataFunctions[N] extends notSupported.Refused ? N : never;
}[keyof CardDataFunctions];

const REFUSED: ReadonlySet<unknown> = new Set(Object.values(notSupported));

/** Names of those that this card always refuses: read-only, RSA only, no administrator key, no session keys. */
export const REFUSED_FUNCTIONS = Object.entries(CARD_DATA_FUNCTIONS)
  .filter(([, func]) => REFUSED.has(func))
  .map(([name]) => name as RefusedFunction);

const SINCE: readonly (readonly [version: number, functions: object])[] = [
  [4, VERSION_4],
  [5, VERSION_5],
  [6, VERSION_6],
  [7, VERSION_7],
];

const checkVersion = parameters('functionsOfVersion', { version: NUMBER });

/** Names of the functions whose pointers are set after version `version` was agreed upon. */
export function functionsOfVersion(version: number): (keyof typeof CARD_DATA_FUNCTIONS)[] {
  checkVersion(version);
  const known = SINCE.filter(([since]) => since <= version).flatMap(([, functions]) => Object.keys(functions));
  return known as (keyof typeof CARD_DATA_FUNCTIONS)[];
}
