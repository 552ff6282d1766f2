/**
 * CHANGE REFERENCE DATA (INS 24), P1 00: old code and new code one after the other, cut at the length of the stored one.
 *
 * Does not change whether the CHV is verified, unless the old code is wrong.
 *
 * Source: ISO/IEC 7816-4:2020, 11.5.7; opensc-cpx.md 8, cryptolib.md 7.
 */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { CHV_ACCESS } from '../file-system/access-conditions.ts';
import { requireAccess } from './access.ts';
import { commit } from './commit.ts';
import { type CardContext, DONE } from './context.ts';
import { chvOf, newCode, presentCode, usableReferenceData } from './reference-data.ts';
import { StatusWordError } from './status-word-error.ts';

export function changeReferenceData(card: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  if (p1 !== 0) throw new StatusWordError(SW.WRONG_P1_P2, 'expected P1 00 (old code, new code)');
  const chv = chvOf(card, p2);
  requireAccess(card, chv.access, CHV_ACCESS.CHANGE, `CHANGE of CHV ${chv.key}`);
  const { verified } = card.session;
  const { value: oldCode } = usableReferenceData(card, chv);
  const value = newCode(chv, data.subarray(oldCode.length));
  const wasVerified = verified.has(chv.reference);
  const restored = presentCode(card, chv, data.subarray(0, oldCode.length));
  commit(card, { referenceData: { [chv.key]: { ...restored, value } } });
  if (wasVerified) verified.add(chv.reference);
  return DONE;
}
