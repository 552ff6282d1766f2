/** The types of `cps-sim/errors`. */
import {
  type CodedError,
  type CpsSimError,
  type CspError,
  type ErrorCode,
  type ErrorOf,
  isCodedError,
  type MinidriverError,
  type ProfileError,
  type ReaderTableError,
  type ScardName,
  type VpcdError,
} from '../../scenarios/errors/index.ts';
import type { Equal, Expect } from './expect.ts';

export type Codes = [
  Expect<Equal<CodedError['code'], ErrorCode>>,
  Expect<CpsSimError extends CodedError ? true : false>,
  Expect<Equal<Exclude<CpsSimError['code'], ErrorCode>, never>>,
  Expect<Equal<Extract<CpsSimError, { code: 'ERR_MINIDRIVER' }>, MinidriverError>>,
  Expect<ErrorOf<'ERR_CSP'> extends CspError ? true : false>,
  Expect<Equal<ErrorOf<'ERR_READER_NAME'>['code'], 'ERR_READER_NAME'>>,
  Expect<ErrorOf<'ERR_READER_NAME'> extends ReaderTableError ? true : false>,
  Expect<Equal<MinidriverError['scardName'], ScardName>>,
  Expect<'SCARD_W_WRONG_CHV' | 'NTE_SILENT_CONTEXT' | '0x80100099' extends ScardName ? true : false>,
];

export function taken(error: unknown): number | undefined {
  if (isCodedError(error, 'ERR_MINIDRIVER')) return error.attemptsRemaining;
  if (isCodedError(error, 'ERR_VPCD_NOT_LISTENING')) {
    const narrowed: VpcdError & { readonly code: 'ERR_VPCD_NOT_LISTENING' } = error;
    console.log(narrowed.message);
  }
  if (isCodedError(error)) console.log(error.code satisfies ErrorCode, error.cause);
  return undefined;
}

/** Each code leads to its class. */
export function byCode(error: CpsSimError): string {
  switch (error.code) {
    case 'ERR_SCARD':
      return error.function;
    case 'ERR_INF':
      return `${error.file}:${error.line}`;
    case 'ERR_CARD':
      return error.sw.toString(16);
    default:
      return error.message;
  }
}

export function refused(error: unknown, minidriver: MinidriverError, profile: ProfileError) {
  // @ts-expect-error no such code
  isCodedError(error, 'ERR_FOO');
  // @ts-expect-error a code that stays inside
  isCodedError(error, 'ERR_STATUS_WORD');
  // @ts-expect-error nothing is known of it
  console.log(error.code);
  // @ts-expect-error the name of no return code
  console.log(minidriver.scardName === 'SCARD_W_WRONG_PIN');
  // @ts-expect-error a code never changes
  minidriver.code = 'ERR_SCARD';
  // @ts-expect-error a profile has no return code
  console.log(profile.scard);
}
