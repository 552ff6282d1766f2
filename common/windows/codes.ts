/**
 * The return codes of Windows by their names: the card and its minidriver, CSP and KSP, the installation of devices.
 *
 * Source: winerror.h, setupapi.h (APPLICATION_ERROR_MASK | ERROR_SEVERITY_ERROR | n); reference/minidriver.md 6, 12.4.
 */
import { SCARD } from '#pcsc/scard.ts';

/** Of the smart card CSP and KSP, and of a minidriver. */
export const NTE = {
  BAD_HASH: 0x80090002,
  BAD_KEY: 0x80090003,
  BAD_DATA: 0x80090005,
  BAD_SIGNATURE: 0x80090006,
  BAD_ALGID: 0x80090008,
  BAD_FLAGS: 0x80090009,
  BAD_TYPE: 0x8009000a,
  BAD_HASH_STATE: 0x8009000c,
  NO_KEY: 0x8009000d,
  EXISTS: 0x8009000f,
  BAD_PROV_TYPE: 0x80090014,
  BAD_KEYSET: 0x80090016,
  KEYSET_NOT_DEF: 0x80090019,
  PROV_TYPE_NO_MATCH: 0x8009001b,
  SILENT_CONTEXT: 0x80090022,
  TOKEN_KEYSET_STORAGE_FULL: 0x80090023,
  INVALID_HANDLE: 0x80090026,
  INVALID_PARAMETER: 0x80090027,
  NOT_SUPPORTED: 0x80090029,
} as const;

/** Of the smart card subsystem, where pcsc-lite has none. */
export const SCARD_WINDOWS = { E_READ_ONLY_CARD: 0x80100034 } as const;

/** Of the system. */
export const WIN32 = {
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_PARAMETER: 87,
  ERROR_INSUFFICIENT_BUFFER: 122,
  ERROR_REVISION_MISMATCH: 1306,
} as const;

/** Of the installation of devices. */
export const SETUP = {
  ERROR_EXPECTED_SECTION_NAME: 0xe0000000,
  ERROR_BAD_SECTION_NAME_LINE: 0xe0000001,
  ERROR_SECTION_NAME_TOO_LONG: 0xe0000002,
  ERROR_GENERAL_SYNTAX: 0xe0000003,
  ERROR_WRONG_INF_STYLE: 0xe0000100,
  ERROR_SECTION_NOT_FOUND: 0xe0000101,
  ERROR_LINE_NOT_FOUND: 0xe0000102,
  ERROR_INVALID_CLASS: 0xe0000206,
  ERROR_NO_COMPAT_DRIVERS: 0xe0000228,
  ERROR_NOT_AN_INSTALLED_OEM_INF: 0xe000023c,
  ERROR_INF_IN_USE_BY_DEVICES: 0xe000023d,
  ERROR_NO_AUTHENTICODE_CATALOG: 0xe000023f,
  ERROR_AUTHENTICODE_TRUST_NOT_ESTABLISHED: 0xe0000242,
  ERROR_AUTHENTICODE_PUBLISHER_NOT_TRUSTED: 0xe0000243,
  ERROR_FILE_HASH_NOT_IN_CATALOG: 0xe000024b,
} as const;

type Prefixed<Prefix extends string, Codes> = {
  readonly [Name in keyof Codes & string as `${Prefix}${Name}`]: Codes[Name];
};

function prefixed<const Prefix extends string, Codes extends object>(prefix: Prefix, codes: Codes) {
  const entries = Object.entries(codes).map(([name, code]) => [`${prefix}${name}`, code]);
  return Object.fromEntries(entries) as Prefixed<Prefix, Codes>;
}

const CODES = {
  ...prefixed('SCARD_', SCARD),
  ...prefixed('SCARD_', SCARD_WINDOWS),
  ...prefixed('NTE_', NTE),
  ...WIN32,
  ...SETUP,
};

/** `SCARD_W_WRONG_CHV`, `NTE_SILENT_CONTEXT`, `ERROR_REVISION_MISMATCH` */
export type CodeName = keyof typeof CODES;

export const CODE_NAMES = Object.keys(CODES) as readonly CodeName[];

const NAME_BY_CODE = new Map<number, CodeName>(CODE_NAMES.map((name) => [CODES[name], name]));

export function codeOf(name: CodeName): number {
  return CODES[name];
}

/** A return code as errors tell it: by its name, hexadecimal where it has none here. */
export type ScardName = CodeName | `0x${string}`;

/** `0x8010006B` */
export function codeHex(code: number): `0x${string}` {
  return `0x${code.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** `SCARD_W_WRONG_CHV` for 0x8010006B; hexadecimal for a number without a name here. */
export function codeName(code: number): ScardName {
  return NAME_BY_CODE.get(code) ?? codeHex(code);
}

/** The number of a code as `codeName` tells it; undefined for what is neither a name nor hexadecimal. */
export function codeNamed(text: string): number | undefined {
  if (Object.hasOwn(CODES, text)) return codeOf(text as CodeName);
  return /^0x[0-9A-F]{8}$/.test(text) ? Number(text) : undefined;
}
