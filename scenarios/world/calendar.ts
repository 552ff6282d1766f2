/** How much time can pass in a world. */
import { LAST_TIME, later, parseSpan } from '#common/calendar.ts';
import { WorldError } from './world-error.ts';

/** @throws WorldError when `ms` from that time on lead to where no calendar follows */
export function requireCalendar(now: Date, ms: number): void {
  if (now.getTime() + ms <= LAST_TIME.getTime()) return;
  const [at, last] = [now, LAST_TIME].map((time) => time.toISOString().slice(0, 10));
  throw new WorldError({
    en: `so much time cannot pass: it is ${at}, and the last day of the calendar is ${last}`,
    fr: `tant de temps ne peut passer : nous sommes le ${at}, et le dernier jour du calendrier est le ${last}`,
  });
}

/** Milliseconds of that span from that time on: its months are those of the calendar. */
export function spanFrom(now: Date, text: string): number {
  const span = parseSpan(text);
  return span === undefined ? 0 : later(now, span).getTime() - now.getTime();
}
