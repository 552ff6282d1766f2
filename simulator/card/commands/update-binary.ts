/** UPDATE BINARY (INS D6). Source: ISO/IEC 7816-4:2020, 11.3.5. */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { EF_ACCESS } from '../file-system/access-conditions.ts';
import { requireAccess } from './access.ts';
import { commit } from './commit.ts';
import { addressedEf, contentOf } from './contents.ts';
import { type CardContext, DONE } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

export function updateBinary(card: CardContext, command: CommandApdu): ResponseApdu {
  const { data } = command;
  if (data.length === 0) throw new StatusWordError(SW.WRONG_LENGTH, { en: 'no data to write', fr: 'rien à écrire' });
  const { ef, offset } = addressedEf(card, command);
  requireAccess(card, ef.access, EF_ACCESS.UPDATE, 'UPDATE', ef.path);
  const content = contentOf(card, ef);
  if (offset > content.length)
    throw new StatusWordError(SW.WRONG_P1_P2, () => ({
      en: `offset ${offset} in a file of ${content.length} bytes`,
      fr: `position ${offset} dans un fichier de ${content.length} octets`,
    }));
  if (offset + data.length > content.length)
    throw new StatusWordError(SW.NOT_ENOUGH_MEMORY, () => ({
      en: `${data.length} bytes at ${offset} in ${content.length}`,
      fr: `${data.length} octets en ${offset} dans ${content.length}`,
    }));
  const updated = new Uint8Array(content);
  updated.set(data, offset);
  commit(card, { contents: { [ef.path]: updated } });
  return DONE;
}
