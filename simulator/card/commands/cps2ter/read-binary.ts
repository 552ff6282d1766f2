/**
 * READ BINARY (INS B0) of the CPS2ter volet.
 *
 * Source: reference/cryptolib.md 6.11; status words: reference/cps-facts.md (b).
 */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { CPS2TER_SW, SW } from '#iso7816/status-word.ts';
import { EF_ACCESS } from '../../file-system/access-conditions.ts';
import { isAllowed } from '../access.ts';
import { contentOf } from '../contents.ts';
import { type CardContext, respond } from '../context.ts';
import { StatusWordError } from '../status-word-error.ts';
import { volet } from './volet.ts';

/** What is asked for beyond the end is left out. */
export function readBinary(card: CardContext, { p1, p2, data, ne }: CommandApdu): ResponseApdu {
  if (data.length > 0 || ne === 0)
    throw new StatusWordError(SW.WRONG_LENGTH, {
      en: 'expected no data field and an Le',
      fr: 'attendu : pas de données, et un Le',
    });
  const { ef } = volet(card);
  if (ef === undefined)
    throw new StatusWordError(CPS2TER_SW.NO_EF_SELECTED, { en: 'no EF is selected', fr: "aucun EF n'est sélectionné" });
  if (!isAllowed(card, ef.access, EF_ACCESS.READ))
    throw new StatusWordError(CPS2TER_SW.ACCESS_REFUSED, () => ({
      en: `access condition of READ of ${ef.path} is not met`,
      fr: `la condition d'accès de READ sur ${ef.path} n'est pas remplie`,
    }));
  const content = contentOf(card, ef);
  const offset = (p1 << 8) | p2;
  if (offset >= content.length)
    throw new StatusWordError(CPS2TER_SW.OUT_OF_RANGE, () => ({
      en: `offset ${offset} in a file of ${content.length} bytes`,
      fr: `position ${offset} dans un fichier de ${content.length} octets`,
    }));
  return respond(content.subarray(offset, offset + ne));
}
