import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { DISPOSITION, PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { PcscContext } from '../../../driver/pcsc/context.ts';
import { ScardError } from '../../../driver/pcsc/scard-error.ts';
import { fakeWinScard } from './fake-winscard.ts';

async function connected(answers: Partial<WinScard>) {
  const context = await PcscContext.establish(fakeWinScard(answers));
  return context.connect('Bureau 00 00');
}

test('no service: the error says what to start', async (t) => {
  const winscard = fakeWinScard({ establishContext: async () => ({ rv: SCARD.E_NO_SERVICE, context: 0 }) });
  const error = await t.throwsAsync(PcscContext.establish(winscard), { instanceOf: ScardError, code: 'ERR_SCARD' });
  t.deepEqual(
    [error.scard, error.scardName, error.function],
    [0x8010001d, 'SCARD_E_NO_SERVICE', 'SCardEstablishContext'],
  );
  t.regex(error.message, /pcscd/);
});

test('no reader is an empty list, not an error', async (t) => {
  const context = await PcscContext.establish(
    fakeWinScard({ listReaders: async () => ({ rv: SCARD.E_NO_READERS_AVAILABLE, readers: [] }) }),
  );
  t.deepEqual(await context.listReaders(), []);
});

test('an unknown reader: the error lists those that were found', async (t) => {
  const context = await PcscContext.establish(
    fakeWinScard({
      connect: async () => ({ rv: SCARD.E_UNKNOWN_READER, card: 0, activeProtocol: 0 }),
      listReaders: async () => ({ rv: SCARD.S_SUCCESS, readers: ['Virtual PCD 00 00', 'Virtual PCD 00 01'] }),
    }),
  );
  const error = await t.throwsAsync(context.connect('Guichet'), { instanceOf: ScardError });
  t.deepEqual([error.scard, error.reader], [SCARD.E_UNKNOWN_READER, 'Guichet']);
  t.true(error.message.includes("'Virtual PCD 00 00', 'Virtual PCD 00 01'"));
});

test('a command is sent as it is encoded, with the active protocol', async (t) => {
  const sent: unknown[] = [];
  const card = await connected({
    transmit: async (...args) => {
      sent.push(args);
      return { rv: SCARD.S_SUCCESS, response: hex`6F 00 61 0A` };
    },
  });
  t.deepEqual(await card.transmit({ ins: 0xa4, p1: 4, data: hex`E8 28`, ne: 256 }), { data: hex`6F 00`, sw: 0x610a });
  await card.transmit(hex`00 84 00 00 08`);
  t.deepEqual(sent, [
    [7, 1, hex`00 A4 04 00 02 E8 28 00`],
    [7, 1, hex`00 84 00 00 08`],
  ]);
});

for (const response of [hex``, hex`90`]) {
  test(`a response of ${response.length} bytes has no status word`, async (t) => {
    const card = await connected({ transmit: async () => ({ rv: SCARD.S_SUCCESS, response }) });
    const error = await t.throwsAsync(card.transmit({ ins: 0x84 }), { instanceOf: ScardError });
    t.is(error.scard, SCARD.F_COMM_ERROR);
  });
}

test('0x8010001F has two names: only where a capability is asked it is the one of pcsc-lite', async (t) => {
  const rv = PCSCLITE_E_UNSUPPORTED_FEATURE;
  const card = await connected({
    getAttrib: async () => ({ rv, value: hex`` }),
    transmit: async () => ({ rv, response: hex`` }),
  });
  const asked = await t.throwsAsync(card.getAttrib(1), { instanceOf: ScardError });
  t.is(asked.scardName, 'SCARD_E_UNSUPPORTED_FEATURE');
  const sent = await t.throwsAsync(card.transmit({ ins: 1 }), { instanceOf: ScardError });
  t.is(sent.scardName, 'SCARD_E_UNEXPECTED');
});

test('a status is split into state and event counter', async (t) => {
  const status = { rv: SCARD.S_SUCCESS, reader: 'Bureau 00 00', state: 0xffff0034, protocol: 1, atr: hex`3B 00` };
  const card = await connected({ status: async () => status });
  t.deepEqual(await card.status(), {
    reader: 'Bureau 00 00',
    state: 0x34,
    eventCount: 0xffff,
    protocol: 1,
    atr: hex`3B 00`,
  });
});

test('reconnect changes the active protocol', async (t) => {
  const card = await connected({ reconnect: async () => ({ rv: SCARD.S_SUCCESS, activeProtocol: 2 }) });
  t.is(card.protocol, 1);
  await card.reconnect({ initialization: DISPOSITION.RESET_CARD });
  t.is(card.protocol, 2);
});

function transactionLog(log: string[], end: number = SCARD.S_SUCCESS) {
  return connected({
    beginTransaction: async () => ({ rv: log.push('begin') && SCARD.S_SUCCESS }),
    endTransaction: async (_, disposition) => ({ rv: log.push(`end ${disposition}`) && end }),
  });
}

test('a transaction ends with its work, and gives what the work gave', async (t) => {
  const log: string[] = [];
  const card = await transactionLog(log);
  t.is(await card.transaction(async () => log.push('work')), 2);
  t.deepEqual(log, ['begin', 'work', 'end 0']);
});

test('a transaction ends when its work fails; the error of the work is the one that counts', async (t) => {
  const log: string[] = [];
  const card = await transactionLog(log, SCARD.W_REMOVED_CARD);
  const failure = new Error('work');
  const error = await t.throwsAsync(card.transaction(() => Promise.reject(failure), DISPOSITION.RESET_CARD));
  t.is(error, failure);
  t.deepEqual(log, ['begin', 'end 1']);
});

test('a transaction that cannot end says so', async (t) => {
  const card = await transactionLog([], SCARD.W_RESET_CARD);
  const error = await t.throwsAsync(
    card.transaction(async () => 1),
    { instanceOf: ScardError },
  );
  t.deepEqual([error.scard, error.function], [SCARD.W_RESET_CARD, 'SCardEndTransaction']);
});

test('a card that was reset inside the transaction is given back, and the caller is told', async (t) => {
  const log: string[] = [];
  let reset = true;
  const card = await connected({
    beginTransaction: async () => ({ rv: SCARD.S_SUCCESS }),
    // As pcscd: the lock stays until the handle has reconnected.
    endTransaction: async () => ({ rv: log.push('end') && (reset ? SCARD.W_RESET_CARD : SCARD.S_SUCCESS) }),
    reconnect: async () => {
      log.push('reconnect');
      reset = false;
      return { rv: SCARD.S_SUCCESS, activeProtocol: 1 };
    },
  });
  const error = await t.throwsAsync(
    card.transaction(async () => 1),
    { instanceOf: ScardError },
  );
  t.is(error.scard, SCARD.W_RESET_CARD);
  t.deepEqual(log, ['end', 'reconnect', 'end']);
});

test('no transaction, no work', async (t) => {
  const card = await connected({ beginTransaction: async () => ({ rv: SCARD.W_REMOVED_CARD }) });
  const error = await t.throwsAsync(
    card.transaction(async () => t.fail()),
    { instanceOf: ScardError },
  );
  t.is(error.scard, SCARD.W_REMOVED_CARD);
});
