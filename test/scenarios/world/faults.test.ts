/** The faults of a world: what a program is told, on every target that needs nothing of the machine. */
import test, { type ExecutionContext } from 'ava';
import { type Bytes, hex, NO_BYTES, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION, PROTOCOL, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import type { StampedEvent } from '#trace/event.ts';
import { type FaultRule, type World, type WorldReader, world } from '../../../scenarios/world/index.ts';

const READ = hex`00 B0 9C 00 04`;
const TARGETS = ['in-process', 'embedded', 'private'] as const;
type Tried = (typeof TARGETS)[number];
/** SCardTransmit when the card leaves before its answer: as a program of that target expects it. */
const LEFT: Readonly<Record<Tried, number>> = {
  'in-process': SCARD.W_REMOVED_CARD,
  embedded: SCARD.W_REMOVED_CARD,
  private: process.platform === 'win32' ? SCARD.W_REMOVED_CARD : SCARD.E_NOT_TRANSACTED,
};

async function opened(t: ExecutionContext, ...options: Parameters<typeof world>): Promise<World> {
  const w = await world(...options);
  t.teardown(() => w.close());
  return w;
}

/** Resolves when a rule has fired. */
function firing(w: World): Promise<void> {
  return new Promise((resolve) => {
    w.trace.subscribe({ name: 'fired', event: ({ kind }) => kind === 'fault' && resolve() });
  });
}

interface Bench {
  readonly w: World;
  readonly bureau: WorldReader;
  readonly events: StampedEvent[];
  transmit(command: Bytes): Promise<readonly [number, string]>;
  reconnect(): Promise<number>;
}

/** A program that has connected to a card that was inserted, with those rules in force before. */
async function bench(t: ExecutionContext, target: Tried, ...rules: readonly FaultRule[]): Promise<Bench> {
  const w = await opened(t, { target });
  const events: StampedEvent[] = [];
  w.trace.subscribe({ name: 'test', event: (event) => events.push(event) });
  const bureau = w.reader('bureau');
  if (rules.length > 0) w.faults.add(...rules);
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  const { context } = await w.winscard.establishContext(SCOPE.SYSTEM);
  const name = await bureau.pcscName();
  const { card } = await w.winscard.connect(context, name, SHARE.SHARED, PROTOCOL.ANY);
  const transmit = async (command: Bytes) => {
    const { rv, response } = await w.winscard.transmit(card, PROTOCOL.T0, command);
    return [rv, toHex(response)] as const;
  };
  const reconnect = async () =>
    (await w.winscard.reconnect(card, SHARE.SHARED, PROTOCOL.ANY, DISPOSITION.RESET_CARD)).rv;
  return { w, bureau, events, transmit, reconnect };
}

const apdus = (events: readonly StampedEvent[]) =>
  events.flatMap((event) => (event.kind === 'apdu' && event.origin === 'card' ? [toHex(event.response)] : []));

for (const target of TARGETS) {
  test(`${target}: each answer is given as it is told, by the rule`, async (t) => {
    const { w, events, transmit } = await bench(
      t,
      target,
      { when: { nth: 2 }, do: { sw: '6581' } },
      { when: { nth: 3 }, do: { short: 1 } },
      { when: { nth: 4 }, do: { long: 300 } },
      { when: { nth: 5 }, do: { garbage: 8 } },
      { when: { nth: 6 }, do: 'worn' },
    );
    const got: string[] = [];
    for (let i = 0; i < 6; i++) {
      const [rv, response] = await transmit(READ);
      t.is(rv, SCARD.S_SUCCESS);
      got.push(response);
    }
    const [own = '', sw, short, long = '', garbage = '', worn = ''] = got;
    t.deepEqual([own.length, own.slice(8), sw, short], [12, '9000', '6581', own.slice(0, 2)]);
    t.deepEqual([long.length, long.slice(0, 8), long.slice(-4)], [612, own.slice(0, 8), '9000']);
    t.deepEqual([garbage.length, worn.length, worn.slice(8)], [16, 12, '6281']);
    t.not(worn.slice(0, 8), own.slice(0, 8));
    t.deepEqual(apdus(events), got);
    t.deepEqual(
      events.flatMap((event) => (event.kind === 'fault' ? [event.rule] : [])),
      [1, 2, 3, 4, 5],
    );
    w.faults.requireFired();
  });

  test(`${target}: the card leaves before, inside or after its answer`, async (t) => {
    for (const closed of ['before', 2, 'after'] as const) {
      const { bureau, transmit, reconnect } = await bench(t, target, { do: { closed } });
      const [rv, response] = await transmit(READ);
      if (closed === 'after') t.deepEqual([rv, response.length], [SCARD.S_SUCCESS, 12]);
      else t.deepEqual([rv, response], [LEFT[target], '']);
      await bureau.waitFor('card-removed');
      t.deepEqual(await transmit(READ), [SCARD.W_REMOVED_CARD, '']);
      t.is(await reconnect(), SCARD.E_NO_SMARTCARD);
    }
  });

  test(`${target}: a mute card is waited for until somebody takes it out`, async (t) => {
    const { w, bureau, events, transmit } = await bench(t, target, { do: 'mute' });
    const fired = firing(w);
    const silent = transmit(READ);
    await fired;
    w.faults.requireFired();
    await bureau.remove();
    t.deepEqual(await silent, [LEFT[target], '']);
    t.deepEqual(apdus(events), []);
  });

  test(`${target}: the reader of a mute card waits as long as its answer to reset says, by the world's clock`, async (t) => {
    const { w, events, transmit, reconnect } = await bench(t, target, { when: { nth: 1 }, do: 'mute' });
    for (let i = 0; i < 2; i++) {
      const fired = i === 0 ? firing(w) : Promise.resolve();
      let done = false;
      const silent = transmit(READ).finally(() => {
        done = true;
      });
      await fired;
      await w.elapse(3000);
      t.false(done);
      await w.elapse(1000);
      t.deepEqual(await silent, [SCARD.E_NOT_TRANSACTED, '']);
    }
    t.deepEqual(apdus(events), []);
    t.is(await reconnect(), SCARD.S_SUCCESS);
    t.is((await transmit(READ))[0], SCARD.S_SUCCESS);
  });

  test(`${target}: mute, and taken out in time`, async (t) => {
    const { bureau, transmit } = await bench(t, target, { do: { mute: 50 } });
    t.deepEqual(await transmit(READ), [LEFT[target], '']);
    await bureau.waitFor('card-removed');
    t.is(bureau.card, undefined);
  });

  test(`${target}: a late answer is as long in coming, by the world's clock`, async (t) => {
    const { w, transmit } = await bench(t, target, { do: { late: 60_000 } });
    const fired = firing(w);
    const late = transmit(READ);
    let done = false;
    const finished = late.then(() => {
      done = true;
    });
    await fired;
    await w.elapse(59_000);
    t.false(done);
    await w.elapse(1000);
    t.is((await late)[0], SCARD.S_SUCCESS);
    await finished;
  });

  test(`${target}: the answer comes twice, until reset`, async (t) => {
    const { transmit, reconnect } = await bench(t, target, { when: { nth: 1 }, do: 'twice' });
    const [, first] = await transmit(READ);
    t.is((await transmit(hex`00 A4 00 0C 02 3F00`))[1], first);
    t.is((await transmit(READ))[1], '9000');
    t.is(await reconnect(), SCARD.S_SUCCESS);
    t.is((await transmit(READ))[1], first);
  });

  test(`${target}: the reader is unplugged in a command, and plugged in again`, async (t) => {
    const { w, bureau, transmit } = await bench(t, target, { when: { nth: 1 }, do: 'unplugged' });
    t.is((await transmit(READ))[0], SCARD.E_READER_UNAVAILABLE);
    await bureau.waitFor('reader-unplugged');
    await bureau.plug();
    await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  });

  test(`${target}: power lost before or after a try is spent`, async (t) => {
    for (const [powerLost, tries] of [
      ['before', '63C3'],
      ['after', '63C2'],
    ] as const) {
      const { bureau, transmit, reconnect } = await bench(t, target, {
        when: { command: 'VERIFY', nth: 1 },
        do: { powerLost },
      });
      const { card } = bureau;
      t.is((await transmit(hex`00 20 00 01 04 31323334`))[0], LEFT[target]);
      await bureau.waitFor('card-removed');
      if (card !== undefined) await bureau.insert(card);
      t.is(await reconnect(), SCARD.S_SUCCESS);
      t.is((await transmit(hex`00 20 00 01`))[1], tries);
    }
  });

  test(`${target}: an ATR that is another at reset, and no card`, async (t) => {
    const { w, bureau, reconnect } = await bench(
      t,
      target,
      { when: { at: 'reset', nth: 1 }, do: { atr: '3B021450' } },
      { when: { at: 'reset', nth: 2 }, do: 'noAtr' },
    );
    const name = await bureau.pcscName();
    const { context } = await w.winscard.establishContext(SCOPE.SYSTEM);
    const atr = async () =>
      toHex(
        (await w.winscard.getStatusChange(context, 0, [{ reader: name, currentState: 0 }])).states[0]?.atr ?? NO_BYTES,
      );
    t.is((await atr()).length, 34);
    t.is(await reconnect(), SCARD.S_SUCCESS);
    t.is(await atr(), '3B021450');
    t.is(await reconnect(), SCARD.W_UNRESPONSIVE_CARD);
    t.is(await reconnect(), SCARD.S_SUCCESS);
  });
}

test('by default nothing fails, and rules come and go while a program runs', async (t) => {
  const { w, transmit } = await bench(t, 'in-process');
  t.is((await transmit(READ))[1].slice(-4), '9000');
  t.deepEqual(w.faults.add({ do: { sw: '6F00' } }), [1]);
  t.deepEqual(await transmit(READ), [SCARD.S_SUCCESS, '6F00']);
  t.deepEqual(w.faults.replace({ do: { sw: '6F01' } }, { do: 'mute' }), [2, 3]);
  t.deepEqual(await transmit(READ), [SCARD.S_SUCCESS, '6F01']);
  w.faults.clear();
  t.is((await transmit(READ))[1].slice(-4), '9000');
  t.deepEqual(
    w.faults.fired.map(({ number, fired }) => [number, fired]),
    [
      [1, 1],
      [2, 1],
      [3, 0],
    ],
  );
  t.throws(() => w.faults.requireFired(), { code: 'ERR_WORLD', message: /^rule 3, mute; it never fired/ });
  await w.close();
  t.throws(() => w.faults.add({ do: 'mute' }), { code: 'ERR_WORLD' });
});

test('a condition knows card, reader, file and code', async (t) => {
  const rule = (when: FaultRule['when']): FaultRule => ({ when, do: { sw: '6F00' } });
  const { w, transmit } = await bench(
    t,
    'in-process',
    rule({ reader: 'cabinet' }),
    rule({ card: 'pharmacien' }),
    rule({ command: 'READ BINARY', pinState: 'verified', reader: 'bureau' }),
    rule({ command: 'READ BINARY', file: '2F00' }),
  );
  t.is((await transmit(READ))[1].slice(-4), '9000');
  t.is((await transmit(hex`00 B0 9E 00 04`))[1], '6F00');
  await transmit(hex`00 20 00 01 04 31323334`);
  t.is((await transmit(READ))[1], '6F00');
  t.deepEqual(
    w.faults.fired.map(({ fired }) => fired),
    [0, 0, 1, 1],
  );
});

test('a foreign card and a contactless one fail as well', async (t) => {
  const w = await opened(t);
  w.faults.add({ do: { sw: '6581' } });
  const field = w.reader('borne', 'contactless');
  await field.insert(w.card('cps3-medecin', { seed: 1 }));
  const at = await field.pcscName();
  t.is((await w.program.transmit(at, hex`00 A4 00 0C 02 3F00`)).sw, 0x6581);
  t.is((await w.program.transmit(at, hex`FF CA 00 00 00`)).sw, 0x9000, 'the reader itself does not fail');
  const bureau = w.reader('bureau');
  await bureau.insert(w.cardOf('inconnue', { kind: 'foreign' }, 'x.yaml'));
  t.is((await w.program.transmit(await bureau.pcscName(), READ)).sw, 0x6581);
});

// biome-ignore lint/suspicious/noExplicitAny: what no type lets through is what is tried here
type Untyped = any;
const NAMES = 'mute, late, short, long, garbage, sw, powerLost, closed, serviceKilled, atr, lateAtr or noticedAfter';

// biome-ignore format: one call a line
const WRONG: readonly (readonly [rule: Untyped, message: string])[] = [
  [undefined, 'WorldFaults.add: rules[0]: nothing, expected an object with when or do'],
  [{ when: {} }, `WorldFaults.add: rules[0].do: nothing, expected an object with ${NAMES}`],
  [{ do: 'mut' }, "WorldFaults.add: rules[0].do: 'mut', expected one of 19 names; did you mean 'mute'?"],
  [{ do: 'late' }, "WorldFaults.add: rules[0].do: 'late' alone, expected a value beside it: { late: ... }"],
  [{ do: { lat: 5 } }, `WorldFaults.add: rules[0].do: no member 'lat', expected ${NAMES}; did you mean 'late'?`],
  [{ do: { late: -1 } }, 'WorldFaults.add: rules[0].do.late: -1, expected milliseconds, 0 or more'],
  [{ do: { late: 1, short: 1 } }, 'WorldFaults.add: rules[0].do: 2 faults, expected one a rule'],
  [{ do: {} }, 'WorldFaults.add: rules[0].do: 0 faults, expected one a rule'],
  [{ do: { sw: '9' } }, "WorldFaults.add: rules[0].do.sw: text, expected SW1-SW2 as four hexadecimal digits: '6F00'"],
  [{ do: { atr: '' } }, "WorldFaults.add: rules[0].do.atr: text, expected 1 to 64 bytes in hexadecimal: '3B 02 14 50'"],
  [{ do: { closed: 'inside' } }, "WorldFaults.add: rules[0].do.closed: 'inside', expected 'before' or 'after'"],
  [{ do: { closed: 0x10000 } }, 'WorldFaults.add: rules[0].do.closed: 65536, expected a whole number 0 to 65535'],
  [{ do: 'mute', when: { file: 'D3' } }, "WorldFaults.add: rules[0].when.file: text, expected a file identifier, four hexadecimal digits: 'D003'"],
  [{ do: 'mute', when: { command: 'READ BINARI' } }, "WorldFaults.add: rules[0].when.command: 'READ BINARI', expected one of 21 names; did you mean 'READ BINARY'?"],
  [{ do: 'mute', when: { ins: 'B0' } }, "WorldFaults.add: rules[0].when: no member 'ins', expected card, reader, command, p1p2, file, pinState, at, nth, times or chance"],
  [{ do: 'mute', when: { nth: 0 } }, 'WorldFaults.add: rules[0].when.nth: 0, expected a whole number 1 to 1000000'],
  [{ do: 'mute', when: { chance: 0 } }, 'WorldFaults.add: rules[0].when.chance: 0, expected a whole number 1 to 100'],
  [{ do: 'mute', when: { at: 'reset' } }, 'WorldFaults.add: rules[0].when.at: of an answer to reset, and mute happens at a command'],
  [{ do: 'noAtr', when: { file: 'D003' } }, 'WorldFaults.add: rules[0].when.file: of a command, and noAtr happens at an answer to reset'],
];
for (const [rule, message] of WRONG)
  test(`refused: ${JSON.stringify(rule)}`, async (t) => {
    const w = await opened(t);
    t.is(t.throws(() => w.faults.add(rule), { code: 'ERR_ARGUMENT' })?.message, message);
    t.deepEqual(w.faults.fired, []);
  });

test('no rule at all is refused', async (t) => {
  const w = await opened(t);
  t.throws(() => w.faults.add(), { code: 'ERR_ARGUMENT', message: /none, expected a rule/ });
});
