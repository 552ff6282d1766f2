/** What the card says of a code, as the caller of a Card* function is told. */
import { SCARD } from '#pcsc/scard.ts';
import { Refusal } from './minidriver-error.ts';
import { ATTEMPTS_UNKNOWN } from './structures/constants.ts';

/** SCARD_W_WRONG_CHV with the tries left; SCARD_W_CHV_BLOCKED when there are none. */
export function codeRefused(
  result: { readonly outcome: 'wrong'; readonly triesRemaining: number | undefined } | { readonly outcome: 'blocked' },
): Refusal {
  if (result.outcome === 'blocked' || result.triesRemaining === 0) {
    return new Refusal(SCARD.W_CHV_BLOCKED, 'no try is left', { attemptsRemaining: 0 });
  }
  const { triesRemaining: attemptsRemaining = ATTEMPTS_UNKNOWN } = result;
  return new Refusal(SCARD.W_WRONG_CHV, `wrong code, ${attemptsText(attemptsRemaining)}`, { attemptsRemaining });
}

function attemptsText(attempts: number): string {
  if (attempts === ATTEMPTS_UNKNOWN) return 'tries left unknown';
  return attempts === 1 ? '1 try left' : `${attempts} tries left`;
}
