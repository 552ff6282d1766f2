/** Somebody at the keys of a PIN pad: how each entry ends, and what is answered to the program. */
import { setImmediate as whatCanRun } from 'node:timers/promises';
import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { parsePinPadAnswers } from '../../../../simulator/reader/pin-pad/answers.ts';
import type { KeyedEntry } from '../../../../simulator/reader/pin-pad/keyed-entry.ts';
import { PinPad } from '../../../../simulator/reader/pin-pad/pin-pad.ts';

const VERIFY = 0x42000cea;
const MODIFY = 0x42000ceb;
const ABORT = 0x42000cee;
/** bTimeOut 30 s, 4 to 8 digits, ended by the validation key. */
const ENTRY = '1E1E 82 00 00 0804 02 00 0000 00 000000 05000000 0020000100';
/** Both codes and the new one again. */
const CHANGE = '1E1E 82 00 00 0000 0804 03 02 03 0000 000102 000000 05000000 0024000100';

function ended(by: string, timeout = '1E'): string {
  return ENTRY.replace('0804 02', `0804 ${by}`).replace('1E1E', `${timeout}1E`);
}

/** A pad with somebody at its keys, who has done nothing yet. */
function keysOf({ answers = '', there = true }: { readonly answers?: string; readonly there?: boolean } = {}) {
  const entries: KeyedEntry[] = [];
  const events: TraceEvent[] = [];
  const clock = new VirtualClock();
  const pad = new PinPad({
    answers: answers === '' ? [] : parsePinPadAnswers(answers),
    trace: (event) => void events.push(event),
    clock,
    keys(entry) {
      if (there) entries.push(entry);
      return there;
    },
  });
  const leaving = new AbortController();
  let command: string | undefined;
  const send = async (bytes: Bytes) => {
    command = toHex(bytes);
    return fromHex('9000');
  };
  const asks = async (structure = ENTRY, controlCode = VERIFY) => {
    const output = await pad.control('pave', controlCode, fromHex(structure), { send, gone: leaving.signal });
    return [output && toHex(output), command];
  };
  const told = () => events.map((event) => event.kind === 'pin-pad' && `${event.prompt} ${event.action}`);
  const entry = (nth = 0) => entries[nth] as KeyedEntry;
  return { pad, clock, entries, entry, asks, told, events, leaving };
}

test('digits, one taken back, and OK', async (t) => {
  const { entry, asks, told, events } = keysOf();
  const asked = asks();
  t.like(entry(), { prompt: 'current', minLength: 4, maxLength: 8, typed: 0, endedByOk: true, timeoutMs: 30_000 });
  for (const digit of ['1', '2', '9']) t.true(entry().type(digit));
  entry().correct();
  t.is(entry().typed, 2);
  t.true(entry().type('34'));
  t.true(entry().ok());
  t.deepEqual(await asked, ['9000', '00200001 04 31323334'.replaceAll(' ', '')]);
  t.deepEqual(told(), ['current asked', 'current typed']);
  t.false(JSON.stringify([events, entry()]).includes('1234'));
  t.like(entry(), { over: true, typed: 0, leftMs: 0 });
  t.false(entry().type('1'), 'nothing is kept of what comes later');
  t.is(entry().typed, 0);
});

test('more digits than the program takes: none of them is taken', async (t) => {
  const { entry, asks } = keysOf();
  const asked = asks();
  t.true(entry().type('1234567'));
  t.false(entry().type('89'));
  t.is(entry().typed, 7);
  t.true(entry().type('8'));
  t.false(entry().type('9'));
  entry().ok();
  t.deepEqual(await asked, ['9000', '00200001083132333435363738']);
});

test('the last digit ends an entry that is to end so', async (t) => {
  const { entry, asks } = keysOf();
  const asked = asks(ended('01'));
  t.false(entry().endedByOk);
  entry().type('1234');
  t.false(entry().ok());
  entry().type('5678');
  t.deepEqual(await asked, ['9000', '00200001083132333435363738']);
});

test('a code that is too short: the card is not asked', async (t) => {
  const { entry, asks } = keysOf();
  const asked = asks();
  entry().type('123');
  entry().ok();
  t.deepEqual(await asked, ['6403', undefined]);
});

test('cancelled', async (t) => {
  const { entry, asks, told } = keysOf();
  const asked = asks();
  entry().type('1234');
  entry().end('cancel');
  t.deepEqual(await asked, ['6401', undefined]);
  t.deepEqual(told(), ['current asked', 'current cancel']);
});

test('nobody types in time: bTimeOut seconds, 30 where it is 00', async (t) => {
  for (const [timeout, seconds] of [
    ['0A', 10],
    ['1E', 30],
    ['00', 30],
  ] as const) {
    const { entry, asks, clock, told } = keysOf();
    const asked = asks(ended('02', timeout));
    entry().type('1234');
    clock.pass(seconds * 1000 - 1);
    t.like(entry(), { over: false, leftMs: 1 });
    clock.pass(1);
    t.deepEqual(await asked, ['6400', undefined], timeout);
    t.deepEqual(told(), ['current asked', 'current timeout']);
  }
});

test('time that is over ends a code where the program says so, and it is long enough', async (t) => {
  for (const [digits, expected] of [
    ['1234', ['9000', '00200001 04 31323334'.replaceAll(' ', '')]],
    ['123', ['6400', undefined]],
  ] as const) {
    const { entry, asks, clock } = keysOf();
    const asked = asks(ended('04'));
    entry().type(digits);
    clock.pass(30_000);
    t.deepEqual(await asked, [...expected], digits);
  }
});

test('what is typed beforehand for an entry that time ends is its code, too', async (t) => {
  const { asks } = keysOf({ answers: '1234' });
  t.deepEqual(await asks(ended('04')), ['9000', '002000010431323334']);
});

test('the card leaves, or the program aborts: the entry is over', async (t) => {
  const { entry, asks, leaving, pad } = keysOf();
  const aborted = asks();
  entry().type('12');
  await pad.control('pave', ABORT, new Uint8Array(0), { send: async () => fromHex('9000') });
  t.deepEqual(await aborted, ['6401', undefined]);
  const left = asks();
  entry(1).type('12');
  leaving.abort(new Error('gone'));
  t.deepEqual(await left, ['6401', undefined]);
  t.true(entry(1).over);
});

test('answers that are prepared come first, in their order; then the keys', async (t) => {
  const { entries, entry, asks } = keysOf({ answers: '1234,cancel' });
  t.deepEqual(await asks(), ['9000', '002000010431323334']);
  t.is((await asks())[0], '6401');
  t.is(entries.length, 0);
  const asked = asks();
  entry().type('4321');
  entry().ok();
  t.deepEqual(await asked, ['9000', '002000010434333231']);
});

test('nobody is at the keys: cancelled at once', async (t) => {
  t.deepEqual(await keysOf({ there: false }).asks(), ['6401', undefined]);
});

test('an answer that is prepared while somebody types takes the place of the keys', async (t) => {
  const { pad, entry, asks } = keysOf();
  const first = asks();
  entry().type('99');
  pad.prepare(parsePinPadAnswers('1234,timeout'));
  t.deepEqual(await first, ['9000', '002000010431323334']);
  t.is((await asks())[0], '6400');
});

test('a change: three entries, one after the other', async (t) => {
  const { entry, entries, asks, told } = keysOf();
  const asked = asks(CHANGE, MODIFY);
  for (const [nth, digits] of ['1234', '4321', '4321'].entries()) {
    t.is(entries.length, nth + 1);
    entry(nth).type(digits);
    entry(nth).ok();
    await whatCanRun();
  }
  t.deepEqual(await asked, ['9000', '0024000108 31323334 34333231'.replaceAll(' ', '')]);
  t.deepEqual(
    entries.map(({ prompt }) => prompt),
    ['current', 'new', 'confirm'],
  );
  t.is(told().length, 6);
});

test('a change whose new code is typed differently', async (t) => {
  const { entry, asks } = keysOf();
  const asked = asks(CHANGE, MODIFY);
  for (const [nth, digits] of ['1234', '4321', '4322'].entries()) {
    entry(nth).type(digits);
    entry(nth).ok();
    await whatCanRun();
  }
  t.deepEqual(await asked, ['6402', undefined]);
});
