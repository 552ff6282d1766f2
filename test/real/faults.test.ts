/** What the system's pcscd with vpcd tells a program of each fault, row by row: the profile `pcscd-vpcd` is these rows. */
import test, { type ExecutionContext } from 'ava';
import { type Bytes, hex, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION, PROTOCOL, READER_STATE, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import { type FaultRule, type World, type WorldReader, world } from '../../scenarios/world/index.ts';
import { ensurePcscd } from '../../tools/pcscd.ts';

test.before(ensurePcscd);

const READ = hex`00 B0 9C 00 04`;

interface Bench {
  readonly w: World;
  readonly bureau: WorldReader;
  readonly card: number;
  transmit(command?: Bytes): Promise<readonly [number, string]>;
  /** Result and bits of SCardStatus. */
  status(): Promise<number>;
  reconnect(disposition?: number): Promise<number>;
}

async function bench(t: ExecutionContext, ...rules: readonly FaultRule[]): Promise<Bench> {
  const w = await world({ target: 'pcsc' });
  t.teardown(() => w.close());
  const bureau = w.reader('bureau');
  w.faults.add(...rules);
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  const { context } = await w.winscard.establishContext(SCOPE.SYSTEM);
  const { card, activeProtocol } = await w.winscard.connect(
    context,
    await bureau.pcscName(),
    SHARE.SHARED,
    PROTOCOL.ANY,
  );
  return {
    w,
    bureau,
    card,
    async transmit(command = READ) {
      const { rv, response } = await w.winscard.transmit(card, activeProtocol, command);
      return [rv, toHex(response)] as const;
    },
    status: async () => (await w.winscard.status(card)).rv,
    reconnect: async (disposition = DISPOSITION.RESET_CARD) =>
      (await w.winscard.reconnect(card, SHARE.SHARED, PROTOCOL.ANY, disposition)).rv,
  };
}

/** What is told once the poll has missed the card. */
async function missed({ w, bureau, transmit, status, reconnect, card }: Bench) {
  await bureau.waitFor('card-removed');
  const told = [(await transmit())[0], await status(), await reconnect(DISPOSITION.LEAVE_CARD)];
  told.push((await w.winscard.endTransaction(card, DISPOSITION.LEAVE_CARD)).rv);
  told.push((await w.winscard.disconnect(card, DISPOSITION.LEAVE_CARD)).rv);
  return told;
}

const MISSED = [
  SCARD.W_REMOVED_CARD,
  SCARD.W_REMOVED_CARD,
  SCARD.E_NO_SMARTCARD,
  SCARD.W_REMOVED_CARD,
  SCARD.S_SUCCESS,
];

for (const [closed, first] of [
  ['before', ''],
  [4, '5A0A8025'],
] as const)
  test(`closed ${closed}: success and what has come; then not transacted, then removed`, async (t) => {
    const at = await bench(t, { do: { closed } });
    const [rv, response] = await at.transmit();
    t.deepEqual([rv, response], [SCARD.S_SUCCESS, first]);
    t.is((await at.transmit())[0], SCARD.E_NOT_TRANSACTED);
    t.is(await at.status(), SCARD.S_SUCCESS);
    t.deepEqual(await missed(at), MISSED);
  });

test('closed after the answer: it is whole', async (t) => {
  const at = await bench(t, { do: { closed: 'after' } });
  const [rv, response] = await at.transmit();
  t.deepEqual([rv, response], [SCARD.S_SUCCESS, '5A0A80259000']);
  t.deepEqual(await missed(at), MISSED);
});

test('mute until it is taken out: then success without a byte', async (t) => {
  const at = await bench(t, { do: { mute: 1000 } });
  t.deepEqual(await at.transmit(), [SCARD.S_SUCCESS, '']);
  t.deepEqual(await missed(at), MISSED);
});

test('an empty answer is waited for until the card is taken out', async (t) => {
  const at = await bench(t, { do: 'empty' });
  const silent = at.transmit();
  const first = await Promise.race([silent, at.w.clock.wait(2000)]);
  t.is(first, undefined, 'still waiting');
  await at.bureau.remove();
  t.deepEqual(await silent, [SCARD.S_SUCCESS, '']);
});

test('answers of any length are given as they are', async (t) => {
  const at = await bench(
    t,
    { when: { nth: 1 }, do: { short: 1 } },
    { when: { nth: 2 }, do: { long: 300 } },
    { when: { nth: 3 }, do: { garbage: 65_535 } },
    { when: { nth: 4 }, do: { late: 1500 } },
  );
  const lengths: number[] = [];
  for (let i = 0; i < 4; i++) {
    const [rv, response] = await at.transmit();
    t.is(rv, SCARD.S_SUCCESS);
    lengths.push(response.length / 2);
  }
  t.deepEqual(lengths, [1, 306, 65_535, 6]);
});

test('answers twice: the next command gets the second one', async (t) => {
  const at = await bench(t, { when: { nth: 1 }, do: 'twice' });
  const [, first] = await at.transmit();
  t.is((await at.transmit(hex`00 A4 00 0C 02 3F00`))[1], first);
});

test('removed at rest: not transacted at once, removed after the poll', async (t) => {
  const at = await bench(t, { when: { nth: 2 }, do: { closed: 'after' } });
  await at.transmit();
  await at.transmit();
  t.is((await at.transmit())[0], SCARD.E_NOT_TRANSACTED);
  t.deepEqual(await missed(at), MISSED);
});

test('another ATR at the reset; a truncated one is taken for T=0', async (t) => {
  const at = await bench(t, { when: { at: 'reset', nth: 1 }, do: { atr: '3BAC00' } });
  t.is(await at.reconnect(), SCARD.S_SUCCESS);
  const { atr, protocol } = await at.w.winscard.status(at.card);
  t.deepEqual([toHex(atr), protocol], ['3BAC00', PROTOCOL.T0]);
});

test('no ATR: the reader seems empty', async (t) => {
  const w = await world({ target: 'pcsc' });
  t.teardown(() => w.close());
  const bureau = w.reader('bureau');
  w.faults.add({ do: 'noAtr' });
  await t.throwsAsync(bureau.insert(w.card('cps3-medecin', { seed: 1 }), { withinMs: 1500 }), { code: 'ERR_WORLD' });
  const { context } = await w.winscard.establishContext(SCOPE.SYSTEM);
  const reader = await bureau.pcscName();
  const { states } = await w.winscard.getStatusChange(context, 0, [{ reader, currentState: 0 }]);
  t.true(((states[0]?.eventState ?? 0) & READER_STATE.EMPTY) !== 0);
});
