import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { CARD_STATE, DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import { ATR_T0, ATR_T0_T1, EchoCard, MuteCard } from '../reader/test-card.ts';
import { connected, isRv, newContext, READER, world } from './world.ts';

const { EXCLUSIVE, SHARED, DIRECT } = SHARE;
const { T0, T1, ANY, RAW, UNDEFINED } = PROTOCOL;
const ANY_OLD = 0x1000;
const GOOD = CARD_STATE.PRESENT | CARD_STATE.POWERED | CARD_STATE.NEGOTIABLE;

test('a card is connected, answers and is left', async (t) => {
  const { manager, context } = await world(t, new EchoCard());
  const { rv, card, activeProtocol } = await manager.connect(context, READER, SHARED, ANY);
  isRv(t, rv, SCARD.S_SUCCESS);
  t.is(activeProtocol, T0);
  t.deepEqual(await manager.transmit(card, T0, hex`00 84 00 00 08`), {
    rv: SCARD.S_SUCCESS,
    response: hex`00 84 00 00 08 90 00`,
  });
  t.deepEqual(await manager.status(card), {
    rv: SCARD.S_SUCCESS,
    reader: READER,
    state: (1 << 16) | GOOD,
    protocol: T0,
    atr: ATR_T0,
  });
  isRv(t, (await manager.disconnect(card, DISPOSITION.LEAVE_CARD)).rv, SCARD.S_SUCCESS);
  isRv(t, (await manager.status(card)).rv, SCARD.E_INVALID_HANDLE);
});

/** What is refused, in the order pcscd checks: each line is wrong in its own point and in those of the lines below. */
const refused: [string, string, number, number, number][] = [
  ['no protocol', 'nowhere', 9, 0, SCARD.E_PROTO_MISMATCH],
  ['no protocol that exists', READER, SHARED, 8, SCARD.E_PROTO_MISMATCH],
  ['no such share mode', 'nowhere', 9, ANY, SCARD.E_INVALID_VALUE],
  ['share mode 0', READER, 0, ANY, SCARD.E_INVALID_VALUE],
  ['no such reader', 'nowhere', SHARED, ANY, SCARD.E_UNKNOWN_READER],
  ['name without its number', 'bureau', SHARED, ANY, SCARD.E_UNKNOWN_READER],
  ['name of 129 characters', 'x'.repeat(129), SHARED, 0, SCARD.E_INVALID_VALUE],
  ['no card', READER, SHARED, ANY, SCARD.E_NO_SMARTCARD],
  ['no card, exclusive', READER, EXCLUSIVE, ANY, SCARD.E_NO_SMARTCARD],
];
for (const [what, reader, shareMode, protocols, expected] of refused) {
  test(`connect is refused in an empty reader: ${what}`, async (t) => {
    const { manager, context } = await world(t);
    isRv(t, (await manager.connect(context, reader, shareMode, protocols)).rv, expected);
  });
}

test('connect needs a context', async (t) => {
  const { manager } = await world(t, new EchoCard());
  isRv(t, (await manager.connect(77, READER, SHARED, ANY)).rv, SCARD.E_INVALID_HANDLE);
});

test('a direct connection needs no card and no protocol', async (t) => {
  const { manager, context } = await world(t);
  const { rv, card, activeProtocol } = await manager.connect(context, READER, DIRECT, 0);
  isRv(t, rv, SCARD.S_SUCCESS);
  t.is(activeProtocol, UNDEFINED);
  t.is((await manager.status(card)).state, CARD_STATE.ABSENT);
  isRv(t, (await manager.transmit(card, T0, hex`00 84 00 00 08`)).rv, SCARD.E_NO_SMARTCARD);
});

/** ATR, protocols wanted, protocol agreed (undefined: E_PROTO_MISMATCH). */
const protocols: [string, Uint8Array, number, number | undefined][] = [
  ['T=0 card, any', ATR_T0, ANY, T0],
  ['T=0 card, T=0', ATR_T0, T0, T0],
  ['T=0 card, T=1', ATR_T0, T1, undefined],
  ['card with both, any: T=1 first', ATR_T0_T1, ANY, T1],
  ['card with both, T=0', ATR_T0_T1, T0, T0],
  ['old any bit', ATR_T0_T1, ANY_OLD, T1],
  ['raw before all others', ATR_T0_T1, ANY | RAW, RAW],
  ['an ATR that starts with 2B', hex`2B 00`, ANY, undefined],
];
for (const [what, atr, wanted, agreed] of protocols) {
  test(`protocol: ${what}`, async (t) => {
    const { manager, context } = await world(t, new EchoCard('echo', atr));
    const { rv, activeProtocol } = await manager.connect(context, READER, SHARED, wanted);
    isRv(t, rv, agreed === undefined ? SCARD.E_PROTO_MISMATCH : SCARD.S_SUCCESS);
    t.is(activeProtocol, agreed ?? UNDEFINED);
  });
}

test('a protocol once agreed binds the next connection, until the card is reset', async (t) => {
  const { manager, context } = await world(t, new EchoCard('echo', ATR_T0_T1));
  const first = await manager.connect(context, READER, SHARED, T0);
  isRv(t, (await manager.connect(context, READER, SHARED, T1)).rv, SCARD.E_PROTO_MISMATCH);
  t.is((await manager.connect(context, READER, SHARED, ANY)).activeProtocol, T0);
  await manager.disconnect(first.card, DISPOSITION.RESET_CARD);
  t.is((await manager.connect(context, READER, SHARED, ANY)).activeProtocol, T1);
});

test('transmit wants the protocol that was agreed', async (t) => {
  const here = await world(t, new EchoCard());
  const card = await connected(t, here);
  const outcomes = [T1, ANY_OLD, RAW, T0].map((protocol) => here.manager.transmit(card, protocol, hex`00 84 00 00 08`));
  const codes = (await Promise.all(outcomes)).map(({ rv }) => rv);
  t.deepEqual(codes, [SCARD.E_PROTO_MISMATCH, SCARD.S_SUCCESS, SCARD.S_SUCCESS, SCARD.S_SUCCESS]);
});

test('transmit tells when the answer is longer than the buffer', async (t) => {
  const here = await world(t, new EchoCard());
  const card = await connected(t, here);
  const command = hex`00 84 00 00 08`;
  isRv(t, (await here.manager.transmit(card, T0, command, 7)).rv, SCARD.S_SUCCESS);
  t.deepEqual(await here.manager.transmit(card, T0, command, 6), {
    rv: SCARD.E_INSUFFICIENT_BUFFER,
    response: new Uint8Array(0),
    responseLength: 7,
  });
  isRv(t, (await here.manager.transmit(card, T0, new Uint8Array(65549))).rv, SCARD.E_INSUFFICIENT_BUFFER);
});

test('an exclusive connection keeps everybody out, at once', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const card = await connected(t, here, EXCLUSIVE);
  const other = await newContext(manager);
  for (const mode of [SHARED, EXCLUSIVE, DIRECT]) {
    isRv(t, (await manager.connect(other, READER, mode, ANY)).rv, SCARD.E_SHARING_VIOLATION);
  }
  await manager.disconnect(card, DISPOSITION.LEAVE_CARD);
  isRv(t, (await manager.connect(other, READER, SHARED, ANY)).rv, SCARD.S_SUCCESS);
});

test('exclusive is refused while others are connected', async (t) => {
  const here = await world(t, new EchoCard());
  await connected(t, here);
  isRv(t, (await here.manager.connect(here.context, READER, EXCLUSIVE, ANY)).rv, SCARD.E_SHARING_VIOLATION);
});

test('a mute card is present, gives no ATR and cannot be connected', async (t) => {
  const card = new MuteCard();
  const { manager, context } = await world(t, card);
  isRv(t, (await manager.connect(context, READER, SHARED, ANY)).rv, SCARD.W_UNPOWERED_CARD);
  t.deepEqual(card.log, ['powerOn', 'powerOn']);
  const direct = await manager.connect(context, READER, DIRECT, 0);
  const { state, atr } = await manager.status(direct.card);
  t.is(state & 0xffff, CARD_STATE.PRESENT | CARD_STATE.SWALLOWED);
  t.is(atr.length, 0);
});

test('an ATR longer than 33 bytes is no answer to reset', async (t) => {
  const { manager, context } = await world(t, new EchoCard('long', new Uint8Array(34).fill(0x3b)));
  isRv(t, (await manager.connect(context, READER, SHARED, ANY)).rv, SCARD.W_UNPOWERED_CARD);
});
