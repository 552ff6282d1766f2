import { ArgumentError, type Kind, parameters } from '#common/arguments.ts';
import { CodedError, textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { codeName, NTE, type ScardName } from '#windows/codes.ts';

export interface CspErrorDetails {
  /** Tries left of the PIN, when the card told them. */
  readonly attemptsRemaining?: number | undefined;
  readonly cause?: unknown;
  /** The whole message, in place of `scardName` and `why`: of an error from below, which names its function. */
  readonly message?: Text;
  readonly whyText?: Text | undefined;
}

/**
 * A function of the CSP or KSP that failed. Tell cases apart by `scard`, never by the message.
 *
 * Holds no code of the card holder.
 */
export class CspError extends CodedError {
  override readonly name = 'CspError';
  readonly code = 'ERR_CSP';
  /** What GetLastError or the SECURITY_STATUS would be: NTE.SILENT_CONTEXT, SCARD.W_CANCELLED_BY_USER. */
  readonly scard: number;
  /** `NTE_SILENT_CONTEXT` */
  readonly scardName: ScardName;
  /** What was found and what was expected, without the code. */
  readonly why: string;
  /** `why` in each language, of an error from below that has it so. */
  readonly whyText: Text | undefined;
  readonly attemptsRemaining: number | undefined;

  constructor(scard: number, why: string, { attemptsRemaining, cause, message, whyText }: CspErrorDetails = {}) {
    const symbol = codeName(scard);
    super(message ?? `${symbol}: ${why}`, cause === undefined ? {} : { cause });
    this.scard = scard;
    this.scardName = symbol;
    this.why = why;
    this.whyText = whyText;
    this.attemptsRemaining = attemptsRemaining;
  }
}

/** The return code of what the card, its minidriver or PC/SC refused; undefined for any other error. */
export function scardOf(error: unknown): number | undefined {
  const { code, scard } = error as { readonly code?: unknown; readonly scard?: unknown };
  const known = code === 'ERR_CSP' || code === 'ERR_MINIDRIVER' || code === 'ERR_SCARD';
  return known && typeof scard === 'number' ? scard : undefined;
}

/** What a caller of the CSP sees of an error below it: the same return code; a fault of ours stays what it is. */
export function cspError(error: unknown): unknown {
  const scard = scardOf(error);
  if (scard === undefined || error instanceof CspError) return error;
  const { why, whyText, attemptsRemaining } = error as { why: string; whyText?: Text; attemptsRemaining?: number };
  return new CspError(scard, why, { attemptsRemaining, cause: error, message: textOf(error), whyText });
}

/**
 * The check of what a function is given, as far as types go.
 * @throws CspError NTE_INVALID_PARAMETER from the function returned
 */
export function typesOf(name: string, kinds: Readonly<Record<string, Kind>>): (...values: readonly unknown[]) => void {
  const check = parameters(name, kinds);
  return (...values) => {
    try {
      check(...values);
    } catch (error) {
      if (!(error instanceof ArgumentError)) throw error;
      throw new CspError(NTE.INVALID_PARAMETER, error.message, { cause: error });
    }
  };
}
