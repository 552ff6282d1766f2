/**
 * Times and spans of time as people write them: `2026-01-31`, `10 days ago`; `90min`, `10 years`, `P10Y`.
 *
 * Source: ISO 8601-1:2019, 5.2.2 (dates), 5.5.2 (durations).
 */

import type { Text } from './language.ts';

/** So many months of the calendar, and then so many milliseconds. */
export interface Span {
  readonly months: number;
  readonly ms: number;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS_A_YEAR = 12;

const UNITS: readonly (readonly [names: RegExp, span: Span])[] = [
  [/^(ms|milliseconds?)$/, { months: 0, ms: 1 }],
  [/^(s|seconds?)$/, { months: 0, ms: SECOND }],
  [/^(min|minutes?)$/, { months: 0, ms: MINUTE }],
  [/^(h|hours?)$/, { months: 0, ms: HOUR }],
  [/^(d|days?)$/, { months: 0, ms: DAY }],
  [/^weeks?$/, { months: 0, ms: 7 * DAY }],
  [/^months?$/, { months: 1, ms: 0 }],
  [/^years?$/, { months: MONTHS_A_YEAR, ms: 0 }],
];

const WORDS = '[0-9]{1,6} ?(?:ms|milliseconds?|s|seconds?|min|minutes?|h|hours?|d|days?|weeks?|months?|years?)';
const ISO =
  'P(?=.)(?:[0-9]{1,6}Y)?(?:[0-9]{1,6}M)?(?:[0-9]{1,6}W)?(?:[0-9]{1,6}D)?(?:T(?=.)(?:[0-9]{1,6}H)?(?:[0-9]{1,6}M)?(?:[0-9]{1,6}S)?)?';
const DATE = '[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?';

/** The form of a span: a number and its unit, or a duration of ISO 8601 in whole numbers. */
export const SPAN_FORM = new RegExp(`^(?:${WORDS}|${ISO})$`);
/** The form of a time: `now`, a date, a date with its time in UTC, `in SPAN`, `SPAN ago`. */
export const TIME_FORM = new RegExp(`^(?:now|${DATE}|in (?:${WORDS}|${ISO})|(?:${WORDS}|${ISO}) ago)$`);

/** The form of a moment: a date, or a date with its time in UTC. */
export const MOMENT_FORM = new RegExp(`^${DATE}$`);

/** How each is told to people. */
export const EXPECTED_SPAN: Text = {
  en: 'a time such as 90min, 10 days, 10 years or P1Y6M (ISO 8601), at most 1000 years',
  fr: 'une durée telle que 90min, 10 days, 10 years ou P1Y6M (ISO 8601), de 1000 ans au plus',
};
export const EXPECTED_TIME: Text = {
  en: 'a time: 2026-01-31, 2026-01-31T12:00:00Z, now, in 10 days or 2 years ago',
  fr: 'une date : 2026-01-31, 2026-01-31T12:00:00Z, now, in 10 days ou 2 years ago',
};

export const EXPECTED_MOMENT: Text = {
  en: 'a day or a moment in UTC from 1970 to 9999, as 2018-07-01 or 2018-07-01T12:00:00Z',
  fr: 'un jour ou un instant UTC de 1970 à 9999, comme 2018-07-01 ou 2018-07-01T12:00:00Z',
};

/** The last second that certificates can tell. Source: RFC 5280, 4.1.2.5.2. */
export const LAST_TIME = new Date('9999-12-31T23:59:59Z');

/** Longer ones lead to where neither certificates nor calendars follow. */
const MOST_YEARS = 1000;
const ISO_PARTS = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;

/** The span that the text writes; undefined when it writes none, or one of more than 1000 years. */
export function parseSpan(text: string): Span | undefined {
  if (!SPAN_FORM.test(text)) return undefined;
  const span = text.startsWith('P') ? isoSpan(text) : wordSpan(text);
  const years = span.months / MONTHS_A_YEAR + span.ms / (365 * DAY);
  return years > MOST_YEARS ? undefined : span;
}

function wordSpan(text: string): Span {
  const count = Number.parseInt(text, 10);
  const unit = text.replace(/^[0-9]+ ?/, '');
  const [, { months, ms }] = UNITS.find(([names]) => names.test(unit)) ?? [undefined, { months: 0, ms: Number.NaN }];
  return { months: count * months, ms: count * ms };
}

function isoSpan(text: string): Span {
  const parts = (ISO_PARTS.exec(text) ?? []).slice(1).map((digits) => Number(digits ?? 0));
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = parts;
  return {
    months: years * MONTHS_A_YEAR + months,
    ms: (weeks * 7 + days) * DAY + hours * HOUR + minutes * MINUTE + seconds * SECOND,
  };
}

/** That time so much later, or earlier for the direction -1; where a month is too short its last day stands. */
export function later(time: Date, { months, ms }: Span, direction: 1 | -1 = 1): Date {
  const moved = new Date(time);
  const day = moved.getUTCDate();
  moved.setUTCDate(1);
  moved.setUTCMonth(moved.getUTCMonth() + direction * months);
  const lastDay = new Date(Date.UTC(moved.getUTCFullYear(), moved.getUTCMonth() + 1, 0)).getUTCDate();
  moved.setUTCDate(Math.min(day, lastDay));
  return new Date(moved.getTime() + direction * ms);
}

/** The time that the text tells, seen from `now`; undefined when it tells none. */
export function parseTime(text: string, now: Date): Date | undefined {
  if (text === 'now') return now;
  const [, ahead, ago] = /^in (.+)$|^(.+) ago$/.exec(text) ?? [];
  const span = parseSpan(ahead ?? ago ?? '');
  if (span !== undefined) return later(now, span, ahead === undefined ? -1 : 1);
  const time = new Date(text);
  // Date carries 31 February over to March instead of refusing it.
  const exists =
    TIME_FORM.test(text) && !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10));
  return exists ? time : undefined;
}

/** The moment that the text tells, a day being its first second; undefined when it tells none, or one before 1970. */
export function parseMoment(text: string): Date | undefined {
  const moment = MOMENT_FORM.test(text) ? parseTime(text, new Date(0)) : undefined;
  return moment !== undefined && moment.getTime() >= 0 ? moment : undefined;
}
