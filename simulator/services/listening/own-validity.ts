/** How long the certificate of a service's own door counts. */
import { later } from '#common/calendar.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';

const THREE_YEARS = { months: 36, ms: 0 };

/** Programs look at the machine's calendar, services at that of their world: it counts on both. */
export function validOnBoth(clock: Pick<Clock, 'date'>): { readonly from: Date; readonly to: Date } {
  const moments = [clock.date().getTime(), SYSTEM_CLOCK.date().getTime()];
  return { from: new Date(Math.min(...moments)), to: later(new Date(Math.max(...moments)), THREE_YEARS) };
}
