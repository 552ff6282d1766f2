/** What the card says of a code, as the caller of a Card* function is told. */
import type { Text } from '#common/language.ts';
import { SCARD } from '#pcsc/scard.ts';
import { Refusal } from './minidriver-error.ts';
import { ATTEMPTS_UNKNOWN } from './structures/constants.ts';

/** SCARD_W_WRONG_CHV with the tries left; SCARD_W_CHV_BLOCKED when there are none. */
export function codeRefused(
  result: { readonly outcome: 'wrong'; readonly triesRemaining: number | undefined } | { readonly outcome: 'blocked' },
): Refusal {
  if (result.outcome === 'blocked' || result.triesRemaining === 0) {
    return new Refusal(
      SCARD.W_CHV_BLOCKED,
      { en: 'no try is left', fr: "il ne reste plus d'essai" },
      { attemptsRemaining: 0 },
    );
  }
  const { triesRemaining: attemptsRemaining = ATTEMPTS_UNKNOWN } = result;
  const left = attemptsText(attemptsRemaining);
  const why = { en: `wrong code, ${left.en}`, fr: `code faux, ${left.fr}` };
  return new Refusal(SCARD.W_WRONG_CHV, why, { attemptsRemaining });
}

/** Tries left, in words. */
export function attemptsText(attempts: number): Text {
  if (attempts === ATTEMPTS_UNKNOWN) return { en: 'tries left unknown', fr: 'essais restants inconnus' };
  if (attempts === 1) return { en: '1 try left', fr: 'reste 1 essai' };
  return { en: `${attempts} tries left`, fr: `reste ${attempts} essais` };
}
