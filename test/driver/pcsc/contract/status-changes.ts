/** SCardGetStatusChange, SCardCancel. */
import { DISPOSITION, INFINITE, PNP_NOTIFICATION, READER_STATE, SCARD, SHARE } from '#pcsc/scard.ts';
import type { ReaderState } from '#pcsc/winscard.ts';
import { type Bench, type Case, gives } from './bench.ts';
import { ContractCard } from './contract-card.ts';

const { UNAWARE, IGNORE, CHANGED, EMPTY, PRESENT, EXCLUSIVE, INUSE } = READER_STATE;
/** Long enough for any event; a case that reaches it has failed. */
const LONG_MS = 20_000;

function bits({ eventState }: { readonly eventState: number }): number {
  return eventState & 0xffff;
}

function counter({ eventState }: { readonly eventState: number }): number {
  return eventState >>> 16;
}

async function look(
  bench: Bench,
  currentState: number,
  { timeoutMs = 0, reader = bench.reader } = {},
): Promise<{ rv: number; state: ReaderState }> {
  const { context } = await bench.program();
  const { rv, states } = await bench.winscard.getStatusChange(context, timeoutMs, [{ reader, currentState }]);
  const [state] = states;
  if (state === undefined) throw new Error('no state came back');
  return { rv, state };
}

/** The state after `act`, waited for by a program that knows the one before. */
async function changeBy(bench: Bench, act: () => unknown): Promise<{ rv: number; before: number; state: ReaderState }> {
  const before = await bench.stateOf();
  const waiting = look(bench, before, { timeoutMs: LONG_MS });
  await act();
  return { before, ...(await waiting) };
}

const looks: readonly Case[] = [
  {
    title: 'UNAWARE of an empty reader returns at once',
    run: async (t, bench) => {
      const { rv, state } = await look(bench, UNAWARE, { timeoutMs: LONG_MS });
      t.is(rv, SCARD.S_SUCCESS);
      t.is(bits(state), EMPTY | CHANGED);
      t.deepEqual([state.reader, state.atr], [bench.reader, new Uint8Array(0)]);
    },
  },
  {
    title: 'UNAWARE of a card nobody uses',
    run: async (t, bench) => {
      const card = await bench.insert();
      const { rv, state } = await look(bench, UNAWARE, { timeoutMs: LONG_MS });
      t.deepEqual([rv, bits(state), state.atr], [SCARD.S_SUCCESS, PRESENT | CHANGED, card.atr]);
    },
  },
  {
    title: 'a card in use, shared and exclusive',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      const handle = await program.connect();
      t.is(bits((await look(bench, UNAWARE)).state), PRESENT | INUSE | CHANGED);
      await bench.winscard.disconnect(handle, DISPOSITION.LEAVE_CARD);
      await program.connect({ shareMode: SHARE.EXCLUSIVE });
      t.is(bits((await look(bench, UNAWARE)).state), PRESENT | EXCLUSIVE | CHANGED);
    },
  },
  {
    title: 'the state as it is: nothing within the time, the state all the same',
    run: async (t, bench) => {
      const card = await bench.insert();
      const current = await bench.stateOf();
      const { rv, state } = await look(bench, current);
      t.deepEqual([rv, state.eventState, state.atr], [SCARD.E_TIMEOUT, current, card.atr]);
    },
  },
  {
    title: 'a time-out lasts as long as it says',
    run: async (t, bench) => {
      const current = await bench.stateOf();
      for (const timeoutMs of [100, 700]) {
        const start = performance.now();
        gives(t, await look(bench, current, { timeoutMs }), SCARD.E_TIMEOUT);
        const lasted = performance.now() - start;
        t.true(lasted >= timeoutMs - 5 && lasted < timeoutMs + 2000, `${lasted} ms instead of ${timeoutMs}`);
      }
    },
  },
  {
    title: 'a wrong current state returns at once',
    run: async (t, bench) => {
      const { rv, state } = await look(bench, PRESENT, { timeoutMs: LONG_MS });
      t.deepEqual([rv, bits(state)], [SCARD.S_SUCCESS, EMPTY | CHANGED]);
    },
  },
  {
    title: 'a wrong event counter returns at once, no counter is none',
    run: async (t, bench) => {
      await bench.insert();
      const current = await bench.stateOf();
      t.true(current >>> 16 > 0, 'the insertion was counted');
      const wrong = (((current >>> 16) + 5) << 16) | (current & 0xffff);
      const { rv, state } = await look(bench, wrong >>> 0, { timeoutMs: LONG_MS });
      t.deepEqual([rv, bits(state)], [SCARD.S_SUCCESS, PRESENT | CHANGED]);
      gives(t, await look(bench, current & 0xffff), SCARD.E_TIMEOUT);
    },
  },
  {
    title: 'IGNORE asks nothing',
    run: async (t, bench) => {
      const { rv, state } = await look(bench, IGNORE);
      gives(t, { rv }, SCARD.S_SUCCESS);
      t.is(state.eventState, 0);
    },
  },
  {
    title: 'no reader at all',
    run: async (t, bench) => {
      const { context } = await bench.program();
      gives(t, await bench.winscard.getStatusChange(context, 0, []), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'an unknown reader',
    run: async (t, bench) => {
      gives(t, await look(bench, UNAWARE, { reader: 'Nobody 00 00' }), SCARD.E_UNKNOWN_READER);
      gives(t, await look(bench, UNAWARE, { reader: 'Nobody 00 00', timeoutMs: LONG_MS }), SCARD.E_UNKNOWN_READER);
    },
  },
  {
    title: 'more than 16 entries',
    run: async (t, bench) => {
      const { context } = await bench.program();
      const states = Array.from({ length: 17 }, () => ({ reader: bench.reader, currentState: UNAWARE }));
      gives(t, await bench.winscard.getStatusChange(context, 0, states.slice(1)), SCARD.S_SUCCESS);
      gives(t, await bench.winscard.getStatusChange(context, 0, states), SCARD.E_INVALID_PARAMETER);
    },
  },
];

const events: readonly Case[] = [
  {
    title: 'an insertion ends the wait',
    run: async (t, bench) => {
      const card = new ContractCard();
      const { rv, before, state } = await changeBy(bench, () => bench.world.insert(0, card));
      t.deepEqual([rv, bits(state), state.atr], [SCARD.S_SUCCESS, PRESENT | CHANGED, card.atr]);
      t.is((counter(state) - (before >>> 16)) & 0xffff, 1);
    },
  },
  {
    title: 'a removal ends the wait',
    run: async (t, bench) => {
      await bench.insert();
      const { rv, before, state } = await changeBy(bench, () => bench.world.remove(0));
      t.deepEqual([rv, bits(state), state.atr], [SCARD.S_SUCCESS, EMPTY | CHANGED, new Uint8Array(0)]);
      t.is((counter(state) - (before >>> 16)) & 0xffff, 1);
    },
  },
  {
    title: 'a wait without limit ends with the insertion',
    run: async (t, bench) => {
      const { context } = await bench.program();
      const query = [{ reader: bench.reader, currentState: await bench.stateOf() }];
      const waiting = bench.winscard.getStatusChange(context, INFINITE, query);
      await bench.world.insert(0, new ContractCard());
      const { rv, states } = await waiting;
      t.deepEqual([rv, states.map(bits)], [SCARD.S_SUCCESS, [PRESENT | CHANGED]]);
    },
  },
  {
    title: 'a connection is no event for a program that believed the card unused; the state says it',
    run: async (t, bench) => {
      await bench.insert();
      const before = await bench.stateOf();
      await (await bench.program()).connect();
      const { rv, state } = await look(bench, before);
      t.deepEqual([rv, bits(state)], [SCARD.E_TIMEOUT, PRESENT | INUSE]);
    },
  },
  {
    title: 'the last disconnection ends the wait, the one before does not',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      const [first, last] = [await program.connect(), await program.connect()];
      const before = await bench.stateOf();
      await bench.winscard.disconnect(first, DISPOSITION.LEAVE_CARD);
      gives(t, await look(bench, before), SCARD.E_TIMEOUT);
      const { rv, state } = await changeBy(bench, () => bench.winscard.disconnect(last, DISPOSITION.LEAVE_CARD));
      t.deepEqual([rv, bits(state)], [SCARD.S_SUCCESS, PRESENT | CHANGED]);
    },
  },
  {
    title: 'exclusive that becomes shared ends the wait',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect({ shareMode: SHARE.EXCLUSIVE });
      const reconnect = () => bench.winscard.reconnect(handle, SHARE.SHARED, 3, DISPOSITION.LEAVE_CARD);
      const { rv, state } = await changeBy(bench, reconnect);
      t.deepEqual([rv, bits(state)], [SCARD.S_SUCCESS, PRESENT | INUSE | CHANGED]);
    },
  },
  {
    title: 'a reset is no event',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      const before = await bench.stateOf();
      const { winscard } = bench;
      gives(t, await winscard.reconnect(handle, SHARE.SHARED, 3, DISPOSITION.RESET_CARD), SCARD.S_SUCCESS);
      gives(t, await look(bench, before), SCARD.E_TIMEOUT);
    },
  },
  {
    title: 'of two readers only the one that changed says so',
    run: async (t, bench) => {
      const { context } = await bench.program();
      const query = [
        { reader: bench.reader, currentState: await bench.stateOf() },
        { reader: bench.otherReader, currentState: await bench.stateOf(bench.otherReader) },
      ];
      const waiting = bench.winscard.getStatusChange(context, LONG_MS, query);
      await bench.world.insert(1, new ContractCard());
      const { rv, states } = await waiting;
      t.deepEqual([rv, states.map(bits)], [SCARD.S_SUCCESS, [EMPTY, PRESENT | CHANGED]]);
      t.deepEqual(
        states.map(({ reader }) => reader),
        [...bench.world.readerNames],
      );
    },
  },
  {
    title: 'several programs wait for the same event',
    run: async (t, bench) => {
      const current = await bench.stateOf();
      const waiting = Array.from({ length: 5 }, () => look(bench, current, { timeoutMs: LONG_MS }));
      await bench.world.insert(0, new ContractCard());
      for (const { rv, state } of await Promise.all(waiting)) {
        t.deepEqual([rv, bits(state)], [SCARD.S_SUCCESS, PRESENT | CHANGED]);
      }
    },
  },
  {
    title: 'the list of readers as it is: nothing within the time',
    run: async (t, bench) =>
      gives(t, await look(bench, UNAWARE, { reader: PNP_NOTIFICATION, timeoutMs: 300 }), SCARD.E_TIMEOUT),
  },
];

const cancellation: readonly Case[] = [
  {
    title: 'cancel ends the wait',
    run: async (t, bench) => {
      const { context } = await bench.program();
      const query = [{ reader: bench.reader, currentState: await bench.stateOf() }];
      const waiting = bench.winscard.getStatusChange(context, INFINITE, query);
      gives(t, await bench.winscard.cancel(context), SCARD.S_SUCCESS);
      gives(t, await waiting, SCARD.E_CANCELLED);
    },
  },
  {
    title: 'cancel ends the wait of its own context only',
    run: async (t, bench) => {
      const [a, b] = [await bench.program(), await bench.program()];
      const query = [{ reader: bench.reader, currentState: await bench.stateOf() }];
      const waiting = [a, b].map(({ context }) => bench.winscard.getStatusChange(context, LONG_MS, query));
      await bench.winscard.cancel(a.context);
      await bench.world.insert(0, new ContractCard());
      const codes = (await Promise.all(waiting)).map(({ rv }) => rv);
      t.deepEqual(codes, [SCARD.E_CANCELLED, SCARD.S_SUCCESS]);
    },
  },
  {
    title: 'after a cancel the context goes on',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      const query = [{ reader: bench.reader, currentState: await bench.stateOf() }];
      const waiting = bench.winscard.getStatusChange(program.context, INFINITE, query);
      await bench.winscard.cancel(program.context);
      await waiting;
      gives(t, await bench.winscard.getStatusChange(program.context, 0, query), SCARD.E_TIMEOUT);
      gives(t, await program.tryConnect(), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'cancel without a wait does no harm',
    run: async (t, bench) => {
      const { context } = await bench.program();
      gives(t, await bench.winscard.cancel(context), SCARD.S_SUCCESS);
      const query = [{ reader: bench.reader, currentState: UNAWARE }];
      gives(t, await bench.winscard.getStatusChange(context, 0, query), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'a released context ends its wait',
    run: async (t, bench) => {
      const { context } = await bench.program();
      const query = [{ reader: bench.reader, currentState: await bench.stateOf() }];
      const waiting = bench.winscard.getStatusChange(context, INFINITE, query);
      gives(t, await bench.winscard.releaseContext(context), SCARD.S_SUCCESS);
      gives(t, await waiting, SCARD.E_CANCELLED);
    },
  },
];

export const statusChanges: readonly Case[] = [...looks, ...events, ...cancellation];
