/** What the three PIN commands have in common. */
import type { IsoName } from '#iso7816/commands.ts';
import { SW, triesRemaining } from '#iso7816/status-word.ts';
import { CardError } from './card-error.ts';

/** The presented code was wrong; `triesRemaining` is undefined when the card does not say (6300). */
export interface WrongCode {
  readonly outcome: 'wrong';
  readonly triesRemaining: number | undefined;
}

/** No try is left: 6983, or 6984 when the code may not be used any more. */
export interface BlockedCode {
  readonly outcome: 'blocked';
}

/** Refusal of a code as a result. @throws CardError for a status word that says nothing of the code */
export function refusedCode(command: IsoName, sw: number, reference: number): WrongCode | BlockedCode {
  const tries = triesRemaining(sw);
  if (tries !== undefined || sw === SW.NO_INFORMATION_CHANGED) return { outcome: 'wrong', triesRemaining: tries };
  if (sw === SW.AUTHENTICATION_METHOD_BLOCKED || sw === SW.REFERENCE_DATA_NOT_USABLE) return { outcome: 'blocked' };
  throw new CardError(command, sw, { en: `reference ${reference}`, fr: `référence ${reference}` });
}
