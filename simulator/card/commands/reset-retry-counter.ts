/**
 * RESET RETRY COUNTER (INS 2C). P1: 00 unblocking code and new code, 01 unblocking code only, 02 new code only,
 * 03 nothing; 02 and 03 ask for the unblocking code to be verified before.
 *
 * Which CHV unblocks follows from the RESET condition of the CHV that P2 names (`13`: user authentication of SE 03).
 * Each unblocking takes one of its uses; without any left it is refused for ever. The CHV is not verified afterwards.
 *
 * Source: ISO/IEC 7816-4:2020, 11.5.10; reference/opensc-cpx.md 8; reference/cps-facts.md (c).
 */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { CHV_ACCESS } from '../file-system/access-conditions.ts';
import type { Chv } from '../security/security-objects.ts';
import type { ReferenceData } from '../state/store.ts';
import { requireAccess, usersFor } from './access.ts';
import { commit } from './commit.ts';
import { type CardContext, DONE } from './context.ts';
import {
  chvOf,
  newCode,
  presentCode,
  referenceDataOf,
  requireCodeLength,
  usableReferenceData,
} from './reference-data.ts';
import { StatusWordError } from './status-word-error.ts';

const WITHOUT_NEW_CODE = 0x01;
const WITHOUT_UNBLOCKING_CODE = 0x02;

/** The CHV whose code unblocks `chv`, if one does. */
function unblockingChv(card: CardContext, chv: Chv): Chv | undefined {
  const [reference] = usersFor(card, chv.access, CHV_ACCESS.RESET);
  return reference === undefined ? undefined : card.objects.chvs.get(reference);
}

/** Where the unblocking code ends in the data field: at the length of the stored one when a new code follows. */
function unblockingCodeEnd(card: CardContext, puk: Chv, { p1, data }: CommandApdu): number {
  return p1 === WITHOUT_NEW_CODE ? data.length : referenceDataOf(card, puk).value.length;
}

/** Reference data of the unblocking CHV once its code is proved, one use less. */
function provedUnblocking(
  card: CardContext,
  chv: Chv,
  puk: Chv | undefined,
  command: CommandApdu,
): ReferenceData | undefined {
  if ((command.p1 & WITHOUT_UNBLOCKING_CODE) !== 0) {
    const data = puk === undefined ? undefined : usableReferenceData(card, puk);
    requireAccess(card, chv.access, CHV_ACCESS.RESET, 'RESET', `CHV ${chv.key}`);
    return data;
  }
  if (puk === undefined)
    throw new StatusWordError(SW.CONDITIONS_OF_USE_NOT_SATISFIED, () => ({
      en: `no code unblocks CHV ${chv.key}`,
      fr: `aucun code ne débloque CHV ${chv.key}`,
    }));
  const code = command.data.subarray(0, unblockingCodeEnd(card, puk, command));
  requireCodeLength(puk, code.length);
  return presentCode(card, puk, code);
}

function newCodePart(card: CardContext, puk: Chv | undefined, command: CommandApdu): Uint8Array {
  const { p1, data } = command;
  if ((p1 & WITHOUT_UNBLOCKING_CODE) !== 0 || puk === undefined) return data;
  return data.subarray(unblockingCodeEnd(card, puk, command));
}

function oneUseLess(data: ReferenceData): ReferenceData {
  return data.usesRemaining === undefined ? data : { ...data, usesRemaining: data.usesRemaining - 1 };
}

export function resetRetryCounter(card: CardContext, command: CommandApdu): ResponseApdu {
  const { p1, p2 } = command;
  if (p1 > (WITHOUT_NEW_CODE | WITHOUT_UNBLOCKING_CODE))
    throw new StatusWordError(SW.WRONG_P1_P2, { en: 'expected P1 00 to 03', fr: 'attendu : P1 00 à 03' });
  const chv = chvOf(card, p2);
  const puk = unblockingChv(card, chv);
  if (puk === undefined) requireAccess(card, chv.access, CHV_ACCESS.RESET, 'RESET', `CHV ${chv.key}`);
  const newPart = newCodePart(card, puk, command);
  const old = referenceDataOf(card, chv);
  if ((p1 & WITHOUT_NEW_CODE) !== 0 && newPart.length > 0)
    throw new StatusWordError(SW.WRONG_LENGTH, {
      en: 'P1 says that no new code is given',
      fr: "P1 dit qu'aucun nouveau code n'est donné",
    });
  const value = (p1 & WITHOUT_NEW_CODE) !== 0 ? old.value : newCode(chv, newPart);
  const unblocking = provedUnblocking(card, chv, puk, command);
  const reset = { [chv.key]: { ...old, value, triesRemaining: chv.node.maxTries } };
  const used = puk === undefined || unblocking === undefined ? {} : { [puk.key]: oneUseLess(unblocking) };
  commit(card, { referenceData: { ...used, ...reset } });
  card.session.verified.delete(chv.reference);
  return DONE;
}
