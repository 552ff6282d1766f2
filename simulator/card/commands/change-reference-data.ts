/**
 * CHANGE REFERENCE DATA (INS 24). P1 00: old code and new code one after the other, cut at the length of the stored one.
 * P1 01, where the profile allows it: the new code alone, once the old one or the unblocking code is verified.
 *
 * Does not change whether the CHV is verified, unless the old code is wrong.
 *
 * Source: ISO/IEC 7816-4:2020, 11.5.7; reference/opensc-cpx.md 8, reference/cryptolib.md 7 and 9.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { CHV_ACCESS } from '../file-system/access-conditions.ts';
import type { Chv } from '../security/security-objects.ts';
import { requireAccess, usersFor } from './access.ts';
import { commit } from './commit.ts';
import { type CardContext, DONE } from './context.ts';
import { chvOf, newCode, presentCode, usableReferenceData } from './reference-data.ts';
import { StatusWordError } from './status-word-error.ts';

const NEW_CODE_ALONE = 0x01;

function exchangeCodes(card: CardContext, chv: Chv, data: Bytes): void {
  const { verified } = card.session;
  const { value: oldCode } = usableReferenceData(card, chv);
  const value = newCode(chv, data.subarray(oldCode.length));
  const wasVerified = verified.has(chv.reference);
  const restored = presentCode(card, chv, data.subarray(0, oldCode.length));
  commit(card, { referenceData: { [chv.key]: { ...restored, value } } });
  if (wasVerified) verified.add(chv.reference);
}

/** @throws StatusWordError 6982 when neither the code itself nor the one that unblocks it is verified */
function replaceCode(card: CardContext, chv: Chv, data: Bytes): void {
  const provers = [chv.reference, ...usersFor(card, chv.access, CHV_ACCESS.RESET)];
  if (!provers.some((reference) => card.session.verified.has(reference)))
    throw new StatusWordError(SW.SECURITY_STATUS_NOT_SATISFIED, () => ({
      en: `CHV ${chv.key} is not verified`,
      fr: `CHV ${chv.key} n'est pas vérifié`,
    }));
  const old = usableReferenceData(card, chv);
  commit(card, { referenceData: { [chv.key]: { ...old, value: newCode(chv, data) } } });
}

export function changeReferenceData(card: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  const alone = p1 === NEW_CODE_ALONE && card.behaviour.changeAfterVerify;
  if (p1 !== 0 && !alone)
    throw new StatusWordError(SW.WRONG_P1_P2, {
      en: 'expected P1 00 (old code, new code)',
      fr: 'attendu : P1 00 (ancien code, nouveau code)',
    });
  const chv = chvOf(card, p2);
  requireAccess(card, chv.access, CHV_ACCESS.CHANGE, 'CHANGE', `CHV ${chv.key}`);
  if (alone) replaceCode(card, chv, data);
  else exchangeCodes(card, chv, data);
  return DONE;
}
