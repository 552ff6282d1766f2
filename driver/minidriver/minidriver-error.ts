import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { codeName, type ScardName } from '#windows/codes.ts';

/** What a refusal says beside its return code. */
export interface RefusalDetails {
  /** pcAttemptsRemaining: tries left of the code that was presented, 0 when blocked, ATTEMPTS_UNKNOWN. */
  readonly attemptsRemaining?: number;
  /** *pdwDataLen with ERROR_INSUFFICIENT_BUFFER: size that is needed, in bytes. */
  readonly dataLength?: number;
  readonly cause?: unknown;
}

/**
 * A Card* function that did not return SCARD_S_SUCCESS. Tell cases apart by `scard`, never by the message.
 *
 * Holds no code of the card holder.
 */
export class MinidriverError extends CodedError {
  override readonly name = 'MinidriverError';
  readonly code = 'ERR_MINIDRIVER';
  /** Return code with its Windows value: SCARD.W_WRONG_CHV, WIN32.ERROR_REVISION_MISMATCH. */
  readonly scard: number;
  /** `SCARD_W_WRONG_CHV` */
  readonly scardName: ScardName;
  /** The function of the specification: `CardAuthenticateEx`. */
  readonly function: string;
  /** What was found and what was expected, without function and code. */
  readonly why: string;
  /** `why` in each language. */
  readonly whyText: Text;
  readonly attemptsRemaining: number | undefined;
  readonly dataLength: number | undefined;

  constructor(func: string, scard: number, why: Text, details: RefusalDetails = {}) {
    const symbol = codeName(scard);
    const message = { en: `${func}: ${symbol}: ${why.en}`, fr: `${func} : ${symbol} : ${why.fr}` };
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.scard = scard;
    this.scardName = symbol;
    this.function = func;
    this.why = why.en;
    this.whyText = why;
    this.attemptsRemaining = details.attemptsRemaining;
    this.dataLength = details.dataLength;
  }
}

/** How the inside of a Card* function refuses; `entryPoint` makes the MinidriverError of it. */
export class Refusal extends CodedError {
  override readonly name = 'Refusal';
  readonly code = 'ERR_MINIDRIVER_REFUSAL';
  readonly scard: number;
  readonly details: RefusalDetails;

  constructor(scard: number, why: Text, details: RefusalDetails = {}) {
    super(why);
    this.scard = scard;
    this.details = details;
  }
}
