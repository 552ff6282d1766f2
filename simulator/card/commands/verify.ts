/**
 * VERIFY (INS 20). Without data it asks for the status: 9000 verified, 63CX not, 6983 blocked; or, where the profile
 * says so, 63CX in both of the first two cases.
 *
 * Source: ISO/IEC 7816-4:2020, 11.5.6.
 */
import type { Text } from '#common/language.ts';
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW, swTriesRemaining } from '#iso7816/status-word.ts';
import { CHV_ACCESS } from '../file-system/access-conditions.ts';
import { requireAccess } from './access.ts';
import { commit } from './commit.ts';
import { type CardContext, DONE } from './context.ts';
import { chvOf, presentCode, requireCodeLength, usableReferenceData } from './reference-data.ts';
import { StatusWordError } from './status-word-error.ts';

const VERIFIED: Text = { en: 'verified', fr: 'vérifié' };
const NOT_VERIFIED: Text = { en: 'not verified', fr: 'non vérifié' };

export function verify(card: CardContext, { p1, p2, data }: CommandApdu): ResponseApdu {
  if (p1 !== 0) throw new StatusWordError(SW.WRONG_P1_P2, { en: 'expected P1 00', fr: 'attendu : P1 00' });
  const chv = chvOf(card, p2);
  const { triesRemaining } = usableReferenceData(card, chv);
  if (data.length === 0) {
    const verified = card.session.verified.has(chv.reference);
    if (verified && card.behaviour.emptyVerify === 'status') return DONE;
    throw new StatusWordError(swTriesRemaining(triesRemaining), verified ? VERIFIED : NOT_VERIFIED);
  }
  requireAccess(card, chv.access, CHV_ACCESS.VERIFY, 'VERIFY', `CHV ${chv.key}`);
  requireCodeLength(chv, data.length);
  commit(card, { referenceData: { [chv.key]: presentCode(card, chv, data) } });
  card.session.verified.add(chv.reference);
  return DONE;
}
