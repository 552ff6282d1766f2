/**
 * VERIFY (INS 20) of the CPS2ter volet: the code of the IAS volet, its counter included.
 *
 * Source: status words 9804, 9840: reference/cps-facts.md (b); one code for both volets, the form of the command:
 * simulation.
 */
import { textOf } from '#common/coded-error.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { CPS2TER_SW, SW } from '#iso7816/status-word.ts';
import { commit } from '../commit.ts';
import { type CardContext, DONE } from '../context.ts';
import { chvOf, presentCode, requireCodeLength } from '../reference-data.ts';
import { StatusWordError } from '../status-word-error.ts';
import { volet } from './volet.ts';

/** How this volet says what the other one says by another status word. */
const TRANSLATED: Readonly<Record<number, number>> = {
  [SW.AUTHENTICATION_METHOD_BLOCKED]: CPS2TER_SW.CODE_BLOCKED,
  // A code without any use left, whatever the IAS volet says of it.
  [SW.CONDITIONS_OF_USE_NOT_SATISFIED]: CPS2TER_SW.CODE_BLOCKED,
  [SW.REFERENCE_DATA_NOT_USABLE]: CPS2TER_SW.NO_CODE,
  [SW.REFERENCED_DATA_NOT_FOUND]: CPS2TER_SW.NO_CODE,
  [SW.MEMORY_FAILURE]: CPS2TER_SW.MEMORY_PROBLEM,
};
const WRONG_CODE = 0x63c0;

function translated(refusal: StatusWordError): StatusWordError {
  const { sw } = refusal;
  const wrong = (sw & 0xfff0) === WRONG_CODE;
  return new StatusWordError(wrong ? CPS2TER_SW.ACCESS_REFUSED : (TRANSLATED[sw] ?? sw), () => textOf(refusal));
}

export function verify(card: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  volet(card);
  const reference = Number.parseInt(card.store.profile.cps2ter?.pin ?? '', 16);
  if (p1 !== 0 || p2 !== reference)
    throw new StatusWordError(SW.WRONG_P1_P2, {
      en: 'P1-P2 name no code of this volet',
      fr: 'P1-P2 ne nomment aucun code de ce volet',
    });
  try {
    const chv = chvOf(card, reference);
    requireCodeLength(chv, data.length);
    commit(card, { referenceData: { [chv.key]: presentCode(card, chv, data) } });
    card.session.verified.add(chv.reference);
    return DONE;
  } catch (error) {
    throw error instanceof StatusWordError ? translated(error) : error;
  }
}
