/** The clocks: the machine's, the one that passes and is moved, the one that only passes when it is told to. */
import { readFile } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import test from 'ava';
import { type MovableClock, SYSTEM_CLOCK } from '#common/clock.ts';
import { PassingClock } from '#common/passing-clock.ts';
import { VirtualClock } from '#common/virtual-clock.ts';

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;

const moved: Readonly<Record<string, () => MovableClock>> = {
  PassingClock: () => new PassingClock(),
  VirtualClock: () => new VirtualClock(),
};

for (const [name, make] of Object.entries(moved)) {
  test(`${name}: what is due is called in the order of time, at its time`, (t) => {
    const clock = make();
    const start = clock.now();
    const called: string[] = [];
    const call = (what: string) => () => called.push(`${what} ${Math.floor((clock.now() - start) / 10_000)}`);
    clock.after(30_000, call('third'));
    clock.after(10_000, call('first'));
    clock.after(10_000, call('second'));
    clock.after(HOUR_MS, call('too late'), { ref: false });
    clock.pass(60_000);
    t.deepEqual(called, ['first 1', 'second 1', 'third 3']);
    t.is(Math.floor((clock.now() - start) / 10_000), 6);
  });

  test(`${name}: a timer set by one that was due is due in its turn`, (t) => {
    const clock = make();
    const called: string[] = [];
    clock.after(10_000, () => {
      called.push('a');
      clock.after(10_000, () => called.push('a, then b'));
      clock.after(60_000, () => called.push('too late'), { ref: false });
    });
    clock.after(15_000, () => called.push('c'));
    clock.pass(60_000);
    t.deepEqual(called, ['a', 'c', 'a, then b']);
  });

  test(`${name}: one that throws takes nothing from the others, nor from time`, (t) => {
    const clock = make();
    const start = clock.now();
    let called = 0;
    clock.after(10_000, () => {
      throw new RangeError('planned');
    });
    clock.after(20_000, () => called++);
    t.throws(() => clock.pass(60_000), { instanceOf: RangeError, message: 'planned' });
    t.is(called, 1);
    t.true(clock.now() - start >= 60_000);
  });

  test(`${name}: one that was cancelled is not called, not even by another that is due`, (t) => {
    const clock = make();
    let called = 0;
    const cancel = clock.after(10_000, () => called++);
    clock.after(5000, cancel);
    clock.pass(60_000);
    cancel();
    t.is(called, 0);
  });

  test(`${name}: one that sets itself again at once does not stop time`, (t) => {
    const clock = make();
    let called = 0;
    const again = () => {
      called++;
      clock.after(0, again, { ref: false });
    };
    again();
    clock.pass(100);
    t.true(called > 2 && called <= 101, `${called}`);
  });

  test(`${name}: the calendar goes with it, for years`, (t) => {
    const clock = make();
    const before = clock.date().getTime();
    clock.pass(10 * YEAR_MS);
    const passed = clock.date().getTime() - before;
    t.true(passed >= 10 * YEAR_MS && passed < 10 * YEAR_MS + HOUR_MS);
  });

  test(`${name}: time does not go back`, (t) => {
    for (const ms of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      t.throws(() => make().pass(ms), { instanceOf: RangeError });
  });

  test(`${name}: who waits is woken by what passes`, async (t) => {
    const clock = make();
    const waiting = clock.wait(10_000);
    clock.pass(10_000);
    await t.notThrowsAsync(waiting);
  });

  test(`${name}: many timers, many of them cancelled`, (t) => {
    const clock = make();
    const times: number[] = [];
    const cancels = Array.from({ length: 2000 }, (_, i) => {
      const ms = 1000 * (60 + ((i * 7919) % 1000));
      return clock.after(ms, () => times.push(ms));
    });
    for (let i = 0; i < cancels.length; i += 2) cancels[i]?.();
    clock.pass(2 * HOUR_MS);
    t.is(times.length, 1000);
    t.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });
}

test('PassingClock: time that passes brings the others nearer by as much', async (t) => {
  const clock = new PassingClock();
  const start = SYSTEM_CLOCK.now();
  const waiting = clock.wait(HOUR_MS);
  clock.pass(HOUR_MS - 50);
  await waiting;
  t.true(SYSTEM_CLOCK.now() - start < HOUR_MS / 2);
});

test('PassingClock: it passes by itself', async (t) => {
  const clock = new PassingClock();
  const start = clock.now();
  await clock.during(clock.wait(5));
  t.true(clock.now() - start >= 4);
});

test('VirtualClock: no time passes while nobody waits', async (t) => {
  const clock = new VirtualClock({ date: new Date('2026-01-31T12:00:00Z') });
  let called = 0;
  clock.after(1, () => called++);
  await SYSTEM_CLOCK.wait(5);
  t.is(called, 0);
  t.is(clock.date().toISOString(), '2026-01-31T12:00:00.000Z');
});

test('VirtualClock: while somebody waits, time runs to what is due, and no further', async (t) => {
  const clock = new VirtualClock();
  let called = 0;
  clock.after(1000, () => called++);
  clock.after(2 * HOUR_MS, () => called++);
  await clock.wait(HOUR_MS);
  t.is(clock.now(), HOUR_MS);
  t.is(called, 1);
});

test('VirtualClock: those who wait side by side are woken in the order of time', async (t) => {
  const clock = new VirtualClock();
  const woken: number[] = [];
  const waits = async (name: number, ms: number) => {
    for (let i = 0; i < 3; i++) {
      await clock.wait(ms);
      woken.push(name);
    }
  };
  await Promise.all([waits(1, 1000), waits(2, 1500)]);
  t.deepEqual(woken, [1, 2, 1, 2, 1, 2]);
});

test('VirtualClock: what goes on in this thread comes before time', async (t) => {
  const clock = new VirtualClock();
  const order: string[] = [];
  const busy = (async () => {
    for (let i = 0; i < 10; i++) await nextTurn();
    await readFile(import.meta.filename);
    order.push('work');
  })();
  await clock.wait(1);
  order.push('time');
  await busy;
  t.deepEqual(order, ['work', 'time']);
});

test('VirtualClock: it stands still for what goes on elsewhere', async (t) => {
  const clock = new VirtualClock();
  const order: string[] = [];
  const elsewhere = clock.standStill(SYSTEM_CLOCK.wait(20)).then(() => order.push('work'));
  await clock.wait(1);
  order.push('time');
  await elsewhere;
  t.deepEqual(order, ['work', 'time']);
  await t.throwsAsync(clock.standStill(Promise.reject(new RangeError('planned'))), { instanceOf: RangeError });
  await t.notThrowsAsync(clock.wait(1));
});

test('VirtualClock: who waits for what no timer brings finds one that comes later', async (t) => {
  const clock = new VirtualClock();
  let arrive = (_: string) => {};
  const waiting = clock.during(new Promise<string>((resolve) => (arrive = resolve)));
  await nextTurn();
  clock.after(1000, () => arrive('there'));
  t.is(await waiting, 'there');
  t.is(clock.now(), 1000);
});

test('VirtualClock: what fails while it is waited for fails, and time stops', async (t) => {
  const clock = new VirtualClock();
  await t.throwsAsync(clock.during(Promise.reject(new RangeError('planned'))), { instanceOf: RangeError });
  clock.after(1, () => t.fail());
  await nextTurn();
  await nextTurn();
  t.is(clock.now(), 0);
});

test('SYSTEM_CLOCK: a timer beyond the reach of a timer of Node does not come at once', async (t) => {
  let called = 0;
  const cancels = [0x80000000, Number.POSITIVE_INFINITY].map((ms) => SYSTEM_CLOCK.after(ms, () => called++));
  await SYSTEM_CLOCK.wait(10);
  for (const cancel of cancels) cancel();
  t.is(called, 0);
});

for (const [name, make] of Object.entries(moved))
  test(`${name}: no time passes that leads behind the calendar`, (t) => {
    const clock = make();
    const before = clock.now();
    for (const ms of [1e18, Number.MAX_VALUE, 8000 * YEAR_MS])
      t.throws(() => clock.pass(ms), {
        instanceOf: RangeError,
        message: /expected no more than until 9999-12-31T23:59:59/,
      });
    t.true(clock.now() - before < HOUR_MS);
  });
