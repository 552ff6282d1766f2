/** GET CHALLENGE (INS 84). Source: ISO/IEC 7816-4:2020, 11.5.3. */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import { type CardContext, respond } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

/** `ne` random bytes; clients ask for 8. */
export function getChallenge({ random }: CardContext, { p1, p2, data, ne }: CommandApdu): ResponseApdu {
  if (p1 !== 0 || p2 !== 0)
    throw new StatusWordError(SW.WRONG_P1_P2, { en: 'expected P1-P2 0000', fr: 'attendu : P1-P2 0000' });
  if (data.length > 0 || ne === 0)
    throw new StatusWordError(SW.WRONG_LENGTH, {
      en: 'expected no data field and an Le',
      fr: 'attendu : pas de données, et un Le',
    });
  return respond(random(ne));
}
