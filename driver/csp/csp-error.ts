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
  /** The dialog that was cancelled, or that nobody may be shown. */
  readonly unanswered?: UnansweredDialog | undefined;
}

/** The PIN's, or the one that asks for the card. */
export type UnansweredDialog = 'pin' | 'insert-card';

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
  /** `why` in each language. */
  readonly whyText: Text;
  readonly attemptsRemaining: number | undefined;
  /** Of SCARD_W_CANCELLED_BY_USER and NTE_SILENT_CONTEXT, which are those of two dialogs. */
  readonly unanswered: UnansweredDialog | undefined;

  constructor(scard: number, why: Text, details: CspErrorDetails = {}) {
    const { attemptsRemaining, cause, message, unanswered } = details;
    const symbol = codeName(scard);
    super(message ?? { en: `${symbol}: ${why.en}`, fr: `${symbol} : ${why.fr}` }, cause === undefined ? {} : { cause });
    this.scard = scard;
    this.scardName = symbol;
    this.why = why.en;
    this.whyText = why;
    this.attemptsRemaining = attemptsRemaining;
    this.unanswered = unanswered;
  }
}

/** The return code of what the card, its minidriver or PC/SC refused; undefined for any other error. */
export function scardOf(error: unknown): number | undefined {
  const { code, scard } = error as { readonly code?: unknown; readonly scard?: unknown };
  const known = code === 'ERR_CSP' || code === 'ERR_MINIDRIVER' || code === 'ERR_SCARD';
  return known && typeof scard === 'number' ? scard : undefined;
}

const NOTHING: Text = { en: '', fr: '' };

/**
 * What a caller of the CSP sees of an error below it: the same return code; a fault of ours stays what it is.
 * @param before tries left as they were told before, for an error that tells none
 */
export function cspError(error: unknown, before: Pick<CspErrorDetails, 'attemptsRemaining'> = {}): unknown {
  const scard = scardOf(error);
  if (scard === undefined || error instanceof CspError) return error;
  const { whyText, attemptsRemaining = before.attemptsRemaining } = error as {
    readonly whyText?: Text;
    readonly attemptsRemaining?: number;
  };
  return new CspError(scard, whyText ?? NOTHING, { attemptsRemaining, cause: error, message: textOf(error) });
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
      throw new CspError(NTE.INVALID_PARAMETER, textOf(error), { cause: error });
    }
  };
}
