import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { DISPOSITION, PCSCLITE_E_UNSUPPORTED_FEATURE, PROTOCOL, SCARD, SHARE } from '#pcsc/scard.ts';
import { EchoCard, SlowCard } from '../reader/test-card.ts';
import { connected, isRv, newContext, READER, settled, world } from './world.ts';

const { LEAVE_CARD, RESET_CARD, UNPOWER_CARD, EJECT_CARD } = DISPOSITION;
const { S_SUCCESS, E_NOT_TRANSACTED, E_SHARING_VIOLATION, W_RESET_CARD, W_REMOVED_CARD } = SCARD;
const COMMAND = hex`00 84 00 00 08`;

test('EndTransaction without BeginTransaction is not transacted', async (t) => {
  const here = await world(t, new EchoCard());
  const card = await connected(t, here);
  isRv(t, (await here.manager.endTransaction(card, LEAVE_CARD)).rv, E_NOT_TRANSACTED);
});

test('transactions nest, one end for each begin', async (t) => {
  const here = await world(t, new EchoCard());
  const card = await connected(t, here);
  for (const _ of [1, 2]) isRv(t, (await here.manager.beginTransaction(card)).rv, S_SUCCESS);
  const ends = [S_SUCCESS, S_SUCCESS, E_NOT_TRANSACTED];
  for (const expected of ends) isRv(t, (await here.manager.endTransaction(card, LEAVE_CARD)).rv, expected);
});

test('the lock of an exclusive connection cannot be given back', async (t) => {
  const here = await world(t, new EchoCard());
  const card = await connected(t, here, SHARE.EXCLUSIVE);
  isRv(t, (await here.manager.endTransaction(card, LEAVE_CARD)).rv, E_NOT_TRANSACTED);
  await here.manager.beginTransaction(card);
  isRv(t, (await here.manager.endTransaction(card, LEAVE_CARD)).rv, S_SUCCESS);
  isRv(t, (await here.manager.endTransaction(card, LEAVE_CARD)).rv, E_NOT_TRANSACTED);
});

test('those who wait for the lock are served in the order they came, at once', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const [owner, second, third] = [await connected(t, here), await connected(t, here), await connected(t, here)];
  await manager.beginTransaction(owner);
  const order: string[] = [];
  const begun = manager.beginTransaction(second).then(() => order.push('second begins'));
  const transmitted = manager.transmit(third, PROTOCOL.T0, COMMAND).then(() => order.push('third transmits'));
  t.is(await settled(Promise.race([begun, transmitted])), 'waiting');
  await manager.endTransaction(owner, LEAVE_CARD);
  t.is(await settled(transmitted), 'waiting');
  t.deepEqual(order, ['second begins']);
  await manager.endTransaction(second, LEAVE_CARD);
  await transmitted;
  t.deepEqual(order, ['second begins', 'third transmits']);
});

test('a newcomer does not overtake those who wait for the lock', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const [owner, waiting, newcomer] = [await connected(t, here), await connected(t, here), await connected(t, here)];
  await manager.beginTransaction(owner);
  const begun = manager.beginTransaction(waiting);
  const ended = manager.endTransaction(owner, LEAVE_CARD);
  const late = manager.beginTransaction(newcomer);
  await ended;
  isRv(t, (await begun).rv, S_SUCCESS);
  t.is(await settled(late), 'waiting');
});

test('what a lock held elsewhere does to each call', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager, context } = here;
  const owner = await connected(t, here);
  const card = await connected(t, here);
  await manager.beginTransaction(owner);
  const waits = {
    begin: manager.beginTransaction(card),
    transmit: manager.transmit(card, PROTOCOL.T0, COMMAND),
    status: manager.status(card),
    reconnect: manager.reconnect(card, SHARE.SHARED, PROTOCOL.ANY, LEAVE_CARD),
    connect: manager.connect(context, READER, SHARE.SHARED, PROTOCOL.ANY),
    connectDirect: manager.connect(context, READER, SHARE.DIRECT, 0),
  };
  for (const [name, wait] of Object.entries(waits)) t.is(await settled(wait), 'waiting', name);
  isRv(t, (await manager.getAttrib(card, 0x00090303)).rv, E_SHARING_VIOLATION);
  isRv(t, (await manager.setAttrib(card, 0x00090303, hex`00`)).rv, E_SHARING_VIOLATION);
  isRv(t, (await manager.control(card, 0x42000d48, hex``)).rv, E_SHARING_VIOLATION);
  isRv(t, (await manager.endTransaction(card, LEAVE_CARD)).rv, E_SHARING_VIOLATION);
  isRv(t, (await manager.endTransaction(card, RESET_CARD)).rv, E_SHARING_VIOLATION);
  await manager.endTransaction(owner, LEAVE_CARD);
  isRv(t, (await waits.begin).rv, S_SUCCESS);
  await manager.endTransaction(card, LEAVE_CARD);
  for (const [name, wait] of Object.entries(waits)) isRv(t, (await wait).rv, S_SUCCESS, name);
});

test('disconnect waits for the lock only when it would touch the card', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const [owner, leaving, resetting] = [await connected(t, here), await connected(t, here), await connected(t, here)];
  await manager.beginTransaction(owner);
  isRv(t, (await manager.disconnect(leaving, LEAVE_CARD)).rv, S_SUCCESS);
  const reset = manager.disconnect(resetting, RESET_CARD);
  t.is(await settled(reset), 'waiting');
  await manager.endTransaction(owner, LEAVE_CARD);
  isRv(t, (await reset).rv, S_SUCCESS);
});

test('a disconnected owner gives the lock back', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const [owner, waiting] = [await connected(t, here), await connected(t, here)];
  await manager.beginTransaction(owner);
  await manager.beginTransaction(owner);
  const begun = manager.beginTransaction(waiting);
  await manager.disconnect(owner, LEAVE_CARD);
  isRv(t, (await begun).rv, S_SUCCESS);
});

/** Disposition, what the card feels, rv, and the caller's next call. */
const dispositions: [string, number, string[], number, number][] = [
  ['leave', LEAVE_CARD, [], S_SUCCESS, S_SUCCESS],
  ['reset', RESET_CARD, ['reset'], S_SUCCESS, W_RESET_CARD],
  ['unpower', UNPOWER_CARD, ['powerOff', 'powerOn'], S_SUCCESS, W_RESET_CARD],
  ['eject', EJECT_CARD, [], PCSCLITE_E_UNSUPPORTED_FEATURE, S_SUCCESS],
];
for (const [name, disposition, felt, expected, next] of dispositions) {
  test(`EndTransaction: ${name}`, async (t) => {
    const echo = new EchoCard();
    const here = await world(t, echo);
    const [card, other] = [await connected(t, here), await connected(t, here)];
    await here.manager.beginTransaction(card);
    echo.log.length = 0;
    isRv(t, (await here.manager.endTransaction(card, disposition)).rv, expected);
    t.deepEqual(echo.log, felt);
    for (const handle of [card, other]) isRv(t, (await here.manager.status(handle)).rv, next);
    isRv(t, (await here.manager.connect(here.context, READER, SHARE.SHARED, PROTOCOL.ANY)).rv, S_SUCCESS);
  });
}

for (const [call, expected] of [
  ['disconnect', SCARD.E_INVALID_VALUE],
  ['endTransaction', SCARD.E_INVALID_VALUE],
] as const) {
  for (const disposition of [-1, 4, 1.5]) {
    test(`${call} knows no disposition ${disposition}`, async (t) => {
      const here = await world(t, new EchoCard());
      const card = await connected(t, here);
      isRv(t, (await here.manager[call](card, disposition)).rv, expected);
    });
  }
}

test('a program that dies with the lock gets the card reset for the next one', async (t) => {
  const echo = new EchoCard();
  const here = await world(t, echo);
  const { manager } = here;
  const dying = { ...here, context: await newContext(manager) };
  const owner = await connected(t, dying);
  const card = await connected(t, here);
  await manager.beginTransaction(owner);
  const waiting = manager.beginTransaction(card);
  echo.log.length = 0;
  await manager.dropContext(dying.context);
  t.deepEqual(echo.log, ['reset']);
  isRv(t, (await waiting).rv, W_RESET_CARD);
  isRv(t, (await manager.reconnect(card, SHARE.SHARED, PROTOCOL.ANY, LEAVE_CARD)).rv, S_SUCCESS);
});

test('a program that dies without the lock leaves the card as it is', async (t) => {
  const echo = new EchoCard();
  const here = await world(t, echo);
  const dying = { ...here, context: await newContext(here.manager) };
  await connected(t, dying);
  const card = await connected(t, here);
  await here.manager.beginTransaction(card);
  echo.log.length = 0;
  await here.manager.dropContext(dying.context);
  t.deepEqual(echo.log, []);
  isRv(t, (await here.manager.status(card)).rv, S_SUCCESS);
});

test('releasing a context ends its blocked calls', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  await manager.beginTransaction(await connected(t, here));
  const other = { ...here, context: await newContext(manager) };
  const blocked = manager.connect(other.context, READER, SHARE.SHARED, PROTOCOL.ANY);
  await manager.releaseContext(other.context);
  isRv(t, (await blocked).rv, SCARD.E_INVALID_HANDLE);
});

test('two commands to one slow card go one after the other', async (t) => {
  const slow = new SlowCard();
  const here = await world(t);
  here.slot.insert(slow);
  await t.notThrowsAsync(here.manager.getStatusChange(here.context, 1000, [{ reader: READER, currentState: 0x10 }]));
  const [one, two] = [await connected(t, here), await connected(t, here)];
  slow.log.length = 0;
  const first = here.manager.transmit(one, PROTOCOL.T0, hex`00 01`);
  const second = here.manager.transmit(two, PROTOCOL.T0, hex`00 02`);
  t.is(await settled(Promise.race([first, second])), 'waiting');
  t.deepEqual(slow.log, ['0001']);
  slow.answer();
  t.deepEqual((await first).response, hex`00 01 90 00`);
  t.deepEqual(slow.log, ['0001', '0002']);
  slow.answer();
  t.deepEqual((await second).response, hex`00 02 90 00`);
});

test('a card that computes does not hold another reader', async (t) => {
  const slow = new SlowCard();
  const here = await world(t, slow);
  const { manager, context } = here;
  manager.plugReader('accueil').insert(new EchoCard());
  await manager.getStatusChange(context, 1000, [{ reader: READER, currentState: 0x10 }]);
  const busy = manager.transmit(await connected(t, here), PROTOCOL.T0, COMMAND);
  const { card } = await manager.connect(context, 'accueil 00 00', SHARE.SHARED, PROTOCOL.ANY);
  isRv(t, (await manager.transmit(card, PROTOCOL.T0, COMMAND)).rv, S_SUCCESS);
  t.is(await settled(busy), 'waiting');
  slow.answer();
  isRv(t, (await busy).rv, S_SUCCESS);
});

test('a card taken out while it computes ends everything that waits for it, at once', async (t) => {
  const slow = new SlowCard();
  const here = await world(t, slow);
  const { manager, context, slot } = here;
  await manager.getStatusChange(context, 1000, [{ reader: READER, currentState: 0x10 }]);
  const [one, two] = [await connected(t, here), await connected(t, here)];
  const running = manager.transmit(one, PROTOCOL.T0, COMMAND);
  const queued = manager.transmit(two, PROTOCOL.T0, COMMAND);
  slot.remove();
  isRv(t, (await running).rv, W_REMOVED_CARD);
  isRv(t, (await queued).rv, W_REMOVED_CARD);
  slot.insert(new EchoCard());
  isRv(t, (await manager.status(one)).rv, W_REMOVED_CARD);
  isRv(t, (await manager.reconnect(one, SHARE.SHARED, PROTOCOL.ANY, LEAVE_CARD)).rv, S_SUCCESS);
  isRv(t, (await manager.transmit(one, PROTOCOL.T0, COMMAND)).rv, S_SUCCESS);
});

test('a released context has waited for the handles that were being closed', async (t) => {
  const here = await world(t, new SlowCard());
  const { manager, context } = here;
  await manager.getStatusChange(context, 1000, [{ reader: READER, currentState: 0x10 }]);
  const closing = manager.disconnect(await connected(t, here), RESET_CARD);
  await manager.releaseContext(context);
  const again = await manager.connect(await newContext(manager), READER, SHARE.EXCLUSIVE, PROTOCOL.ANY);
  isRv(t, again.rv, S_SUCCESS);
  isRv(t, (await closing).rv, S_SUCCESS);
});
