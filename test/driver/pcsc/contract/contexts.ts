/** SCardEstablishContext, SCardReleaseContext, SCardIsValidContext, SCardListReaders; handles that are none. */
import { DISPOSITION, PROTOCOL, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import type { Result, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import { type Case, gives } from './bench.ts';
import { COMMAND } from './contract-card.ts';

const NO_CONTEXT = 0x1234567;
const NO_HANDLE = 0x1234567;

const withHandle: Readonly<Record<string, (winscard: WinScard, card: ScardHandle) => Promise<Result>>> = {
  reconnect: (w, card) => w.reconnect(card, SHARE.SHARED, PROTOCOL.ANY, DISPOSITION.LEAVE_CARD),
  disconnect: (w, card) => w.disconnect(card, DISPOSITION.LEAVE_CARD),
  status: (w, card) => w.status(card),
  beginTransaction: (w, card) => w.beginTransaction(card),
  endTransaction: (w, card) => w.endTransaction(card, DISPOSITION.LEAVE_CARD),
  transmit: (w, card) => w.transmit(card, PROTOCOL.T0, COMMAND.nothing),
  control: (w, card) => w.control(card, 0x42000d48, new Uint8Array(0)),
  getAttrib: (w, card) => w.getAttrib(card, 0x00090303),
  setAttrib: (w, card) => w.setAttrib(card, 0x00090303, Uint8Array.of(1)),
};

const withContext: Readonly<Record<string, (winscard: WinScard, context: number, reader: string) => Promise<Result>>> =
  {
    releaseContext: (w, context) => w.releaseContext(context),
    isValidContext: (w, context) => w.isValidContext(context),
    listReaders: (w, context) => w.listReaders(context),
    getStatusChange: (w, context, reader) => w.getStatusChange(context, 0, [{ reader, currentState: 0 }]),
    cancel: (w, context) => w.cancel(context),
    connect: (w, context, reader) => w.connect(context, reader, SHARE.SHARED, PROTOCOL.ANY),
  };

const established: readonly Case[] = [
  {
    title: 'an established context is valid until it is released',
    run: async (t, { winscard }) => {
      const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
      t.is(rv, SCARD.S_SUCCESS);
      gives(t, await winscard.isValidContext(context), SCARD.S_SUCCESS);
      gives(t, await winscard.releaseContext(context), SCARD.S_SUCCESS);
      gives(t, await winscard.isValidContext(context), SCARD.E_INVALID_HANDLE);
    },
  },
  {
    title: 'two contexts are two',
    run: async (t, bench) => {
      const [a, b] = [await bench.program(), await bench.program()];
      t.not(a.context, b.context);
      gives(t, await bench.winscard.releaseContext(a.context), SCARD.S_SUCCESS);
      gives(t, await bench.winscard.isValidContext(b.context), SCARD.S_SUCCESS);
    },
  },
  {
    title: 'every scope is taken, another number is refused',
    run: async (t, { winscard }) => {
      for (const scope of Object.values(SCOPE)) {
        const result = await winscard.establishContext(scope);
        gives(t, result, SCARD.S_SUCCESS, `scope ${scope}`);
        await winscard.releaseContext(result.context);
      }
      gives(t, await winscard.establishContext(9), SCARD.E_INVALID_VALUE);
    },
  },
  {
    title: 'both readers are listed',
    run: async (t, bench) => {
      const { context } = await bench.program();
      const { rv, readers } = await bench.winscard.listReaders(context);
      t.is(rv, SCARD.S_SUCCESS);
      for (const name of bench.world.readerNames) t.true(readers.includes(name), name);
    },
  },
  {
    title: 'a released context takes its handles along',
    run: async (t, bench) => {
      await bench.insert();
      const program = await bench.program();
      const handle = await program.connect();
      await bench.winscard.releaseContext(program.context);
      gives(t, await bench.transmit(handle), SCARD.E_INVALID_HANDLE);
      gives(t, await bench.winscard.status(handle), SCARD.E_INVALID_HANDLE);
    },
  },
];

const contextFunctions = Object.entries(withContext).flatMap(([name, call]): Case[] => [
  {
    title: `${name} of a context that never was`,
    run: async (t, { winscard, reader }) => gives(t, await call(winscard, NO_CONTEXT, reader), SCARD.E_INVALID_HANDLE),
  },
  {
    title: `${name} of a released context`,
    run: async (t, bench) => {
      const { context } = await bench.program();
      await bench.winscard.releaseContext(context);
      gives(t, await call(bench.winscard, context, bench.reader), SCARD.E_INVALID_HANDLE);
    },
  },
]);

const handleFunctions: readonly Case[] = [
  ...Object.entries(withHandle).map(
    ([name, call]): Case => ({
      title: `${name} of a handle that never was`,
      run: async (t, { winscard }) => gives(t, await call(winscard, NO_HANDLE), SCARD.E_INVALID_HANDLE),
    }),
  ),
  {
    title: 'every function of a disconnected handle',
    run: async (t, bench) => {
      await bench.insert();
      const handle = await (await bench.program()).connect();
      gives(t, await bench.winscard.disconnect(handle, DISPOSITION.LEAVE_CARD), SCARD.S_SUCCESS);
      for (const [name, call] of Object.entries(withHandle)) {
        gives(t, await call(bench.winscard, handle), SCARD.E_INVALID_HANDLE, name);
      }
    },
  },
];

export const contexts: readonly Case[] = [...established, ...contextFunctions, ...handleFunctions];
