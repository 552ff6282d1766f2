/** What programs are told of a card that goes wrong, by each profile of reporting, on readers of ours. */
import test, { type ExecutionContext } from 'ava';
import { type Bytes, hex, toHex } from '#iso7816/bytes.ts';
import { ATTRIBUTE, DISPOSITION, PROTOCOL, READER_STATE, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import { codeName } from '#windows/codes.ts';
import { type FaultRule, type ReportingName, type WorldReader, world } from '../../../scenarios/world/index.ts';
import { REPORTING, REPORTING_NAMES } from '../../../simulator/reader/reporting/profiles.ts';

const READ = hex`00 B0 9C 00 04`;
const { S_SUCCESS, W_REMOVED_CARD, E_NOT_TRANSACTED, E_NO_SMARTCARD, W_UNPOWERED_CARD, W_UNRESPONSIVE_CARD } = SCARD;
const TARGETS = ['in-process', 'embedded'] as const;
type Tried = (typeof TARGETS)[number];

async function bench(t: ExecutionContext, target: Tried, reporting: ReportingName, ...rules: readonly FaultRule[]) {
  const w = await world({ target });
  t.teardown(() => w.close());
  if (rules.length > 0) w.faults.add(...rules);
  const bureau = w.reader('bureau', 'contact', { reporting });
  const name = await bureau.pcscName();
  const { context } = await w.winscard.establishContext(SCOPE.SYSTEM);
  const connect = async () => w.winscard.connect(context, name, SHARE.SHARED, PROTOCOL.ANY);
  const look = async () =>
    (await w.winscard.getStatusChange(context, 0, [{ reader: name, currentState: 0 }])).states[0];
  return { w, bureau, connect, look, medecin: w.card('cps3-medecin', { seed: 1 }) };
}

async function connected(t: ExecutionContext, target: Tried, reporting: ReportingName, ...rules: readonly FaultRule[]) {
  const at = await bench(t, target, reporting, ...rules);
  await at.bureau.insert(at.medecin);
  const { card } = await at.connect();
  const transmit = async (command: Bytes = READ) => {
    const { rv, response } = await at.w.winscard.transmit(card, PROTOCOL.T0, command);
    return [codeName(rv), toHex(response).length / 2] as const;
  };
  const status = async () => codeName((await at.w.winscard.status(card)).rv);
  const reconnect = async (how: number) =>
    codeName((await at.w.winscard.reconnect(card, SHARE.SHARED, PROTOCOL.ANY, how)).rv);
  return { ...at, card, transmit, status, reconnect };
}

/** Once the removal is known: the same for all. */
async function missed(bureau: WorldReader, at: Awaited<ReturnType<typeof connected>>) {
  await bureau.waitFor('card-removed');
  return [(await at.transmit())[0], await at.status(), await at.reconnect(DISPOSITION.LEAVE_CARD)];
}

const MISSED = [W_REMOVED_CARD, W_REMOVED_CARD, E_NO_SMARTCARD].map(codeName);

interface Row {
  readonly before: readonly [number, length: number];
  readonly inside: readonly [number, length: number];
  /** Of the next command and of SCardStatus, before the removal is known. */
  readonly next: number;
  readonly status: number;
  readonly empty: readonly [number, length: number] | 'waits';
  /** SCardConnect to a card without an ATR. */
  readonly noAtr: number;
  readonly truncated: number;
}

const ROWS: Readonly<Record<ReportingName, Row>> = {
  'pcsclite-ccid': {
    before: [E_NOT_TRANSACTED, 0],
    inside: [E_NOT_TRANSACTED, 0],
    next: W_REMOVED_CARD,
    status: W_REMOVED_CARD,
    empty: [S_SUCCESS, 0],
    noAtr: W_UNPOWERED_CARD,
    truncated: S_SUCCESS,
  },
  'pcscd-vpcd': {
    before: [S_SUCCESS, 0],
    inside: [S_SUCCESS, 4],
    next: E_NOT_TRANSACTED,
    status: S_SUCCESS,
    empty: 'waits',
    noAtr: E_NO_SMARTCARD,
    truncated: S_SUCCESS,
  },
  windows: {
    before: [W_REMOVED_CARD, 0],
    inside: [W_REMOVED_CARD, 0],
    next: W_REMOVED_CARD,
    status: W_REMOVED_CARD,
    empty: [E_NOT_TRANSACTED, 0],
    noAtr: W_UNPOWERED_CARD,
    truncated: SCARD.E_PROTO_MISMATCH,
  },
};

for (const target of TARGETS)
  for (const reporting of REPORTING_NAMES) {
    const row = ROWS[reporting];
    const named = ([rv, length]: readonly [number, number]) => [codeName(rv), length];

    for (const [closed, expected] of [
      ['before', row.before],
      [4, row.inside],
    ] as const)
      test(`${target}, ${reporting}: the card leaves ${closed} its answer`, async (t) => {
        const at = await connected(t, target, reporting, { do: { closed } });
        t.deepEqual(await at.transmit(), named(expected) as never);
        // Over a socket the next command may come before the reader has seen it close.
        if (target === 'in-process' || reporting === 'pcscd-vpcd') {
          t.is((await at.transmit())[0], codeName(row.next));
          t.is(await at.status(), codeName(row.status));
        }
        t.deepEqual(await missed(at.bureau, at), MISSED);
      });

    test(`${target}, ${reporting}: removed at rest`, async (t) => {
      const at = await connected(t, target, reporting);
      const removal = at.bureau.remove();
      if (reporting === 'pcscd-vpcd' && target === 'in-process')
        t.is((await at.transmit())[0], codeName(E_NOT_TRANSACTED));
      await removal;
      t.deepEqual(await missed(at.bureau, at), MISSED);
    });

    test(`${target}, ${reporting}: an empty answer`, async (t) => {
      const at = await connected(t, target, reporting, { do: 'empty' });
      const answer = at.transmit();
      if (row.empty === 'waits') await at.bureau.remove();
      t.deepEqual(await answer, named(row.empty === 'waits' ? row.before : row.empty) as never);
    });

    test(`${target}, ${reporting}: no ATR, and one that ends too soon`, async (t) => {
      const at = await bench(
        t,
        target,
        reporting,
        { when: { at: 'powerOn', nth: 1 }, do: 'noAtr' },
        { when: { at: 'powerOn', times: 4 }, do: { atr: '3BAC00' } },
      );
      if (row.noAtr === E_NO_SMARTCARD) {
        await t.throwsAsync(at.bureau.insert(at.medecin, { withinMs: 300 }), { code: 'ERR_WORLD' });
        t.is(codeName((await at.connect()).rv), codeName(row.noAtr));
        t.true((((await at.look())?.eventState ?? 0) & READER_STATE.EMPTY) !== 0);
      } else {
        await at.bureau.insert(at.medecin);
        t.true((((await at.look())?.eventState ?? 0) & READER_STATE.MUTE) !== 0);
        await at.bureau.remove();
        await at.bureau.insert(at.medecin);
        t.is(codeName((await at.connect()).rv), codeName(row.truncated));
      }
    });
  }

for (const target of TARGETS) {
  test(`${target}: a reader that looks from time to time misses a card later`, async (t) => {
    const at = await connected(t, target, 'windows', { do: { noticedAfter: 60_000 } });
    const removal = at.bureau.remove({ withinMs: 120_000 });
    while ((await at.transmit())[0] !== codeName(E_NOT_TRANSACTED));
    t.is(await at.status(), 'SCARD_S_SUCCESS');
    await at.w.elapse(60_000);
    await removal;
    t.deepEqual(await missed(at.bureau, at), MISSED);
  });

  test(`${target}: put back before that, and still it was away`, async (t) => {
    const at = await connected(t, target, 'windows', { do: { noticedAfter: 60_000 } });
    void at.bureau.remove({ withinMs: 120_000 }).catch(() => {});
    while ((await at.transmit())[0] !== codeName(E_NOT_TRANSACTED));
    await at.bureau.insert(at.medecin);
    t.is((await at.transmit())[0], codeName(W_REMOVED_CARD));
    t.is(await at.reconnect(DISPOSITION.RESET_CARD), 'SCARD_S_SUCCESS');
    t.is((await at.transmit())[0], 'SCARD_S_SUCCESS');
  });

  test(`${target}: not missed yet, it is mute to a reset`, async (t) => {
    const at = await connected(t, target, 'windows', { do: { noticedAfter: 60_000 } });
    const removal = at.bureau.remove({ withinMs: 120_000 });
    while ((await at.transmit())[0] !== codeName(E_NOT_TRANSACTED));
    t.is(await at.reconnect(DISPOSITION.RESET_CARD), codeName(W_UNRESPONSIVE_CARD));
    t.is((await at.transmit())[0], 'SCARD_W_RESET_CARD');
    await at.w.elapse(60_000);
    await removal;
  });

  for (const reporting of REPORTING_NAMES)
    test(`${target}, ${reporting}: it leaves while it is reset`, async (t) => {
      const at = await connected(t, target, reporting, { do: 'leaves' });
      const missed = reporting === 'pcscd-vpcd';
      t.is(await at.reconnect(DISPOSITION.RESET_CARD), codeName(missed ? W_UNRESPONSIVE_CARD : E_NO_SMARTCARD));
      t.is((await at.transmit())[0], codeName(missed ? SCARD.W_RESET_CARD : W_REMOVED_CARD));
      await at.bureau.waitFor('card-removed');
      t.is((await at.transmit())[0], codeName(W_REMOVED_CARD));
      at.w.faults.requireFired();
    });

  test(`${target}: an ATR that comes too late is none`, async (t) => {
    const at = await bench(t, target, 'windows', { do: { lateAtr: 60_000 } });
    const insertion = at.bureau.insert(at.medecin);
    await new Promise<void>((resolve) => {
      at.w.trace.subscribe({ name: 'fired', event: ({ kind }) => kind === 'fault' && resolve() });
    });
    await at.w.elapse(5000);
    await insertion;
    t.true((((await at.look())?.eventState ?? 0) & READER_STATE.MUTE) !== 0);
  });
}

for (const reporting of REPORTING_NAMES)
  test(`in-process, ${reporting}: a transaction in which nothing happens`, async (t) => {
    const { w, card, transmit, ...at } = await connected(t, 'in-process', reporting);
    const other = await at.connect();
    t.is((await w.winscard.beginTransaction(card)).rv, S_SUCCESS);
    // Each call keeps it.
    for (const call of [transmit, at.status, () => w.winscard.getAttrib(card, ATTRIBUTE.ATR_STRING)]) {
      await w.elapse(4000);
      await call();
    }
    const waits = w.winscard.beginTransaction(other.card);
    await w.elapse(4000);
    t.deepEqual(await transmit(), ['SCARD_S_SUCCESS', 6]);
    await w.elapse(5000);
    if (reporting === 'windows') {
      // The other one is told of the reset too, as it is when a program resets the card.
      t.is(codeName((await waits).rv), 'SCARD_W_RESET_CARD');
      t.is((await transmit())[0], 'SCARD_W_RESET_CARD');
      t.is(codeName((await w.winscard.endTransaction(card, DISPOSITION.LEAVE_CARD)).rv), 'SCARD_W_RESET_CARD');
      t.is(await at.reconnect(DISPOSITION.LEAVE_CARD), 'SCARD_S_SUCCESS');
    } else {
      t.is((await w.winscard.endTransaction(card, DISPOSITION.LEAVE_CARD)).rv, S_SUCCESS);
      t.is(codeName((await waits).rv), 'SCARD_S_SUCCESS');
    }
  });

test('whoever is connected exclusively keeps the card, and a call may take as long as the card does', async (t) => {
  const { w, ...at } = await bench(t, 'in-process', 'windows', {
    when: { command: 'READ BINARY', nth: 1 },
    do: { late: 60_000 },
  });
  await at.bureau.insert(at.medecin);
  const name = await at.bureau.pcscName();
  const { context } = await w.winscard.establishContext(SCOPE.SYSTEM);
  const exclusive = await w.winscard.connect(context, name, SHARE.EXCLUSIVE, PROTOCOL.ANY);
  await w.elapse(60_000);
  t.is((await w.winscard.status(exclusive.card)).rv, S_SUCCESS);
  await w.winscard.disconnect(exclusive.card, DISPOSITION.LEAVE_CARD);
  const { card } = await at.connect();
  await w.winscard.beginTransaction(card);
  const answer = w.winscard.transmit(card, PROTOCOL.T0, READ);
  await w.elapse(60_000);
  t.is((await answer).rv, S_SUCCESS);
  t.is((await w.winscard.endTransaction(card, DISPOSITION.LEAVE_CARD)).rv, S_SUCCESS);
});

/** What the minidriver makes of it: no signature, an error with the code, and the next card is signed with. */
for (const reporting of REPORTING_NAMES)
  for (const closed of ['before', 1] as const)
    test(`minidriver, ${reporting}: the card leaves ${closed} the answer of a signature`, async (t) => {
      const at = await bench(t, 'in-process', reporting, {
        when: { command: 'PERFORM SECURITY OPERATION', nth: 1 },
        do: { closed },
      });
      await at.bureau.insert(at.medecin);
      const torn = await at.w.acquire(at.bureau);
      await torn.cardAuthenticateEx({ pin: '1234' });
      const message = new TextEncoder().encode('ordonnance');
      const sign = { container: 'SIGN', hash: 'sha256', message } as const;
      const error = await t.throwsAsync(torn.cardSignData(sign), { code: 'ERR_MINIDRIVER' });
      const told = (error as unknown as { scard: number }).scard;
      const { before } = ROWS[reporting];
      t.is(codeName(told), codeName(before[0] === S_SUCCESS ? SCARD.F_COMM_ERROR : before[0]));
      await at.bureau.waitFor('card-removed');
      const gone = await t.throwsAsync(torn.cardSignData(sign), { code: 'ERR_SCARD' });
      t.is(codeName((gone as unknown as { scard: number }).scard), codeName(W_REMOVED_CARD));
      await at.bureau.insert(at.medecin);
      const again = await at.w.acquire(at.bureau);
      await again.cardAuthenticateEx({ pin: '1234' });
      t.is((await again.cardSignData(sign)).length, 256);
    });

/** A page of ours, an address, a file of a program that is named, a report's number, what was measured on, or that nobody knows. */
const SOURCE =
  /^simulation\b|^measured on pcscd [\d.]+ with vpcd [\d.]+|^reference\/[\w-]+\.md |https:\/\/\S+|^(?:pcsc-lite|free CCID driver), \w+\.c\b|^winerror\.h, SCARD_\w+$|^reported of physical readers in [\w-]+ \d+/;

test('every code of every profile has a source', (t) => {
  for (const profile of Object.values(REPORTING))
    for (const [name, { source }] of Object.entries(profile)) t.regex(source, SOURCE, name);
});

test('a reader reports in one way', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  w.reader('bureau', 'contact', { reporting: 'pcscd-vpcd' });
  // biome-ignore lint/suspicious/noExplicitAny: what no type lets through is what is tried here
  t.throws(() => w.reader('autre', 'contact', { reporting: 'window' as any }), {
    code: 'ERR_ARGUMENT',
    message: /did you mean 'windows'/,
  });
});

test('a reader is not asked to report otherwise than it does', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const plain = w.reader('plain');
  t.is(w.reader('plain', undefined, { reporting: 'windows' }), plain, 'as it does by default');
  const refused = { name: 'WorldError', message: /'plain' does not report as pcscd-vpcd/ };
  t.throws(() => w.reader('plain', 'contact', { reporting: 'pcscd-vpcd' }), refused);
  t.is(w.reader('plain', 'contact'), plain);
});
