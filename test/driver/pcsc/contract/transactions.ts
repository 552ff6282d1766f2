/** SCardBeginTransaction, SCardEndTransaction. */
import { DISPOSITION, SCARD, SHARE } from '#pcsc/scard.ts';
import type { Result, ScardHandle } from '#pcsc/winscard.ts';
import { type Bench, type Case, gives } from './bench.ts';
import { COMMAND } from './contract-card.ts';

const { LEAVE_CARD, RESET_CARD } = DISPOSITION;

/** Two programs on one card; the first one holds it. */
async function held(bench: Bench): Promise<{ owner: ScardHandle; other: ScardHandle; end: () => Promise<Result> }> {
  await bench.insert();
  const owner = await (await bench.program()).connect();
  const other = await (await bench.program()).connect();
  const { rv } = await bench.winscard.beginTransaction(owner);
  if (rv !== SCARD.S_SUCCESS) throw new Error(`begin: ${rv}`);
  return { owner, other, end: () => bench.winscard.endTransaction(owner, LEAVE_CARD) };
}

const blocked: Readonly<Record<string, (bench: Bench, card: ScardHandle) => Promise<Result>>> = {
  beginTransaction: ({ winscard }, card) => winscard.beginTransaction(card),
  transmit: (bench, card) => bench.transmit(card),
  status: ({ winscard }, card) => winscard.status(card),
  reconnect: ({ winscard }, card) => winscard.reconnect(card, SHARE.SHARED, 3, LEAVE_CARD),
  connect: async (bench) => (await bench.program()).tryConnect(),
  'disconnect with reset': ({ winscard }, card) => winscard.disconnect(card, RESET_CARD),
};

const blocking = Object.entries(blocked).map(
  ([name, call]): Case => ({
    title: `${name} of another program waits for the end`,
    run: async (t, bench) => {
      const { owner, other, end } = await held(bench);
      const result = await bench.blockedUntil(t, call(bench, other), () => bench.transmit(owner), end);
      gives(t, result, SCARD.S_SUCCESS);
    },
  }),
);

const counting: readonly Case[] = [
  {
    title: 'begin and end',
    run: async (t, bench) => {
      const { owner, end } = await held(bench);
      gives(t, await bench.transmit(owner), SCARD.S_SUCCESS);
      gives(t, await end(), SCARD.S_SUCCESS);
      gives(t, await bench.transmit(owner), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'an end without begin',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await bench.winscard.endTransaction(handle, LEAVE_CARD), SCARD.E_NOT_TRANSACTED);
    },
  },
  {
    title: 'an end too many',
    run: async (t, bench) => {
      const { end } = await held(bench);
      gives(t, await end(), SCARD.S_SUCCESS);
      gives(t, await end(), SCARD.E_NOT_TRANSACTED);
    },
  },
  {
    title: 'the end of a transaction of another program',
    run: async (t, bench) => {
      const { other, end } = await held(bench);
      gives(t, await bench.winscard.endTransaction(other, LEAVE_CARD), SCARD.E_SHARING_VIOLATION);
      gives(t, await end(), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'begins are counted: the card is free after as many ends',
    run: async (t, bench) => {
      const { owner, other, end } = await held(bench);
      gives(t, await bench.winscard.beginTransaction(owner), SCARD.S_SUCCESS);
      gives(t, await end(), SCARD.S_SUCCESS);
      const waiting = bench.winscard.beginTransaction(other);
      gives(t, await bench.blockedUntil(t, waiting, () => bench.transmit(owner), end), SCARD.S_SUCCESS);
      gives(t, await bench.winscard.endTransaction(other, LEAVE_CARD), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'another handle of the same program is kept out too',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      const [a, b] = [await program.connect(), await program.connect()];
      await bench.winscard.beginTransaction(a);
      const waiting = bench.winscard.beginTransaction(b);
      const end = () => bench.winscard.endTransaction(a, LEAVE_CARD);
      gives(t, await bench.blockedUntil(t, waiting, () => bench.transmit(a), end), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'in an exclusive connection',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect({ shareMode: SHARE.EXCLUSIVE });
      const { winscard } = bench;
      gives(t, await winscard.beginTransaction(handle), SCARD.S_SUCCESS);
      gives(t, await bench.transmit(handle), SCARD.S_SUCCESS);
      gives(t, await winscard.endTransaction(handle, LEAVE_CARD), SCARD.S_SUCCESS);
      gives(t, await winscard.endTransaction(handle, LEAVE_CARD), SCARD.E_NOT_TRANSACTED);
    },
  },
  {
    title: 'an end with a disposition that is none keeps the transaction',
    run: async (t, bench) => {
      const { owner, other, end } = await held(bench);
      gives(t, await bench.winscard.endTransaction(owner, 9), SCARD.E_INVALID_VALUE);
      const waiting = bench.winscard.beginTransaction(other);
      gives(t, await bench.blockedUntil(t, waiting, () => bench.transmit(owner), end), SCARD.S_SUCCESS);
    },
  },
];

const endings: readonly Case[] = [
  {
    title: 'the end of the owner frees and resets the card',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      const owner = await program.connect();
      const other = await (await bench.program()).connect();
      await bench.winscard.beginTransaction(owner);
      const waiting = bench.winscard.beginTransaction(other);
      const release = () => bench.winscard.releaseContext(program.context);
      gives(t, await bench.blockedUntil(t, waiting, () => bench.transmit(owner), release), SCARD.W_RESET_CARD);
    },
  },
  {
    title: 'the disconnection of the owner frees the card and leaves it as it is',
    run: async (t, bench) => {
      const { owner, other } = await held(bench);
      await bench.transmit(owner, COMMAND.remember);
      const waiting = bench.winscard.beginTransaction(other);
      const release = () => bench.winscard.disconnect(owner, LEAVE_CARD);
      gives(t, await bench.blockedUntil(t, waiting, () => bench.transmit(owner), release), SCARD.S_SUCCESS);
      t.deepEqual((await bench.transmit(other, COMMAND.remembered)).response, Uint8Array.of(0x90, 0));
    },
  },
  ...(['RESET_CARD', 'UNPOWER_CARD'] as const).map(
    (name): Case => ({
      title: `an end with ${name} is told to everybody, the owner too`,
      run: async (t, bench) => {
        const { owner, other } = await held(bench);
        gives(t, await bench.winscard.endTransaction(owner, DISPOSITION[name]), SCARD.S_SUCCESS);
        gives(t, await bench.transmit(owner), SCARD.W_RESET_CARD);
        gives(t, await bench.transmit(other), SCARD.W_RESET_CARD);
        gives(t, await bench.winscard.reconnect(owner, SHARE.SHARED, 3, LEAVE_CARD), SCARD.S_SUCCESS);
        gives(t, await bench.transmit(owner), SCARD.S_SUCCESS);
        gives(t, await bench.transmit(other), SCARD.W_RESET_CARD, 'until it reconnects');
      },
    }),
  ),
];

export const transactions: readonly Case[] = [...counting, ...blocking, ...endings];
