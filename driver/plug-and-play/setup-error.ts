/**
 * Codes of device installation, by the names of setupapi.h and winerror.h.
 *
 * Source: setupapi.h (APPLICATION_ERROR_MASK | ERROR_SEVERITY_ERROR | n); reference/minidriver.md 12.4.
 */
const SETUP = {
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
  ERROR_FILE_NOT_FOUND: 2,
  ERROR_ACCESS_DENIED: 5,
  ERROR_INVALID_PARAMETER: 87,
} as const;

/** `ERROR_NO_COMPAT_DRIVERS` */
export type SetupCode = keyof typeof SETUP;

/** Every code by its name. */
export const SETUP_CODES: Readonly<Record<SetupCode, number>> = SETUP;

const LOW_WORD = 0xffff;
const FACILITY_SETUPAPI = 0x800f0000;

/** The HRESULT of a setup code: 0x800F0242 for 0xE0000242. */
export function setupHresult(code: SetupCode): number {
  return (FACILITY_SETUPAPI | (SETUP[code] & LOW_WORD)) >>> 0;
}

/** `0xE0000242` */
export function setupHex(code: SetupCode): string {
  return `0x${SETUP[code].toString(16).toUpperCase().padStart(8, '0')}`;
}

/** An installation that Windows refuses. Tell cases apart by `symbol`, never by the message. */
export class SetupError extends Error {
  override name = 'SetupError';
  readonly code = 'ERR_SETUP';
  readonly symbol: SetupCode;

  /** @param why what was found, where, what was expected */
  constructor(symbol: SetupCode, why: string, options?: ErrorOptions) {
    super(`${symbol} (${setupHex(symbol)}): ${why}`, options);
    this.symbol = symbol;
  }
}

/** An INF file that cannot be used; the message names its line. */
export class InfError extends Error {
  override name = 'InfError';
  readonly code = 'ERR_INF';
  readonly symbol: SetupCode;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;

  constructor(symbol: SetupCode, file: string, line: number, why: string) {
    super(`${file}:${line}: ${why} (${symbol})`);
    this.symbol = symbol;
    this.file = file;
    this.line = line;
  }
}

/** Whether Windows would tell of this error by a code. */
export function isSetupError(error: unknown): error is SetupError | InfError {
  return error instanceof SetupError || error instanceof InfError;
}
