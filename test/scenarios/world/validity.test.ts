/** Cards with other dates than those of their profile, from TypeScript. */
import { X509Certificate } from 'node:crypto';
import test, { type ExecutionContext } from 'ava';
import type { Validity, WorldSettings } from '../../../scenarios/world/index.ts';
import { world } from '../../../scenarios/world/index.ts';
import { personalise, shippedProfile, validFor } from '../../../simulator/personalisation/index.ts';

const DAY = 86_400_000;

async function dates(t: ExecutionContext, valid: Validity): Promise<readonly [from: Date, to: Date, now: Date]> {
  const w = await world({ clock: 'virtual' });
  t.teardown(() => w.close());
  const reader = w.reader('bureau');
  await reader.insert(w.card('cps3-medecin', { seed: 1, valid }));
  const session = await w.acquire(reader);
  const certificate = new X509Certificate(await session.cardReadFile({ directory: 'mscp', file: 'kxc00' }));
  return [new Date(certificate.validFrom), new Date(certificate.validTo), w.clock.date()];
}

test('dates, texts, and what is left out as the profile has it', async (t) => {
  const [from, to] = await dates(t, { from: new Date('2020-02-29T01:02:03.456Z'), to: '2021-02-28' });
  t.is(from.toISOString(), '2020-02-29T01:02:03.000Z');
  t.is(to.toISOString(), '2021-02-28T00:00:00.000Z');
  const [profiles, end] = await dates(t, { to: '2050-01-01' });
  t.is(profiles.toISOString(), '2026-01-01T00:00:00.000Z');
  t.is(end.toISOString(), '2050-01-01T00:00:00.000Z');
});

test("seen from the world's calendar", async (t) => {
  const [, to, now] = await dates(t, { from: '3 years ago', to: 'in 10 days' });
  const left = to.getTime() - now.getTime();
  t.true(left > 9.9 * DAY && left <= 10 * DAY, `${left}`);
});

test('refused: an end before the beginning, no time, a date that is none', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const cases: readonly Validity[] = [{ from: '2030-01-01', to: '2029-01-01' }, { to: '2025-01-01' }];
  const none: readonly Validity[] = [{ to: 'tomorrow' }, { from: '2026-02-30' }, { from: new Date('nonsense') }];
  for (const valid of cases)
    t.throws(() => w.card('cps3-medecin', { valid }), { code: 'ERR_PERSONALISATION' }, JSON.stringify(valid));
  for (const valid of none)
    t.throws(() => w.card('cps3-medecin', { valid }), { code: 'ERR_ARGUMENT' }, JSON.stringify(valid));
});

test('the keys are those of the same seed, the business data tell the dates', (t) => {
  const profile = shippedProfile('cps3-medecin');
  const short = validFor(profile, { from: '2020-05-06', to: '2021-07-08' }, new Date());
  const [usual, other] = [personalise(profile, 1), personalise(short, 1)];
  const keys = Object.keys(usual.keys);
  t.true(keys.length > 1);
  for (const key of keys) t.true(other.keys[key]?.equals(usual.keys[key] as never), key);
  const card = Buffer.concat(Object.values(other.contents)).toString('hex');
  t.true(card.includes('830420200506840420210708'));
  t.is(validFor(profile, {}, new Date()), profile);
});

test('elapse takes years, as words and as ISO 8601', async (t) => {
  const w = await world({ clock: 'virtual' });
  t.teardown(() => w.close());
  const start = w.clock.date();
  await w.elapse('10 years');
  t.is(w.clock.date().getUTCFullYear(), start.getUTCFullYear() + 10);
  await w.elapse('P90Y');
  t.is(w.clock.date().getUTCFullYear(), start.getUTCFullYear() + 100);
  t.is(w.clock.date().getUTCDate(), start.getUTCDate());
  await t.throwsAsync(w.elapse('10 ans'), { code: 'ERR_ARGUMENT', message: /'10 ans', expected a time such as/ });
  await t.throwsAsync(w.elapse(-1), { code: 'ERR_ARGUMENT' });
});

const begun: Readonly<Record<string, WorldSettings>> = {
  'virtual clock': { clock: 'virtual' },
  'real clock': {},
  embedded: { target: 'embedded' },
  private: { target: 'private' },
};

for (const [name, settings] of Object.entries(begun))
  test(`${name}: the calendar of a world begins where it is told to, and goes on from there`, async (t) => {
    const w = await world({ ...settings, date: '2018-06-30T12:00:00Z' });
    t.teardown(() => w.close());
    const begin = w.clock.date().getTime() - Date.UTC(2018, 5, 30, 12);
    t.true(begin >= 0 && begin < DAY, `${begin}`);
    await w.elapse('1 day');
    t.is(w.clock.date().toISOString().slice(0, 10), '2018-07-01');
    const reader = w.reader('bureau');
    await reader.insert(w.card('cps3-medecin', { seed: 1, valid: { from: '1 day ago', to: 'in 3 years' } }));
    const session = await w.acquire(reader);
    const certificate = new X509Certificate(await session.cardReadFile({ directory: 'mscp', file: 'kxc00' }));
    t.is(new Date(certificate.validFrom).toISOString().slice(0, 10), '2018-06-30');
    t.is(new Date(certificate.validTo).toISOString().slice(0, 10), '2021-07-01');
  });

test('a Date as well as a text, and the services of a world are of that day', async (t) => {
  const w = await world({ date: new Date('2018-08-15T00:00:00Z'), services: ['directory'] });
  t.teardown(() => w.close());
  const list = w.pki.register('sante-test-fort-personnes').at().crl();
  t.is(list.thisUpdate.toISOString().slice(0, 10), '2018-08-15');
});
