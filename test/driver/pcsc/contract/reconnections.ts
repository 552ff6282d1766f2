/** SCardReconnect, and what a reset means for the other programs. */
import { DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import type { Result, ScardHandle } from '#pcsc/winscard.ts';
import { type Bench, type Case, gives } from './bench.ts';
import { ATR, COMMAND, ContractCard } from './contract-card.ts';

const { LEAVE_CARD, RESET_CARD } = DISPOSITION;

function reconnect(
  { winscard }: Bench,
  card: ScardHandle,
  {
    shareMode = SHARE.SHARED as number,
    protocols = PROTOCOL.ANY as number,
    initialization = LEAVE_CARD as number,
  } = {},
) {
  return winscard.reconnect(card, shareMode, protocols, initialization);
}

async function two(bench: Bench): Promise<[ScardHandle, ScardHandle]> {
  return [await (await bench.program()).connect(), await (await bench.program()).connect()];
}

const told: Readonly<Record<string, (bench: Bench, card: ScardHandle) => Promise<Result>>> = {
  transmit: (bench, card) => bench.transmit(card),
  status: ({ winscard }, card) => winscard.status(card),
  beginTransaction: ({ winscard }, card) => winscard.beginTransaction(card),
  endTransaction: ({ winscard }, card) => winscard.endTransaction(card, LEAVE_CARD),
  getAttrib: ({ winscard }, card) => winscard.getAttrib(card, 0x00090303),
};

const resets: readonly Case[] = (['RESET_CARD', 'UNPOWER_CARD'] as const).flatMap((name): Case[] => [
  {
    title: `${name} resets the card; the caller goes on`,
    run: async (t, bench) => {
      const card = await bench.insert();
      const handle = await (await bench.program()).connect();
      await bench.transmit(handle, COMMAND.remember);
      const before = card.powerEvents.length;
      const result = await reconnect(bench, handle, { initialization: DISPOSITION[name] });
      t.deepEqual([result.rv, result.activeProtocol], [SCARD.S_SUCCESS, PROTOCOL.T0]);
      t.true(card.powerEvents.length > before);
      t.deepEqual((await bench.transmit(handle, COMMAND.remembered)).response, Uint8Array.of(0x69, 0x85));
    },
  },
  {
    title: `${name} is told to the other program by every function until it reconnects`,
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = await two(bench);
      gives(t, await reconnect(bench, a, { initialization: DISPOSITION[name] }), SCARD.S_SUCCESS);
      for (const [title, call] of Object.entries(told)) gives(t, await call(bench, b), SCARD.W_RESET_CARD, title);
      gives(t, await reconnect(bench, b), SCARD.S_SUCCESS);
      gives(t, await bench.transmit(b), SCARD.S_SUCCESS);
      gives(t, await bench.transmit(a), SCARD.S_SUCCESS);
    },
  },
]);

const refused: readonly Case[] = [
  {
    title: 'a share mode that is none',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await reconnect(bench, handle, { shareMode: 9 }), SCARD.E_INVALID_VALUE);
      gives(t, await bench.transmit(handle), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'an initialization that is none',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await reconnect(bench, handle, { initialization: 9 }), SCARD.E_INVALID_VALUE);
    },
  },
  {
    title: 'another protocol than the active one',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await reconnect(bench, handle, { protocols: PROTOCOL.T1 }), SCARD.E_PROTO_MISMATCH);
      gives(t, await reconnect(bench, handle, { protocols: 0 }), SCARD.E_PROTO_MISMATCH);
    },
  },
  {
    title: 'after a reset the protocol is chosen anew',
    run: async (t, bench) => {
      await bench.insert(new ContractCard(ATR.BOTH));
      const handle = await (await bench.program()).connect({ protocols: PROTOCOL.T1 });
      const result = await reconnect(bench, handle, { protocols: PROTOCOL.T0, initialization: RESET_CARD });
      t.deepEqual([result.rv, result.activeProtocol], [SCARD.S_SUCCESS, PROTOCOL.T0]);
    },
  },
];

const sharing: readonly Case[] = [
  {
    title: 'LEAVE_CARD changes nothing for anybody',
    run: async (t, bench) => {
      const card = await bench.insert();
      const [a, b] = await two(bench);
      await bench.transmit(b, COMMAND.remember);
      const before = card.powerEvents.length;
      gives(t, await reconnect(bench, a), SCARD.S_SUCCESS);
      t.is(card.powerEvents.length, before);
      t.deepEqual((await bench.transmit(b, COMMAND.remembered)).response, Uint8Array.of(0x90, 0));
    },
  },
  {
    title: 'shared to exclusive when alone',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await reconnect(bench, handle, { shareMode: SHARE.EXCLUSIVE }), SCARD.S_SUCCESS);
      gives(t, await (await bench.program()).tryConnect(), SCARD.E_SHARING_VIOLATION);
      gives(t, await bench.transmit(handle), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'shared to exclusive waits until the other program has gone',
    run: async (t, bench) => {
      await bench.insert();
      const [a, b] = await two(bench);
      const waiting = reconnect(bench, a, { shareMode: SHARE.EXCLUSIVE });
      const leave = () => bench.winscard.disconnect(b, LEAVE_CARD);
      gives(t, await bench.blockedUntil(t, waiting, () => bench.transmit(b), leave), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'exclusive to shared lets the others in',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect({ shareMode: SHARE.EXCLUSIVE });
      gives(t, await reconnect(bench, handle), SCARD.S_SUCCESS);
      const other = (await bench.program()).tryConnect();
      if (bench.world.differences.includes('keeps-lock-after-exclusive')) {
        const leave = () => bench.winscard.disconnect(handle, LEAVE_CARD);
        gives(t, await bench.blockedUntil(t, other, () => bench.transmit(handle), leave), SCARD.S_SUCCESS);
      } else {
        gives(t, await other, SCARD.S_SUCCESS);
      }
    },
  },
];

export const reconnections: readonly Case[] = [...resets, ...refused, ...sharing];
