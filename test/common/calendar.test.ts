/** Times and spans as people write them. Vectors: ISO 8601-1:2019, 5.5.2, and the calendar. */
import test from 'ava';
import { later, parseSpan, parseTime } from '#common/calendar.ts';

const NOW = new Date('2026-03-31T12:00:00Z');

for (const [text, end] of [
  ['90min', '2026-03-31T13:30:00'],
  ['1500 milliseconds', '2026-03-31T12:00:01'],
  ['1 day', '2026-04-01T12:00:00'],
  ['2 weeks', '2026-04-14T12:00:00'],
  ['400d', '2027-05-05T12:00:00'],
  ['1 month', '2026-04-30T12:00:00'],
  ['11 months', '2027-02-28T12:00:00'],
  ['10 years', '2036-03-31T12:00:00'],
  ['1000 years', '3026-03-31T12:00:00'],
  ['P10Y', '2036-03-31T12:00:00'],
  ['PT36H', '2026-04-02T00:00:00'],
  ['P1Y2M3DT4H5M6S', '2027-06-03T16:05:06'],
  ['P1W', '2026-04-07T12:00:00'],
  ['PT0S', '2026-03-31T12:00:00'],
] as const)
  test(`span: ${text}`, (t) => {
    const span = parseSpan(text);
    t.truthy(span);
    if (span !== undefined) t.is(later(NOW, span).toISOString().slice(0, 19), end);
  });

test('29 February, ten years later and one before', (t) => {
  const leap = new Date('2028-02-29T00:00:00Z');
  t.is(later(leap, { months: 120, ms: 0 }).toISOString(), '2038-02-28T00:00:00.000Z');
  t.is(later(leap, { months: 12, ms: 0 }, -1).toISOString(), '2027-02-28T00:00:00.000Z');
});

test('texts that are no span', (t) => {
  for (const text of [
    '',
    '10',
    'P',
    'PT',
    'P1Y2',
    'P1H',
    'PT1Y',
    'p1y',
    '-1 day',
    '10 ans',
    '1,5 years',
    'P1.5Y',
    '1001 years',
    'P1001Y',
    '1 fortnight',
    '1000000s',
    ' 1s',
  ])
    t.is(parseSpan(text), undefined, text);
});

for (const [text, time] of [
  ['now', '2026-03-31T12:00:00'],
  ['2026-01-31', '2026-01-31T00:00:00'],
  ['2026-01-31T23:59:59Z', '2026-01-31T23:59:59'],
  ['in 10 days', '2026-04-10T12:00:00'],
  ['2 years ago', '2024-03-31T12:00:00'],
  ['in P1M', '2026-04-30T12:00:00'],
  ['1 month ago', '2026-02-28T12:00:00'],
] as const)
  test(`time: ${text}`, (t) => t.is(parseTime(text, NOW)?.toISOString().slice(0, 19), time));

test('texts that are no time', (t) => {
  for (const text of [
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-1-1',
    '2026-01-31T25:00:00Z',
    '2026-01-31T12:00:00',
    'in',
    'ago',
    'in 10',
    '10 days',
    'in -1 day',
    'in 1 day ago',
  ])
    t.is(parseTime(text, NOW), undefined, text);
});
