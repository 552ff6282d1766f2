/** Codes that the program does not give: they are typed at the reader. Source: reference/minidriver.md 4.7. */

import { SCARD } from '#pcsc/scard.ts';
import type { PinObject } from '../cia/aodf.ts';
import { changeAtPinPad, type PinPadCode, type PinPadResult, verifyAtPinPad } from '../iasecc/pin-pad-entry.ts';
import type { CardContents } from './card-contents.ts';
import { codeRefused } from './code-refused.ts';
import { Refusal } from './minidriver-error.ts';

function codeOf({ minLength, maxLength, storedLength, padding }: PinObject): PinPadCode {
  return { minLength, maxLength, ...(padding !== undefined && { padding: { length: storedLength, byte: padding } }) };
}

function refusal(result: Exclude<PinPadResult, { outcome: 'accepted' }>): Refusal {
  switch (result.outcome) {
    case 'wrong':
    case 'blocked':
      return codeRefused(result);
    case 'cancelled':
      return new Refusal(SCARD.W_CANCELLED_BY_USER, {
        en: 'the entry was cancelled at the PIN pad',
        fr: 'la saisie a été annulée au clavier du lecteur',
      });
    case 'timedOut':
      return new Refusal(SCARD.W_CANCELLED_BY_USER, {
        en: 'nobody typed a code at the PIN pad in time',
        fr: "personne n'a saisi de code à temps au clavier du lecteur",
      });
    case 'newCodesDiffer':
      return new Refusal(SCARD.E_INVALID_CHV, {
        en: 'the new code was typed differently the second time',
        fr: 'le nouveau code a été saisi autrement la seconde fois',
      });
    case 'wrongLength':
      return new Refusal(SCARD.E_INVALID_CHV, {
        en: 'the code typed has a wrong length; the card was not asked',
        fr: "le code saisi n'a pas la bonne longueur ; rien n'a été demandé à la carte",
      });
  }
}

/** @throws Refusal; SCARD_E_INVALID_PARAMETER when there is no PIN pad: then the program must give the code */
function requireAccepted(result: PinPadResult | undefined): void {
  if (result === undefined)
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: 'no code given, and the reader has no PIN pad',
      fr: "pas de code donné, et le lecteur n'a pas de clavier",
    });
  if (result.outcome !== 'accepted') throw refusal(result);
}

/**
 * The command of an entry is the reader's: no channel repeats it where another program left the card in its CPS2ter
 * volet. So the MF is selected first, where the codes are anyway.
 * @throws Refusal
 */
export async function authenticateAtPinPad(
  contents: CardContents,
  pin: PinObject,
  cancelled?: AbortSignal,
): Promise<void> {
  await contents.selectMf();
  requireAccepted(await verifyAtPinPad(contents.channel, pin.reference, codeOf(pin), cancelled));
}

/** As authenticateAtPinPad. @throws Refusal */
export async function changeCodeAtPinPad(contents: CardContents, pin: PinObject): Promise<void> {
  await contents.selectMf();
  requireAccepted(await changeAtPinPad(contents.channel, pin.reference, codeOf(pin)));
}
