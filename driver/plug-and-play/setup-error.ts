/** What installations are refused with, by the names of setupapi.h and winerror.h. */
import { oneOf, parameters } from '#common/arguments.ts';
import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { codeHex, codeOf, SETUP, WIN32 } from '#windows/codes.ts';

/** `ERROR_NO_COMPAT_DRIVERS` */
export type SetupCode = keyof typeof SETUP | 'ERROR_FILE_NOT_FOUND' | 'ERROR_ACCESS_DENIED' | 'ERROR_INVALID_PARAMETER';

const { ERROR_FILE_NOT_FOUND, ERROR_ACCESS_DENIED, ERROR_INVALID_PARAMETER } = WIN32;

/** Every code by its name. */
export const SETUP_CODES: Readonly<Record<SetupCode, number>> = {
  ...SETUP,
  ERROR_FILE_NOT_FOUND,
  ERROR_ACCESS_DENIED,
  ERROR_INVALID_PARAMETER,
};

const LOW_WORD = 0xffff;
const FACILITY_SETUPAPI = 0x800f0000;

/** The HRESULT of a setup code: 0x800F0242 for 0xE0000242. */
export function setupHresult(code: SetupCode): number {
  return (FACILITY_SETUPAPI | (codeOf(code) & LOW_WORD)) >>> 0;
}

const checkSetupHex = parameters('setupHex', { code: oneOf(Object.keys(SETUP_CODES)) });

/** `0xE0000242` */
export function setupHex(code: SetupCode): string {
  checkSetupHex(code);
  return codeHex(codeOf(code));
}

/** An installation that Windows refuses. Tell cases apart by `symbol`, never by the message. */
export class SetupError extends CodedError {
  override readonly name = 'SetupError';
  readonly code = 'ERR_SETUP';
  readonly symbol: SetupCode;

  /** @param why what was found, where, what was expected */
  constructor(symbol: SetupCode, why: Text, options?: ErrorOptions) {
    const name = `${symbol} (${setupHex(symbol)})`;
    super({ en: `${name}: ${why.en}`, fr: `${name} : ${why.fr}` }, options);
    this.symbol = symbol;
  }
}

/** An INF file that cannot be used; the message names its line. */
export class InfError extends CodedError {
  override readonly name = 'InfError';
  readonly code = 'ERR_INF';
  readonly symbol: SetupCode;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;

  constructor(symbol: SetupCode, file: string, line: number, why: Text) {
    super({ en: `${file}:${line}: ${why.en} (${symbol})`, fr: `${file}:${line} : ${why.fr} (${symbol})` });
    this.symbol = symbol;
    this.file = file;
    this.line = line;
  }
}

/** Whether Windows would tell of this error by a code. */
export function isSetupError(error: unknown): error is SetupError | InfError {
  return error instanceof SetupError || error instanceof InfError;
}
