/**
 * What the Card* functions take, as far as types go: see `#common/arguments.ts`. No program in C could give another one;
 * it is refused as a wrong value is, with SCARD_E_INVALID_PARAMETER. What is missing is told by the functions themselves.
 */
import {
  BYTES,
  CLOCK,
  CODE,
  either,
  FUNCTION,
  type Kind,
  members,
  NUMBER,
  oneOf,
  optional,
  orNull,
  parameters,
  port,
  SIGNAL,
  TEXT,
} from '#common/arguments.ts';
import { GENERATIONS } from '../iasecc/generation.ts';
import { DEFAULT_CONFIGURATION } from './settings/configuration.ts';

const maybe = (kind: Kind): Kind => optional(orNull(kind));

const ANY_CODE = maybe(either(BYTES, CODE));
const NAME = maybe(TEXT);
const DATA = maybe(BYTES);
const DWORD = optional(NUMBER);
const VERSIONED = members({ version: DWORD });
const RETRIES = { retryCount: DWORD, flags: DWORD };

const AUTHENTICATION = { pin: ANY_CODE, pinId: DWORD, flags: DWORD, cancelled: optional(SIGNAL) };
const CHANGE = {
  flags: NUMBER,
  authenticatingPinId: NUMBER,
  authenticatingPin: ANY_CODE,
  targetPinId: NUMBER,
  targetPin: ANY_CODE,
  retryCount: DWORD,
};
const CHANGE_BY_NAME = { userId: NAME, currentAuthenticator: ANY_CODE, newAuthenticator: ANY_CODE, ...RETRIES };
const UNBLOCKING = { userId: NAME, authenticationData: ANY_CODE, newPin: ANY_CODE, ...RETRIES };
const KEY = { version: DWORD, containerIndex: NUMBER, keySpec: NUMBER, data: DATA, paddingType: DWORD };
const SIGNING = {
  ...KEY,
  signingFlags: DWORD,
  hashAlgorithm: DWORD,
  paddingInfo: maybe(members({ algorithmId: orNull(TEXT) })),
};
const FILE = { directoryName: NAME, fileName: NAME };

const CONFIGURATION = {
  ...Object.fromEntries(
    Object.entries(DEFAULT_CONFIGURATION).map(([name, value]) => [
      name,
      optional(typeof value === 'number' ? NUMBER : TEXT),
    ]),
  ),
  generation: optional(oneOf(GENERATIONS)),
};

/** Members of MinidriverSettings. */
export const MINIDRIVER_SETTINGS = {
  configuration: optional(members(CONFIGURATION)),
  log: optional(port('a TraceLog', 'called', 'watch')),
  trace: optional(FUNCTION),
  program: optional(TEXT),
  random: optional(FUNCTION),
  clock: optional(CLOCK),
};

/** Each is told the arguments behind CARD_DATA. */
export const ARGUMENTS = {
  cardAuthenticateEx: parameters('CardAuthenticateEx', { authentication: members(AUTHENTICATION) }),
  cardAuthenticatePin: parameters('CardAuthenticatePin', { authentication: members({ userId: NAME, pin: ANY_CODE }) }),
  cardDeauthenticateEx: parameters('CardDeauthenticateEx', { pins: NUMBER, flags: NUMBER }),
  cardDeauthenticate: parameters('CardDeauthenticate', { userId: NAME, flags: NUMBER }),
  cardChangeAuthenticatorEx: parameters('CardChangeAuthenticatorEx', { change: members(CHANGE) }),
  cardChangeAuthenticator: parameters('CardChangeAuthenticator', { change: members(CHANGE_BY_NAME) }),
  cardUnblockPin: parameters('CardUnblockPin', { unblocking: members(UNBLOCKING) }),
  cardSignData: parameters('CardSignData', { info: members(SIGNING) }),
  cardRSADecrypt: parameters('CardRSADecrypt', { info: members(KEY) }),
  cardGetContainerInfo: parameters('CardGetContainerInfo', {
    containerIndex: NUMBER,
    query: members({ version: DWORD, flags: DWORD }),
  }),
  cardGetContainerProperty: parameters('CardGetContainerProperty', {
    containerIndex: NUMBER,
    property: NAME,
    flags: NUMBER,
  }),
  cardGetProperty: parameters('CardGetProperty', {
    property: NAME,
    query: members({ flags: DWORD, bufferLength: DWORD, version: DWORD }),
  }),
  cardSetProperty: parameters('CardSetProperty', { property: NAME, value: DATA, flags: NUMBER }),
  cardQueryCapabilities: parameters('CardQueryCapabilities', { query: VERSIONED }),
  cardQueryFreeSpace: parameters('CardQueryFreeSpace', { flags: NUMBER, query: VERSIONED }),
  cardQueryKeySizes: parameters('CardQueryKeySizes', { keySpec: NUMBER, flags: NUMBER, query: VERSIONED }),
  cardReadFile: parameters('CardReadFile', { ...FILE, flags: NUMBER }),
  cardEnumFiles: parameters('CardEnumFiles', { directoryName: NAME, flags: NUMBER }),
  cardGetFileInfo: parameters('CardGetFileInfo', { ...FILE, version: NUMBER }),
};
