/** Waits in slices, cancellation, and who may pass when the pool is full. */
import test from 'ava';
import { INFINITE, PNP_NOTIFICATION, READER_STATE, SCARD, SHARE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { CallGate } from '../../../driver/pcsc/call-gate.ts';
import { PatientWinScard, SLICE_MS, type SystemCalls } from '../../../driver/pcsc/patient-winscard.ts';
import { fakeWinScard } from './fake-winscard.ts';

function patient(answers: Partial<WinScard>, threads = 4): PatientWinScard {
  const system: SystemCalls = { ...fakeWinScard(answers), cancelNow: () => {}, exitNow: () => {} };
  return new PatientWinScard(system, new CallGate(threads));
}

const READER = { reader: 'Bureau 00 00', currentState: READER_STATE.EMPTY };

function unchanged(currentState: number = READER_STATE.EMPTY) {
  return { ...READER, currentState, eventState: currentState, atr: new Uint8Array(0) };
}

test('a wait without limit is made of slices', async (t) => {
  const slices: number[] = [];
  const winscard = patient({
    getStatusChange: async (_, timeoutMs) => {
      slices.push(timeoutMs);
      return { rv: slices.length < 4 ? SCARD.E_TIMEOUT : SCARD.S_SUCCESS, states: [unchanged()] };
    },
  });
  t.is((await winscard.getStatusChange(1, INFINITE, [READER])).rv, SCARD.S_SUCCESS);
  t.deepEqual(slices, [SLICE_MS, SLICE_MS, SLICE_MS, SLICE_MS]);
});

test('a time-out of 0 is one look', async (t) => {
  const slices: number[] = [];
  const winscard = patient({
    getStatusChange: async (_, timeoutMs) => {
      slices.push(timeoutMs);
      return { rv: SCARD.E_TIMEOUT, states: [unchanged()] };
    },
  });
  t.is((await winscard.getStatusChange(1, 0, [READER])).rv, SCARD.E_TIMEOUT);
  t.deepEqual(slices, [0]);
});

test('a cancel between two slices counts', async (t) => {
  let winscard: PatientWinScard;
  let cancelled: Promise<unknown> = Promise.resolve();
  winscard = patient({
    getStatusChange: async () => {
      cancelled = winscard.cancel(1);
      return { rv: SCARD.E_TIMEOUT, states: [unchanged()] };
    },
    cancel: async () => ({ rv: SCARD.E_INVALID_HANDLE }),
  });
  t.is((await winscard.getStatusChange(1, INFINITE, [READER])).rv, SCARD.E_CANCELLED);
  t.deepEqual(await cancelled, { rv: SCARD.S_SUCCESS });
});

test('a cancel that the wait did not hear is repeated', async (t) => {
  let cancels = 0;
  let end = () => {};
  const winscard = patient({
    getStatusChange: () =>
      new Promise((resolve) => {
        end = () => resolve({ rv: SCARD.E_CANCELLED, states: [unchanged()] });
      }),
    cancel: async () => {
      if (++cancels === 3) end();
      return { rv: SCARD.S_SUCCESS };
    },
  });
  const waiting = winscard.getStatusChange(1, INFINITE, [READER]);
  await winscard.cancel(1);
  t.is((await waiting).rv, SCARD.E_CANCELLED);
  t.is(cancels, 3);
});

test('a reader that came between two slices is seen', async (t) => {
  let lists = 0;
  const winscard = patient({
    listReaders: async () => ({ rv: SCARD.S_SUCCESS, readers: ++lists < 3 ? ['a'] : ['a', 'b'] }),
    getStatusChange: async (_, __, states) => ({
      rv: SCARD.E_TIMEOUT,
      states: states.map((state) => ({ ...state, eventState: 0, atr: new Uint8Array(0) })),
    }),
  });
  const watched = [{ reader: PNP_NOTIFICATION, currentState: 0 }, READER];
  const { rv, states } = await winscard.getStatusChange(1, INFINITE, watched);
  t.deepEqual([rv, states[0]?.eventState, states[1]?.eventState], [SCARD.S_SUCCESS, READER_STATE.CHANGED, 0]);
  t.is(lists, 3);
});

test('however many contexts: one look at the exit of the process', async (t) => {
  const winscard = patient({});
  const before = process.listenerCount('exit');
  for (let i = 0; i < 3; i++) await winscard.establishContext(2);
  t.is(process.listenerCount('exit'), before + 1);
});

test('a cancel with nothing to cancel answers what the service says', async (t) => {
  const winscard = patient({ cancel: async () => ({ rv: SCARD.E_INVALID_HANDLE }) });
  t.deepEqual(await winscard.cancel(1), { rv: SCARD.E_INVALID_HANDLE });
});

test('a wait ends when its context is released', async (t) => {
  const seen: string[] = [];
  let end = () => {};
  const winscard = patient({
    getStatusChange: () =>
      new Promise((resolve) => {
        end = () => resolve({ rv: SCARD.E_CANCELLED, states: [unchanged()] });
      }),
    cancel: async () => {
      seen.push('cancel');
      end();
      return { rv: SCARD.S_SUCCESS };
    },
    releaseContext: async () => {
      seen.push('release');
      return { rv: SCARD.S_SUCCESS };
    },
  });
  const waiting = winscard.getStatusChange(1, INFINITE, [READER]);
  t.is((await winscard.releaseContext(1)).rv, SCARD.S_SUCCESS);
  t.is((await waiting).rv, SCARD.E_CANCELLED);
  t.deepEqual(seen, ['cancel', 'release']);
});

test('a wait that is cancelled before its turn has come never reaches the service', async (t) => {
  const contexts: number[] = [];
  const ends: (() => void)[] = [];
  const winscard = patient({
    getStatusChange: (context) => {
      contexts.push(context);
      return new Promise((resolve) => {
        ends.push(() => resolve({ rv: SCARD.S_SUCCESS, states: [unchanged()] }));
      });
    },
  });
  const first = [1, 2].map((context) => winscard.getStatusChange(context, INFINITE, [READER]));
  const last = winscard.getStatusChange(3, INFINITE, [READER]);
  const cancelled = winscard.cancel(3);
  for (const end of ends) end();
  t.is((await last).rv, SCARD.E_CANCELLED);
  t.is((await cancelled).rv, SCARD.S_SUCCESS);
  await Promise.all(first);
  t.deepEqual(contexts, [1, 2]);
});

const { SHARED, EXCLUSIVE } = SHARE;
const SUCCEEDS = async () => ({ rv: SCARD.S_SUCCESS });
const FAILS = async () => ({ rv: SCARD.E_SHARING_VIOLATION });
const RECONNECTS = async () => ({ rv: SCARD.S_SUCCESS, activeProtocol: 1 });

/** With the pool full: whether a call of the card passes after `prepare`. */
const passes = test.macro({
  exec: async (t, answers: Partial<WinScard>, prepare: (winscard: WinScard) => Promise<unknown>, expected: boolean) => {
    const blocked: (() => void)[] = [];
    const winscard = patient({
      transmit: async () => ({ rv: SCARD.S_SUCCESS, response: Uint8Array.of(0x90, 0) }),
      status: () =>
        new Promise((resolve) => {
          blocked.push(() => resolve({ rv: 0, reader: '', state: 0, protocol: 0, atr: new Uint8Array(0) }));
        }),
      ...answers,
    });
    await prepare(winscard);
    const waiting = [100, 101, 102].map((card) => winscard.status(card));
    let passed = false;
    const transmitted = winscard.transmit(7, 1, new Uint8Array(4)).then(() => {
      passed = true;
    });
    await new Promise(setImmediate);
    t.is(passed, expected);
    for (const end of blocked) end();
    await Promise.all([...waiting, transmitted]);
  },
  title: (title, _, __, expected) => `with the pool full, a call ${expected ? 'passes' : 'waits'}: ${title}`,
});
/** Connected, shared or exclusive, then what is done with the card; whether its calls pass. */
type Row = readonly [title: string, Partial<WinScard>, (winscard: WinScard) => Promise<unknown>, passes: boolean];

// biome-ignore format: one case a line
const ROWS: readonly Row[] = [
  ['a shared connection', {}, (w) => w.connect(1, 'x', SHARED, 3), false],
  ['an exclusive connection that is refused', { connect: async () => ({ rv: SCARD.E_SHARING_VIOLATION, card: 7, activeProtocol: 0 }) }, (w) => w.connect(1, 'x', EXCLUSIVE, 3), false],
  ['made exclusive', { reconnect: RECONNECTS }, async (w) => { await w.connect(1, 'x', SHARED, 3); await w.reconnect(7, EXCLUSIVE, 3, 0); }, true],
  ['shared again', { reconnect: RECONNECTS }, async (w) => { await w.connect(1, 'x', EXCLUSIVE, 3); await w.reconnect(7, SHARED, 3, 0); }, false],
  ['not made exclusive', {}, async (w) => { await w.connect(1, 'x', SHARED, 3); await w.reconnect(7, EXCLUSIVE, 3, 0); }, false],
  ['a transaction that did not begin', { beginTransaction: FAILS }, async (w) => { await w.connect(1, 'x', SHARED, 3); await w.beginTransaction(7); }, false],
  ['a transaction in a transaction, one ended', {}, async (w) => { await w.connect(1, 'x', SHARED, 3); await w.beginTransaction(7); await w.beginTransaction(7); await w.endTransaction(7, 0); }, true],
  ['a transaction that has ended', {}, async (w) => { await w.connect(1, 'x', SHARED, 3); await w.beginTransaction(7); await w.endTransaction(7, 0); }, false],
  ['a transaction of somebody else cannot be ended', { endTransaction: FAILS }, async (w) => { await w.connect(1, 'x', SHARED, 3); await w.beginTransaction(7); await w.endTransaction(7, 0); }, true],
  ['disconnected', { disconnect: SUCCEEDS }, async (w) => { await w.connect(1, 'x', EXCLUSIVE, 3); await w.disconnect(7, 0); }, false],
  ['not disconnected', { disconnect: FAILS }, async (w) => { await w.connect(1, 'x', EXCLUSIVE, 3); await w.disconnect(7, 0); }, true],
  ['its context released', {}, async (w) => { await w.connect(1, 'x', EXCLUSIVE, 3); await w.releaseContext(1); }, false],
  ['another context released', {}, async (w) => { await w.connect(1, 'x', EXCLUSIVE, 3); await w.releaseContext(2); }, true],
];
for (const [title, answers, prepare, expected] of ROWS) test(title, passes, answers, prepare, expected);

for (const [title, hold] of [
  ['a transaction', (winscard: WinScard) => winscard.beginTransaction(7)],
  ['an exclusive connection', (winscard: WinScard) => winscard.connect(1, 'x', SHARE.EXCLUSIVE, 3)],
] as const) {
  test(`with the pool full, the calls of the card in ${title} still pass`, async (t) => {
    const blocked: (() => void)[] = [];
    const winscard = patient({
      transmit: async () => ({ rv: SCARD.S_SUCCESS, response: Uint8Array.of(0x90, 0) }),
      status: () =>
        new Promise((resolve) => {
          blocked.push(() => resolve({ rv: 0, reader: '', state: 0, protocol: 0, atr: new Uint8Array(0) }));
        }),
    });
    await winscard.connect(1, 'x', SHARE.SHARED, 3);
    await hold(winscard);
    const waiting = Array.from({ length: 5 }, (_, i) => winscard.status(100 + i));
    t.is(blocked.length, 3);
    t.is((await winscard.transmit(7, 1, new Uint8Array(4))).rv, SCARD.S_SUCCESS);
    t.is((await winscard.endTransaction(7, 0)).rv, SCARD.S_SUCCESS);
    while (blocked.length > 0) {
      blocked.shift()?.();
      await Promise.race(waiting);
    }
    await Promise.all(waiting.slice(0, 3));
  });
}
