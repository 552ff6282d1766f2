/**
 * What each return code of the service makes of a connection: given up or kept, and how its handle is closed.
 *
 * Source: reference/minidriver.md 7.3, 10; winerror.h for what the codes say.
 */
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION, SCARD } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import {
  CRYPT,
  cryptAcquireContext,
  cryptGetKeyCertificate,
  cryptGetProvParam,
  cryptGetUserKey,
  cryptSetProvParam,
  NTE,
} from '../../../driver/csp/index.ts';
import { Desk } from './desk.ts';
import { refused } from './refused.ts';
import { AUTH, isRight, sign } from './signing.ts';

type Code = keyof typeof SCARD;

/** A winscard with some functions changed. */
function changed(winscard: WinScard, changes: Partial<WinScard>): WinScard {
  return new Proxy(winscard, {
    get: (target, name: keyof WinScard) => changes[name] ?? (target[name] as () => unknown).bind(target),
  });
}

/** A program over a winscard whose next INTERNAL AUTHENTICATE ends with `rv`; counts connections, notes dispositions. */
function failing(desk: Desk, rv: number) {
  const seen = { connects: 0, dispositions: [] as number[] };
  const { manager } = desk;
  let fails = true;
  const winscard = changed(manager, {
    async connect(...args) {
      seen.connects++;
      return manager.connect(...args);
    },
    async transmit(card, protocol, command, length) {
      if (!fails || command[1] !== 0x88) return manager.transmit(card, protocol, command, length);
      fails = false;
      return { rv, response: new Uint8Array(0) };
    },
    async disconnect(card, disposition) {
      seen.dispositions.push(disposition);
      return manager.disconnect(card, disposition);
    },
  });
  return { process: desk.programOn(winscard), seen };
}

const inExchange = test.macro({
  exec: async (t, name: Code, connects: number, dispositions: readonly number[]) => {
    const desk = new Desk();
    const card = desk.card();
    desk.insert(card);
    const { process, seen } = failing(desk, SCARD[name]);
    const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
    await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
    await refused(t, SCARD[name], sign(provider));
    t.true(await isRight(provider, await sign(provider)));
    t.is(seen.connects, connects);
    t.deepEqual(seen.dispositions, dispositions);
    t.is(card.tries, 3);
    await desk.close();
  },
  title: (_, name) => `SCARD_${name} in the middle of an exchange`,
});
const { LEAVE_CARD, RESET_CARD } = DISPOSITION;
test(inExchange, 'W_REMOVED_CARD', 2, [LEAVE_CARD]);
test(inExchange, 'E_NO_SMARTCARD', 2, [LEAVE_CARD]);
test(inExchange, 'E_READER_UNAVAILABLE', 2, [LEAVE_CARD]);
test(inExchange, 'E_UNKNOWN_READER', 2, [LEAVE_CARD]);
test(inExchange, 'E_INVALID_HANDLE', 2, [LEAVE_CARD]);
test(inExchange, 'E_INVALID_VALUE', 2, [LEAVE_CARD]);
test(inExchange, 'E_NO_SERVICE', 2, [LEAVE_CARD]);
test(inExchange, 'E_SERVICE_STOPPED', 2, [LEAVE_CARD]);
test(inExchange, 'W_UNPOWERED_CARD', 2, [LEAVE_CARD]);
test(inExchange, 'W_UNRESPONSIVE_CARD', 2, [LEAVE_CARD]);
// The card may still be there, its PIN verified: it is reset.
test(inExchange, 'F_COMM_ERROR', 2, [RESET_CARD]);
test(inExchange, 'E_NOT_TRANSACTED', 2, [RESET_CARD]);
// They say nothing of the connection: it is kept.
test(inExchange, 'E_NO_MEMORY', 1, []);
test(inExchange, 'F_INTERNAL_ERROR', 1, []);

/** Two readers; connecting to the first one ends with `rv`, the card is in the second one. */
function besides(rv: number) {
  const desk = new Desk('bureau', 'guichet');
  desk.insert(desk.card(), 'guichet');
  const { manager } = desk;
  const winscard = changed(manager, {
    async connect(context, reader, ...more) {
      if (reader === desk.nameOf('bureau')) return { rv, card: 0, activeProtocol: 0 };
      return manager.connect(context, reader, ...more);
    },
  });
  return { desk, process: desk.programOn(winscard) };
}

const passedOver = test.macro({
  exec: async (t, name: Code) => {
    const { desk, process } = besides(SCARD[name]);
    const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
    t.is(await cryptGetProvParam(provider, 'PP_SMARTCARD_READER'), desk.nameOf('guichet'));
    await desk.close();
  },
  title: (_, name) => `SCARD_${name} of one reader: it is passed over`,
});
test(passedOver, 'E_NO_SMARTCARD');
test(passedOver, 'E_UNKNOWN_CARD');
test(passedOver, 'E_CARD_UNSUPPORTED');
test(passedOver, 'E_UNKNOWN_READER');
test(passedOver, 'E_READER_UNAVAILABLE');
test(passedOver, 'E_SHARING_VIOLATION');
test(passedOver, 'W_UNRESPONSIVE_CARD');
test(passedOver, 'W_UNPOWERED_CARD');
test(passedOver, 'W_REMOVED_CARD');
test(passedOver, 'E_NOT_TRANSACTED');

const ends = test.macro({
  exec: async (t, name: Code) => {
    const { desk, process } = besides(SCARD[name]);
    await refused(t, SCARD[name], cryptAcquireContext(process, { flags: CRYPT.SILENT }));
    await desk.close();
  },
  title: (_, name) => `SCARD_${name} of one reader: the search ends`,
});
test(ends, 'E_NO_SERVICE');
test(ends, 'E_SERVICE_STOPPED');
test(ends, 'E_NO_MEMORY');

/** The first list of readers ends with `rv`; counts contexts. */
const begunAnew = test.macro({
  exec: async (t, name: Code, contexts: number) => {
    const desk = new Desk();
    desk.insert(desk.card());
    const { manager } = desk;
    let established = 0;
    let lists = 0;
    const winscard = changed(manager, {
      async establishContext(...args) {
        established++;
        return manager.establishContext(...args);
      },
      async listReaders(...args) {
        return lists++ === 0 ? { rv: SCARD[name], readers: [] } : manager.listReaders(...args);
      },
    });
    const process = desk.programOn(winscard);
    await refused(t, SCARD[name], cryptAcquireContext(process, { flags: CRYPT.SILENT }));
    await t.notThrowsAsync(cryptAcquireContext(process, { flags: CRYPT.SILENT }));
    t.is(established, contexts);
    await desk.close();
  },
  title: (_, name, contexts) =>
    `SCARD_${name} of the list of readers: ${contexts === 1 ? 'the context is kept' : 'the service is looked for again'}`,
});
test(begunAnew, 'E_NO_SERVICE', 2);
test(begunAnew, 'E_SERVICE_STOPPED', 2);
test(begunAnew, 'F_COMM_ERROR', 2);
test(begunAnew, 'E_INVALID_HANDLE', 2);
test(begunAnew, 'E_NO_MEMORY', 1);

test('a transaction that cannot be ended when its time is over stops nothing', async (t) => {
  const desk = new Desk();
  desk.insert(desk.card());
  const { manager } = desk;
  let ends = 0;
  const process = desk.programOn(
    changed(manager, {
      async endTransaction(card, disposition) {
        if (++ends === 2) return { rv: SCARD.F_INTERNAL_ERROR };
        return manager.endTransaction(card, disposition);
      },
    }),
  );
  const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  desk.clock.pass(1500);
  t.true(await isRight(provider, await sign(provider)));
  t.true(ends >= 2);
  await desk.close();
});

test('a program that ends leaves no code open', async (t) => {
  const desk = new Desk();
  const card = desk.card();
  desk.insert(card);
  const process = desk.program();
  await cryptSetProvParam(await cryptAcquireContext(process), 'PP_KEYEXCHANGE_PIN', '1234');
  t.is(toHex(card.ask(fromHex('0020000100'))), '9000');
  await process.close();
  t.is(toHex(card.ask(fromHex('0020000100'))), '63C3');
  await desk.close();
});

test('the same card behind a reset: its connection is kept', async (t) => {
  const desk = new Desk();
  desk.insert(desk.card());
  const { manager } = desk;
  let connects = 0;
  const process = desk.programOn(
    changed(manager, {
      async connect(...args) {
        connects++;
        return manager.connect(...args);
      },
    }),
  );
  const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  await process.endTransactions();
  await desk.resetByAnother();
  t.true(await isRight(provider, await sign(provider)));
  t.is(connects, 1);
  await desk.close();
});

test('a card of another family behind a reset: nothing is asked of it, the card is looked for anew', async (t) => {
  const desk = new Desk();
  const card = desk.card();
  desk.insert(card);
  const { manager } = desk;
  let swapped = false;
  let reset = false;
  const winscard = changed(manager, {
    async beginTransaction(handle) {
      return reset ? { rv: SCARD.W_RESET_CARD } : manager.beginTransaction(handle);
    },
    async reconnect(...args) {
      reset = false;
      return manager.reconnect(...args);
    },
    async status(handle) {
      const status = await manager.status(handle);
      return swapped ? { ...status, atr: Uint8Array.of(0x3b, 0x60, 0x00) } : status;
    },
    async connect(...args) {
      swapped = false;
      return manager.connect(...args);
    },
  });
  const process = desk.programOn(winscard);
  const provider = await cryptAcquireContext(process, { flags: CRYPT.SILENT });
  await cryptSetProvParam(provider, 'PP_KEYEXCHANGE_PIN', '1234');
  await process.endTransactions();
  swapped = true;
  reset = true;
  t.true(await isRight(provider, await sign(provider)));
  t.false(swapped, 'by another connection');
  await desk.close();
});

const certificate = test.macro(async (t, path: string, content: string, expected: number) => {
  const desk = new Desk();
  const card = desk.card();
  desk.insert(card);
  card.store.commit({ contents: { [`3F00/0001/${path}`]: fromHex(content) } });
  const provider = await cryptAcquireContext(desk.program(), { flags: CRYPT.SILENT });
  await refused(t, expected, cryptGetKeyCertificate(cryptGetUserKey(provider, AUTH)));
  await desk.close();
});
test('a certificate that cannot be read is not one that is absent', certificate, 'A002', '300561', SCARD.E_UNEXPECTED);
test('a key without certificate', certificate, '7004', '00', NTE.BAD_DATA);

test('a card whose serial number cannot be read is no card that has left', async (t) => {
  const desk = new Desk();
  const card = desk.card();
  desk.insert(card);
  card.store.commit({ contents: { '3F00/D003': Uint8Array.of(0x30, 0x05) } });
  await refused(t, SCARD.E_UNEXPECTED, cryptAcquireContext(desk.program(), { flags: CRYPT.SILENT }));
  await desk.resetByAnother();
  await desk.close();
});
