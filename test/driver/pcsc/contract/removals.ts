/** A card that leaves, and comes back. */
import { DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import type { Result, ScardHandle } from '#pcsc/winscard.ts';
import { type Bench, type Case, gives } from './bench.ts';
import { ATR, COMMAND, ContractCard } from './contract-card.ts';

const { LEAVE_CARD, RESET_CARD } = DISPOSITION;

function reconnect({ winscard }: Bench, card: ScardHandle, initialization: number = LEAVE_CARD) {
  return winscard.reconnect(card, SHARE.SHARED, PROTOCOL.ANY, initialization);
}

const told: Readonly<Record<string, (bench: Bench, card: ScardHandle) => Promise<Result>>> = {
  transmit: (bench, card) => bench.transmit(card),
  status: ({ winscard }, card) => winscard.status(card),
  beginTransaction: ({ winscard }, card) => winscard.beginTransaction(card),
  endTransaction: ({ winscard }, card) => winscard.endTransaction(card, LEAVE_CARD),
  getAttrib: ({ winscard }, card) => winscard.getAttrib(card, 0x00090303),
};

async function everythingGives(
  t: Parameters<Case['run']>[0],
  bench: Bench,
  handle: ScardHandle,
  expected: number,
): Promise<void> {
  for (const [title, call] of Object.entries(told)) gives(t, await call(bench, handle), expected, title);
}

const idle: readonly Case[] = [
  {
    title: 'while idle: every function says so',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      await bench.remove();
      await everythingGives(t, bench, handle, SCARD.W_REMOVED_CARD);
    },
  },
  {
    title: 'reconnect in an empty reader',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      await bench.remove();
      gives(t, await reconnect(bench, handle), SCARD.E_NO_SMARTCARD);
    },
  },
  {
    title: 'disconnect still works',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      await bench.remove();
      gives(t, await bench.winscard.disconnect(handle, RESET_CARD), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'the card comes back: the handle stays dead until it reconnects',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      await bench.transmit(handle, COMMAND.remember);
      await bench.remove();
      await bench.insert(card);
      await everythingGives(t, bench, handle, SCARD.W_REMOVED_CARD);
      gives(t, await reconnect(bench, handle), SCARD.S_SUCCESS);
      t.deepEqual((await bench.transmit(handle, COMMAND.remembered)).response, Uint8Array.of(0x69, 0x85));
    },
  },
  {
    title: 'another card comes: reconnect gives its protocol, status its ATR',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      await bench.remove();
      await bench.insert(new ContractCard(ATR.T1));
      const result = await reconnect(bench, handle);
      t.deepEqual([result.rv, result.activeProtocol], [SCARD.S_SUCCESS, PROTOCOL.T1]);
      t.deepEqual((await bench.winscard.status(handle)).atr, ATR.T1);
    },
  },
  {
    title: 'a new connection while an old handle is dead',
    run: async (t, bench) => {
      await bench.insert();
      const old = await (await bench.program()).connect();
      await bench.remove();
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await bench.transmit(handle), SCARD.S_SUCCESS);
      gives(t, await bench.transmit(old), SCARD.W_REMOVED_CARD);
    },
  },
  {
    title: 'every handle of the reader is told, the other reader knows nothing',
    run: async (t, bench) => {
      await bench.insert();
      await bench.insert(new ContractCard(), 1);
      const [a, b] = [await bench.program(), await bench.program()];
      const handles = [await a.connect(), await a.connect(), await b.connect()];
      const elsewhere = await b.connect({ reader: bench.otherReader });
      await bench.remove();
      for (const handle of handles) gives(t, await bench.transmit(handle), SCARD.W_REMOVED_CARD);
      gives(t, await bench.transmit(elsewhere), SCARD.S_SUCCESS);
    },
  },
];

const held: readonly Case[] = [
  {
    title: 'in a transaction: the transaction is gone with the card',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      await bench.winscard.beginTransaction(handle);
      await bench.remove();
      gives(t, await bench.transmit(handle), SCARD.W_REMOVED_CARD);
      gives(t, await bench.winscard.endTransaction(handle, LEAVE_CARD), SCARD.W_REMOVED_CARD);
      await bench.insert(card);
      gives(t, await reconnect(bench, handle), SCARD.S_SUCCESS);
      gives(t, await bench.winscard.endTransaction(handle, LEAVE_CARD), SCARD.E_NOT_TRANSACTED);
    },
  },
  {
    title: 'while another program waits for the card',
    run: async (t, bench) => {
      await bench.insert();
      const owner = await (await bench.program()).connect();
      const other = await (await bench.program()).connect();
      await bench.winscard.beginTransaction(owner);
      const waiting = bench.winscard.beginTransaction(other);
      const remove = () => bench.remove();
      gives(t, await bench.blockedUntil(t, waiting, () => bench.transmit(owner), remove), SCARD.W_REMOVED_CARD);
    },
  },
  {
    title: 'while another program waits to connect',
    run: async (t, bench) => {
      await bench.insert();
      const owner = await (await bench.program()).connect();
      await bench.winscard.beginTransaction(owner);
      const waiting = (await bench.program()).tryConnect();
      const remove = () => bench.remove();
      gives(t, await bench.blockedUntil(t, waiting, () => bench.transmit(owner), remove), SCARD.E_NO_SMARTCARD);
    },
  },
  {
    title: 'an exclusive connection outlives the card',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect({ shareMode: SHARE.EXCLUSIVE });
      await bench.remove();
      const other = await bench.program();
      gives(t, await other.tryConnect(), SCARD.E_SHARING_VIOLATION);
      await bench.insert(card);
      gives(t, await other.tryConnect(), SCARD.E_SHARING_VIOLATION);
      gives(t, await bench.transmit(handle), SCARD.W_REMOVED_CARD);
    },
  },
  {
    title: 'a direct connection is told as well, and cannot reconnect without card',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect({ shareMode: SHARE.DIRECT });
      await bench.remove();
      gives(t, await bench.winscard.status(handle), SCARD.W_REMOVED_CARD);
      gives(t, await bench.winscard.reconnect(handle, SHARE.DIRECT, 0, LEAVE_CARD), SCARD.E_NO_SMARTCARD);
    },
  },
  {
    title: 'during a command',
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      card.beforeResponse = async () => {
        await bench.world.remove(0);
      };
      const { rv, response } = await bench.transmit(handle);
      const empty = bench.world.differences.includes('answers-nothing-without-card');
      t.deepEqual([rv, response.length], [empty ? SCARD.S_SUCCESS : SCARD.W_REMOVED_CARD, 0]);
      await bench.remove();
      gives(t, await bench.transmit(handle), SCARD.W_REMOVED_CARD);
    },
  },
];

export const removals: readonly Case[] = [...idle, ...held];
