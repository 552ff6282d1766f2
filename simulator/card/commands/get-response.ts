/** GET RESPONSE (INS C0), T=0 only. Source: ISO/IEC 7816-4:2020, 11.9.1; ISO/IEC 7816-3:2006, 12.1. */
import type { CommandApdu } from '#iso7816/command-apdu.ts';
import type { ResponseApdu } from '#iso7816/response-apdu.ts';
import { SW, swBytesAvailable, swWrongLe } from '#iso7816/status-word.ts';
import { type CardContext, respond } from './context.ts';
import { StatusWordError } from './status-word-error.ts';

/** The next `ne` bytes of what waits; 61XX (class A0: 9FXX) while more does. A wrong Le leaves it all where it is. */
export function getResponse(
  { session }: CardContext,
  { p1, p2, data, ne }: CommandApdu,
  announce: (count: number) => number = swBytesAvailable,
): ResponseApdu {
  if (p1 !== 0 || p2 !== 0)
    throw new StatusWordError(SW.WRONG_P1_P2, { en: 'expected P1-P2 0000', fr: 'attendu : P1-P2 0000' });
  if (data.length > 0 || ne === 0)
    throw new StatusWordError(SW.WRONG_LENGTH, {
      en: 'expected no data field and an Le',
      fr: 'attendu : pas de données, et un Le',
    });
  const { pending } = session;
  if (pending === undefined)
    throw new StatusWordError(SW.CONDITIONS_OF_USE_NOT_SATISFIED, {
      en: 'no response data waits',
      fr: "aucune réponse n'attend",
    });
  const { length } = pending.data;
  if (ne > length)
    throw new StatusWordError(swWrongLe(length), () => ({
      en: `Le ${ne}, ${length} bytes wait`,
      fr: `Le ${ne}, ${length} octets attendent`,
    }));
  if (ne === length) {
    session.pending = undefined;
    return pending;
  }
  session.pending = respond(pending.data.subarray(ne), pending.sw);
  return respond(pending.data.subarray(0, ne), announce(length - ne));
}
