import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { hex } from '#iso7816/bytes.ts';
import { ATTRIBUTE, CARD_STATE, DISPOSITION, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import type { ScardHandle } from '#pcsc/winscard.ts';
import { EchoCard, MuteCard, SlowCard } from '../reader/test-card.ts';
import { connected, isRv, newContext, READER, settled, type World, world } from './world.ts';

const { LEAVE_CARD, RESET_CARD, UNPOWER_CARD, EJECT_CARD } = DISPOSITION;
const { S_SUCCESS, W_REMOVED_CARD, W_RESET_CARD, E_NO_SMARTCARD, E_INVALID_VALUE, E_SHARING_VIOLATION } = SCARD;
const { SHARED, EXCLUSIVE, DIRECT } = SHARE;
const COMMAND = hex`00 84 00 00 08`;
const GOOD = CARD_STATE.PRESENT | CARD_STATE.POWERED | CARD_STATE.NEGOTIABLE;

const calls: Record<string, (here: World, card: ScardHandle) => Promise<{ rv: number }>> = {
  status: ({ manager }, card) => manager.status(card),
  transmit: ({ manager }, card) => manager.transmit(card, PROTOCOL.T0, COMMAND),
  begin: ({ manager }, card) => manager.beginTransaction(card),
  end: ({ manager }, card) => manager.endTransaction(card, LEAVE_CARD),
  getAttrib: ({ manager }, card) => manager.getAttrib(card, ATTRIBUTE.ATR_STRING),
  setAttrib: ({ manager }, card) => manager.setAttrib(card, ATTRIBUTE.ATR_STRING, hex`00`),
  control: ({ manager }, card) => manager.control(card, 0x42000d48, hex``),
  reconnect: ({ manager }, card) => manager.reconnect(card, SHARED, PROTOCOL.ANY, LEAVE_CARD),
  reconnectReset: ({ manager }, card) => manager.reconnect(card, SHARED, PROTOCOL.ANY, RESET_CARD),
  disconnect: ({ manager }, card) => manager.disconnect(card, RESET_CARD),
  connect: ({ manager, context }) => manager.connect(context, READER, SHARED, PROTOCOL.ANY),
  connectDirect: ({ manager, context }) => manager.connect(context, READER, DIRECT, 0),
};

/** What no driver knows. */
const UNSUPPORTED = 0x8010001f;

const afterRemoval: Record<string, number> = {
  status: W_REMOVED_CARD,
  transmit: W_REMOVED_CARD,
  begin: W_REMOVED_CARD,
  end: W_REMOVED_CARD,
  getAttrib: W_REMOVED_CARD,
  setAttrib: W_REMOVED_CARD,
  control: S_SUCCESS, // answered by the driver, card or not
  reconnect: E_NO_SMARTCARD,
  reconnectReset: E_NO_SMARTCARD,
  disconnect: S_SUCCESS,
  connect: E_NO_SMARTCARD,
  connectDirect: S_SUCCESS,
};

const afterUnplug: Record<string, number> = {
  status: SCARD.E_READER_UNAVAILABLE,
  transmit: E_INVALID_VALUE,
  begin: E_INVALID_VALUE,
  end: E_INVALID_VALUE,
  getAttrib: E_INVALID_VALUE,
  setAttrib: E_INVALID_VALUE,
  control: E_INVALID_VALUE,
  reconnect: E_INVALID_VALUE,
  disconnect: S_SUCCESS,
  connect: SCARD.E_UNKNOWN_READER,
};

const afterReset: Record<string, number> = {
  status: W_RESET_CARD,
  transmit: W_RESET_CARD,
  begin: W_RESET_CARD,
  end: W_RESET_CARD,
  getAttrib: W_RESET_CARD,
  control: S_SUCCESS, // answered by the driver, card or not
  reconnect: S_SUCCESS,
  disconnect: S_SUCCESS,
};

function call(name: string, here: World, card: ScardHandle): Promise<{ rv: number }> {
  const run = calls[name];
  if (run === undefined) throw new Error(`no call ${name}`);
  return run(here, card);
}

for (const [name, expected] of Object.entries(afterRemoval)) {
  test(`removed card: ${name}`, async (t) => {
    const here = await world(t, new EchoCard());
    const card = await connected(t, here);
    here.slot.remove();
    isRv(t, (await call(name, here, card)).rv, expected);
  });
}

for (const name of ['status', 'transmit', 'begin', 'end']) {
  test(`removed card, another one inserted: ${name} still tells of the removal`, async (t) => {
    const here = await world(t, new EchoCard());
    const card = await connected(t, here);
    here.slot.remove();
    here.slot.insert(new EchoCard());
    isRv(t, (await call(name, here, card)).rv, W_REMOVED_CARD);
    isRv(t, (await here.manager.reconnect(card, SHARED, PROTOCOL.ANY, LEAVE_CARD)).rv, S_SUCCESS);
    isRv(t, (await here.manager.status(card)).rv, S_SUCCESS);
  });
}

for (const [name, expected] of Object.entries(afterUnplug)) {
  test(`unplugged reader: ${name}`, async (t) => {
    const here = await world(t, new EchoCard());
    const card = await connected(t, here);
    here.manager.unplugReader('bureau');
    isRv(t, (await call(name, here, card)).rv, expected);
  });
}

test('a reader that comes back under its name is another reader', async (t) => {
  const here = await world(t, new EchoCard());
  const card = await connected(t, here);
  const inside = here.manager.unplugReader(READER);
  t.truthy(inside);
  here.manager.plugReader('bureau').insert(new EchoCard());
  isRv(t, (await here.manager.status(card)).rv, E_INVALID_VALUE);
  isRv(t, (await here.manager.disconnect(card, LEAVE_CARD)).rv, S_SUCCESS);
  isRv(t, (await here.manager.connect(here.context, READER, SHARED, PROTOCOL.ANY)).rv, S_SUCCESS);
});

test('an unplugged reader ends the calls that wait in it', async (t) => {
  const slow = new SlowCard();
  const here = await world(t, slow);
  const { manager, context } = here;
  await manager.getStatusChange(context, 1000, [{ reader: READER, currentState: 0x10 }]);
  const [owner, other] = [await connected(t, here), await connected(t, here)];
  await manager.beginTransaction(owner);
  const running = manager.transmit(owner, PROTOCOL.T0, COMMAND);
  const blocked = manager.beginTransaction(other);
  const connecting = manager.connect(context, READER, SHARED, PROTOCOL.ANY);
  manager.unplugReader('bureau');
  isRv(t, (await running).rv, SCARD.E_READER_UNAVAILABLE);
  isRv(t, (await blocked).rv, E_INVALID_VALUE);
  isRv(t, (await connecting).rv, SCARD.E_UNKNOWN_READER);
});

for (const [name, expected] of Object.entries(afterReset)) {
  test(`card reset by another program: ${name}`, async (t) => {
    const here = await world(t, new EchoCard());
    const [card, other] = [await connected(t, here), await connected(t, here)];
    await here.manager.disconnect(other, RESET_CARD);
    isRv(t, (await call(name, here, card)).rv, expected);
  });
}

test('the removal frees the lock and those who wait for it', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const [owner, waiting] = [await connected(t, here), await connected(t, here)];
  await manager.beginTransaction(owner);
  const begun = manager.beginTransaction(waiting);
  here.slot.remove();
  isRv(t, (await begun).rv, W_REMOVED_CARD);
});

test('exclusive use survives the removal of the card', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const card = await connected(t, here, EXCLUSIVE);
  here.slot.remove();
  const other = await newContext(manager);
  isRv(t, (await manager.connect(other, READER, DIRECT, 0)).rv, E_SHARING_VIOLATION);
  here.slot.insert(new EchoCard());
  isRv(t, (await manager.connect(other, READER, SHARED, PROTOCOL.ANY)).rv, E_SHARING_VIOLATION);
  isRv(t, (await manager.reconnect(card, EXCLUSIVE, PROTOCOL.ANY, LEAVE_CARD)).rv, S_SUCCESS);
  isRv(t, (await manager.disconnect(card, LEAVE_CARD)).rv, S_SUCCESS);
  isRv(t, (await manager.connect(other, READER, SHARED, PROTOCOL.ANY)).rv, S_SUCCESS);
});

test('a reconnect with reset in an empty reader turns the removal into a reset', async (t) => {
  const here = await world(t, new EchoCard());
  const card = await connected(t, here);
  here.slot.remove();
  isRv(t, (await here.manager.reconnect(card, SHARED, PROTOCOL.ANY, RESET_CARD)).rv, E_NO_SMARTCARD);
  isRv(t, (await here.manager.status(card)).rv, W_RESET_CARD);
});

/** Initialization of SCardReconnect and what the card feels. */
const initializations: [number, string[]][] = [
  [LEAVE_CARD, []],
  [RESET_CARD, ['reset']],
  [UNPOWER_CARD, ['powerOff', 'powerOn']],
];
for (const [initialization, felt] of initializations) {
  test(`reconnect with initialization ${initialization}`, async (t) => {
    const echo = new EchoCard();
    const here = await world(t, echo);
    const [card, other] = [await connected(t, here), await connected(t, here)];
    echo.log.length = 0;
    const { rv, activeProtocol } = await here.manager.reconnect(card, SHARED, PROTOCOL.ANY, initialization);
    isRv(t, rv, S_SUCCESS);
    t.is(activeProtocol, PROTOCOL.T0);
    t.deepEqual(echo.log, felt);
    isRv(t, (await here.manager.status(card)).rv, S_SUCCESS);
    isRv(t, (await here.manager.status(other)).rv, felt.length === 0 ? S_SUCCESS : W_RESET_CARD);
  });
}

/** What SCardReconnect refuses: share mode, protocols, initialization, code; in the order of the checks. */
const refusedReconnects: [number, number, number, number][] = [
  [9, 0, EJECT_CARD, E_INVALID_VALUE],
  [9, 0, LEAVE_CARD, E_INVALID_VALUE],
  [SHARED, 0, LEAVE_CARD, SCARD.E_PROTO_MISMATCH],
  [SHARED, PROTOCOL.T1, LEAVE_CARD, SCARD.E_PROTO_MISMATCH],
];
for (const [shareMode, protocols, initialization, expected] of refusedReconnects) {
  test(`reconnect is refused: mode ${shareMode}, protocols ${protocols}, initialization ${initialization}`, async (t) => {
    const here = await world(t, new EchoCard());
    const card = await connected(t, here);
    isRv(t, (await here.manager.reconnect(card, shareMode, protocols, initialization)).rv, expected);
  });
}

test('reconnect to exclusive waits until the others have gone', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const [card, other] = [await connected(t, here), await connected(t, here)];
  const reconnecting = manager.reconnect(card, EXCLUSIVE, PROTOCOL.ANY, LEAVE_CARD);
  t.is(await settled(reconnecting), 'waiting');
  await manager.disconnect(other, LEAVE_CARD);
  isRv(t, (await reconnecting).rv, S_SUCCESS);
  isRv(t, (await manager.connect(here.context, READER, SHARED, PROTOCOL.ANY)).rv, E_SHARING_VIOLATION);
  isRv(t, (await manager.reconnect(card, SHARED, PROTOCOL.ANY, LEAVE_CARD)).rv, S_SUCCESS);
  isRv(t, (await manager.connect(here.context, READER, SHARED, PROTOCOL.ANY)).rv, S_SUCCESS);
});

test('reconnect to exclusive from within a transaction waits for the others, too', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const [card, other] = [await connected(t, here), await connected(t, here)];
  await manager.beginTransaction(card);
  const reconnecting = manager.reconnect(card, EXCLUSIVE, PROTOCOL.ANY, LEAVE_CARD);
  t.is(await settled(reconnecting), 'waiting');
  await manager.disconnect(other, LEAVE_CARD);
  isRv(t, (await reconnecting).rv, S_SUCCESS);
});

test('unpowered at disconnect: present without power, until somebody connects', async (t) => {
  const echo = new EchoCard();
  const here = await world(t, echo);
  const { manager, context } = here;
  const watching = await connected(t, here, DIRECT);
  await manager.disconnect(await connected(t, here), UNPOWER_CARD);
  t.deepEqual(echo.log, ['powerOn', 'powerOff']);
  isRv(t, (await manager.status(watching)).rv, W_RESET_CARD);
  isRv(t, (await manager.reconnect(watching, DIRECT, 0, LEAVE_CARD)).rv, S_SUCCESS);
  t.is((await manager.status(watching)).state & 0xffff, CARD_STATE.PRESENT);
  isRv(t, (await manager.connect(context, READER, SHARED, PROTOCOL.ANY)).rv, S_SUCCESS);
  t.deepEqual(echo.log, ['powerOn', 'powerOff', 'powerOn']);
  t.is((await manager.status(watching)).state & 0xffff, GOOD);
});

test('a reset of a card without power is a cold one', async (t) => {
  const echo = new EchoCard();
  const here = await world(t, echo);
  const direct = await connected(t, here, DIRECT);
  await here.manager.disconnect(await connected(t, here), UNPOWER_CARD);
  echo.log.length = 0;
  isRv(t, (await here.manager.reconnect(direct, DIRECT, 0, RESET_CARD)).rv, S_SUCCESS);
  t.deepEqual(echo.log, ['powerOn']);
});

test('two programs that come to a card without power start it once', async (t) => {
  const slow = new SlowCard();
  const here = await world(t, slow);
  const { manager, context } = here;
  await manager.getStatusChange(context, 1000, [{ reader: READER, currentState: 0x10 }]);
  await manager.disconnect(await connected(t, here), UNPOWER_CARD);
  slow.log.length = 0;
  await Promise.all([connected(t, here), connected(t, here)]);
  t.deepEqual(slow.log, ['powerOn']);
});

test('a card that leaves under its own command has not answered', async (t) => {
  const torn = new EchoCard();
  const here = await world(t, torn);
  const card = await connected(t, here);
  torn.transmit = () => {
    here.slot.remove();
    return hex`90 00`;
  };
  const { rv, response } = await here.manager.transmit(card, PROTOCOL.T0, COMMAND);
  isRv(t, rv, W_REMOVED_CARD);
  t.is(response.length, 0);
});

test('disconnect with eject leaves the card where it is', async (t) => {
  const echo = new EchoCard();
  const here = await world(t, echo);
  isRv(t, (await here.manager.disconnect(await connected(t, here), EJECT_CARD)).rv, S_SUCCESS);
  t.deepEqual(echo.log, ['powerOn']);
});

test('a card that does not answer to the reset is mute', async (t) => {
  const mute = new MuteCard();
  mute.powerOn = () => hex`3B 00`;
  const here = await world(t, mute);
  const card = await connected(t, here);
  mute.powerOn = MuteCard.prototype.powerOn;
  isRv(t, (await here.manager.reconnect(card, SHARED, PROTOCOL.ANY, RESET_CARD)).rv, SCARD.W_UNRESPONSIVE_CARD);
  const direct = await here.manager.connect(here.context, READER, DIRECT, 0);
  t.is((await here.manager.status(direct.card)).state & 0xffff, CARD_STATE.PRESENT | CARD_STATE.SWALLOWED);
});

test('a card loses its power when it is taken out', async (t) => {
  const echo = new EchoCard();
  const here = await world(t, echo);
  here.slot.remove();
  t.deepEqual(echo.log, ['powerOn', 'powerOff']);
});

test('insertions and removals are counted in the high half of the state', async (t) => {
  const here = await world(t);
  const card = await connected(t, here, DIRECT);
  const counter = async () => (await here.manager.status(card)).state >>> 16;
  t.is(await counter(), 0);
  here.slot.insert(new EchoCard());
  t.is(await counter(), 1);
  here.slot.remove();
  await here.manager.reconnect(card, DIRECT, 0, LEAVE_CARD);
  here.slot.insert(new EchoCard());
  await here.manager.reconnect(card, DIRECT, 0, LEAVE_CARD);
  t.is(await counter(), 3);
});

test('a card that is left alone loses its power, and starts again for the next program', async (t) => {
  const echo = new EchoCard();
  const clock = new VirtualClock();
  const here = await world(t, echo, { clock });
  await here.manager.disconnect(await connected(t, here), LEAVE_CARD);
  echo.log.length = 0;
  clock.pass(799);
  t.deepEqual(echo.log, []);
  clock.pass(1);
  t.deepEqual(echo.log, ['powerOff']);
  await connected(t, here);
  t.deepEqual(echo.log, ['powerOff', 'powerOn']);
});

test('a card that is used again in time keeps its power', async (t) => {
  const echo = new EchoCard();
  const clock = new VirtualClock();
  const here = await world(t, echo, { clock });
  await here.manager.disconnect(await connected(t, here), LEAVE_CARD);
  clock.pass(799);
  await connected(t, here);
  clock.pass(10_000);
  t.deepEqual(echo.log, ['powerOn']);
});

test('attributes of a reader', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const card = await connected(t, here);
  const text = async (attribute: number) => new TextDecoder().decode((await manager.getAttrib(card, attribute)).value);
  t.is(await text(ATTRIBUTE.DEVICE_FRIENDLY_NAME), `${READER}\0`);
  t.is(await text(ATTRIBUTE.DEVICE_SYSTEM_NAME), `${READER}\0`);
  t.regex(await text(ATTRIBUTE.VENDOR_NAME), /^.+\0$/);
  t.deepEqual((await manager.getAttrib(card, ATTRIBUTE.ATR_STRING)).value, new EchoCard().getAtr());
  t.deepEqual((await manager.getAttrib(card, ATTRIBUTE.ICC_PRESENCE)).value, hex`02`);
  t.deepEqual((await manager.getAttrib(card, ATTRIBUTE.CURRENT_PROTOCOL_TYPE)).value, hex`01 00 00 00`);
  isRv(t, (await manager.getAttrib(card, 0x12345)).rv, UNSUPPORTED);
  isRv(t, (await manager.setAttrib(card, ATTRIBUTE.ATR_STRING, hex``)).rv, SCARD.E_INVALID_PARAMETER);
  isRv(t, (await manager.setAttrib(card, ATTRIBUTE.ATR_STRING, hex`00`)).rv, SCARD.E_NOT_TRANSACTED);
  isRv(t, (await manager.setAttrib(card, 1, new Uint8Array(265))).rv, SCARD.E_INSUFFICIENT_BUFFER);
});
