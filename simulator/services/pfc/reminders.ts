/** Mails before the end of a certificate: 60 days and one month. Source: reference/documents.md D16; reference/pki-services.md 6. */
import { later, type Span } from '#common/calendar.ts';
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';

const DAY_MS = 86_400_000;

const BEFORE: readonly (readonly [span: Span, text: Text])[] = [
  [
    { months: 0, ms: 60 * DAY_MS },
    { en: '60 days', fr: '60 jours' },
  ],
  [
    { months: 1, ms: 0 },
    { en: 'one month', fr: 'un mois' },
  ],
];

export class Reminders {
  readonly #clock: Clock;
  readonly #stops = new Map<number, readonly (() => void)[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `remind` so long before the end; what is past already is not told. */
  set(number: number, end: Date, remind: (left: Text) => void): void {
    this.clear(number);
    const now = this.#clock.date().getTime();
    const stops = BEFORE.flatMap(([span, text]) => {
      const inMs = later(end, span, -1).getTime() - now;
      return inMs <= 0 ? [] : [this.#clock.after(inMs, () => remind(text), { ref: false })];
    });
    this.#stops.set(number, stops);
  }

  clear(number: number): void {
    for (const stop of this.#stops.get(number) ?? []) stop();
    this.#stops.delete(number);
  }

  clearAll(): void {
    for (const number of [...this.#stops.keys()]) this.clear(number);
  }
}
