/** READ BINARY (INS B0). Source: ISO/IEC 7816-4:2020, 11.3.3. */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { EF_ACCESS } from '../file-system/access-conditions.ts';
import { requireAccess } from './access.ts';
import { addressedEf, contentOf } from './contents.ts';
import { type CardContext, respond } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

/** At the end of the file exactly: 6282 without data, which ends the reading loop of a client; behind it: 6B00. */
export function readBinary(card: CardContext, command: CommandApdu): ResponseApdu {
  const { data, ne } = command;
  if (data.length > 0 || ne === 0)
    throw new StatusWordError(SW.WRONG_LENGTH, {
      en: 'expected no data field and an Le',
      fr: 'attendu : pas de données, et un Le',
    });
  const { ef, offset } = addressedEf(card, command);
  requireAccess(card, ef.access, EF_ACCESS.READ, 'READ', ef.path);
  const content = contentOf(card, ef);
  if (offset > content.length)
    throw new StatusWordError(SW.WRONG_P1_P2, () => ({
      en: `offset ${offset} in a file of ${content.length} bytes`,
      fr: `position ${offset} dans un fichier de ${content.length} octets`,
    }));
  const bytes = content.subarray(offset, offset + ne);
  const asksForAll = ne === 256;
  return respond(bytes, bytes.length === 0 || (bytes.length < ne && !asksForAll) ? SW.END_OF_FILE : SW.SUCCESS);
}
