import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { DISPOSITION, INFINITE, PNP_NOTIFICATION, PROTOCOL, READER_STATE, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import {
  observe,
  type ReaderTableEntry,
  SHARING_EXCLUSIVE,
} from '../../../simulator/resource-manager/status-change.ts';
import { StatusWaiter } from '../../../simulator/resource-manager/status-waiter.ts';
import { ATR_T0, EchoCard, MuteCard, SlowCard } from '../reader/test-card.ts';
import { connected, isRv, newContext, READER, settled, world } from './world.ts';

const { UNAWARE, IGNORE, CHANGED, UNKNOWN, UNAVAILABLE, EMPTY, PRESENT, EXCLUSIVE, INUSE, MUTE } = READER_STATE;
const { S_SUCCESS, E_TIMEOUT, E_CANCELLED } = SCARD;

const NOTHING = new Uint8Array(0);
/** Table values: reference/pcsclite-protocol.md 2. */
const empty: ReaderTableEntry = { name: READER, eventCounter: 0, state: 2, sharing: 0, atr: NOTHING, protocol: 0 };
const good: ReaderTableEntry = { ...empty, eventCounter: 1, state: 0x34, atr: ATR_T0 };
const mute: ReaderTableEntry = { ...empty, eventCounter: 1, state: 0x0c };
const used: ReaderTableEntry = { ...good, sharing: 2 };
const taken: ReaderTableEntry = { ...good, sharing: SHARING_EXCLUSIVE };

/** What is believed, what the table says, bits found, changed or not. */
const observations: [string, number, ReaderTableEntry | undefined, number, boolean][] = [
  ['unaware, empty', UNAWARE, empty, EMPTY, true],
  ['unaware, card', UNAWARE, good, PRESENT | (1 << 16), true],
  ['unaware, used', UNAWARE, used, PRESENT | INUSE | (1 << 16), true],
  ['unaware, exclusive', UNAWARE, taken, PRESENT | EXCLUSIVE | (1 << 16), true],
  ['unaware, mute', UNAWARE, mute, PRESENT | MUTE | (1 << 16), true],
  ['empty, empty', EMPTY, empty, EMPTY, false],
  ['present, empty', PRESENT, empty, EMPTY, true],
  ['empty, card', EMPTY, good, PRESENT | (1 << 16), true],
  ['present, card', PRESENT, good, PRESENT | (1 << 16), false],
  ['present, used: not asked for', PRESENT, used, PRESENT | INUSE | (1 << 16), false],
  ['in use, free', PRESENT | INUSE, good, PRESENT | (1 << 16), true],
  ['in use, exclusive', PRESENT | INUSE, taken, PRESENT | EXCLUSIVE | (1 << 16), true],
  ['exclusive, in use', PRESENT | EXCLUSIVE, used, PRESENT | INUSE | (1 << 16), true],
  ['exclusive, free', PRESENT | EXCLUSIVE, good, PRESENT | (1 << 16), true],
  ['present, mute', PRESENT, mute, PRESENT | MUTE | (1 << 16), true],
  ['mute, mute', PRESENT | MUTE, mute, PRESENT | MUTE | (1 << 16), false],
  ['mute, card', PRESENT | MUTE, good, PRESENT | (1 << 16), true],
  ['same counter', PRESENT | (1 << 16), good, PRESENT | (1 << 16), false],
  ['other counter: out and in again', PRESENT | (3 << 16), good, PRESENT | (1 << 16), true],
  ['counter 0 is not compared', PRESENT, { ...good, eventCounter: 9 }, PRESENT | (9 << 16), false],
  ['counter 65535', PRESENT | 0xffff0000, { ...good, eventCounter: 0xffff }, (PRESENT | 0xffff0000) >>> 0, false],
  ['in use without card', EMPTY, { ...empty, sharing: 1 }, EMPTY, false],
  ['exclusive without card', EMPTY, { ...empty, sharing: -1 }, EMPTY | EXCLUSIVE, false],
  ['reader gone', PRESENT, undefined, UNKNOWN | UNAVAILABLE, true],
  ['reader gone, known', UNKNOWN, undefined, UNKNOWN | UNAVAILABLE, false],
  ['reader back', UNKNOWN | UNAVAILABLE, empty, EMPTY, true],
  ['CHANGED fed back alone', CHANGED, empty, EMPTY, false],
];
for (const [what, believed, entry, found, changed] of observations) {
  test(`observed: ${what}`, (t) => {
    const eventState = changed ? (found | CHANGED) >>> 0 : found;
    t.deepEqual(observe(believed, entry), { eventState, changed });
  });
}

test('a first look returns at once, with the ATR', async (t) => {
  const { manager, context } = await world(t, new EchoCard());
  const { rv, states } = await manager.getStatusChange(context, INFINITE, [{ reader: READER, currentState: UNAWARE }]);
  isRv(t, rv, S_SUCCESS);
  t.deepEqual(states, [
    { reader: READER, currentState: UNAWARE, eventState: CHANGED | PRESENT | (1 << 16), atr: ATR_T0 },
  ]);
});

test('insertion and removal end the wait at once', async (t) => {
  const { manager, context, slot } = await world(t);
  const insertion = manager.getStatusChange(context, INFINITE, [{ reader: READER, currentState: EMPTY }]);
  t.is(await settled(insertion), 'waiting');
  slot.insert(new EchoCard());
  const inserted = (await insertion).states[0];
  t.is(inserted?.eventState, CHANGED | PRESENT | (1 << 16));
  const removal = manager.getStatusChange(context, INFINITE, [{ reader: READER, currentState: PRESENT | (1 << 16) }]);
  slot.remove();
  t.is((await removal).states[0]?.eventState, CHANGED | EMPTY | (2 << 16));
});

test('a swap between two waits is told by the counter', async (t) => {
  const { manager, context, slot } = await world(t, new EchoCard());
  slot.remove();
  slot.insert(new EchoCard());
  const query = { reader: READER, currentState: PRESENT | (1 << 16) };
  const { rv, states } = await manager.getStatusChange(context, INFINITE, [query]);
  isRv(t, rv, S_SUCCESS);
  t.is(states[0]?.eventState, CHANGED | PRESENT | (3 << 16));
});

test('all readers are looked at, and only the changed one is marked', async (t) => {
  const { manager, context } = await world(t, new EchoCard());
  manager.plugReader('accueil');
  const { states } = await manager.getStatusChange(context, INFINITE, [
    { reader: 'accueil 00 00', currentState: UNAWARE },
    { reader: READER, currentState: PRESENT },
  ]);
  t.deepEqual(
    states.map(({ eventState }) => eventState),
    [CHANGED | EMPTY, PRESENT | (1 << 16)],
  );
});

test('a wait ends by its time-out, and tells what it saw', async (t) => {
  const { manager, context } = await world(t);
  for (const timeoutMs of [0, 5]) {
    const { rv, states } = await manager.getStatusChange(context, timeoutMs, [{ reader: READER, currentState: EMPTY }]);
    isRv(t, rv, E_TIMEOUT);
    t.is(states[0]?.eventState, EMPTY);
  }
});

test('a wait ends when its time is over, not before', async (t) => {
  const clock = new VirtualClock();
  const { manager, context } = await world(t, undefined, { clock });
  const wait = manager.getStatusChange(context, 60_000, [{ reader: READER, currentState: EMPTY }]);
  clock.pass(59_999);
  t.is(await settled(wait), 'waiting');
  clock.pass(1);
  isRv(t, (await wait).rv, E_TIMEOUT);
});

test('a mute card is announced', async (t) => {
  const { manager, context, slot } = await world(t);
  const wait = manager.getStatusChange(context, INFINITE, [{ reader: READER, currentState: EMPTY }]);
  slot.insert(new MuteCard());
  const { eventState, atr } = (await wait).states[0] ?? t.fail();
  t.is(eventState, CHANGED | PRESENT | MUTE | (1 << 16));
  t.is(atr.length, 0);
});

test('a card is announced when it has answered to the reset, not before', async (t) => {
  const { manager, context, slot } = await world(t);
  slot.insert(new SlowCard());
  isRv(t, (await manager.connect(context, READER, SHARE.SHARED, PROTOCOL.ANY)).rv, SCARD.E_NO_SMARTCARD);
  const { states } = await manager.getStatusChange(context, INFINITE, [{ reader: READER, currentState: EMPTY }]);
  t.is(states[0]?.eventState, CHANGED | PRESENT | (1 << 16));
});

test('a card taken out before it has answered was never there', async (t) => {
  const { manager, context, slot } = await world(t);
  slot.insert(new SlowCard());
  slot.remove();
  const wait = manager.getStatusChange(context, INFINITE, [{ reader: READER, currentState: EMPTY }]);
  t.is(await settled(wait), 'waiting');
  slot.insert(new EchoCard());
  t.is((await wait).states[0]?.eventState, CHANGED | PRESENT | (1 << 16));
});

test('the first connection is no change for who did not ask, the last disconnection is for who did', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const other = await newContext(manager);
  const indifferent = manager.getStatusChange(other, INFINITE, [{ reader: READER, currentState: PRESENT }]);
  const card = await connected(t, here);
  const asking = manager.getStatusChange(other, INFINITE, [{ reader: READER, currentState: PRESENT | INUSE }]);
  t.is(await settled(Promise.race([indifferent, asking])), 'waiting');
  await manager.disconnect(card, DISPOSITION.LEAVE_CARD);
  t.is((await asking).states[0]?.eventState, CHANGED | PRESENT | (1 << 16));
  t.is(await settled(indifferent), 'waiting');
});

for (const pnp of [PNP_NOTIFICATION, PNP_NOTIFICATION.toUpperCase()]) {
  test(`a reader plugged or unplugged ends the wait on ${pnp}`, async (t) => {
    const { manager, context } = await world(t);
    const plugged = manager.getStatusChange(context, INFINITE, [{ reader: pnp, currentState: UNAWARE }]);
    t.is(await settled(plugged), 'waiting');
    manager.plugReader('accueil');
    t.is((await plugged).states[0]?.eventState, CHANGED);
    const unplugged = manager.getStatusChange(context, INFINITE, [{ reader: pnp, currentState: CHANGED }]);
    manager.unplugReader('accueil');
    t.is((await unplugged).states[0]?.eventState, CHANGED);
  });
}

test('a reader unplugged while it is waited for', async (t) => {
  const { manager, context } = await world(t, new EchoCard());
  const wait = manager.getStatusChange(context, INFINITE, [{ reader: READER, currentState: PRESENT }]);
  manager.unplugReader('bureau');
  const { eventState, atr } = (await wait).states[0] ?? t.fail();
  t.is(eventState, CHANGED | UNKNOWN | UNAVAILABLE);
  t.is(atr.length, 0);
});

/** Calls that end before anything is compared. */
const shortcuts: [string, { reader: string; currentState: number }[], number][] = [
  ['no reader', [], S_SUCCESS],
  ['all ignored, even unknown ones', [{ reader: 'nowhere', currentState: IGNORE }], S_SUCCESS],
  ['one unknown', [{ reader: 'nowhere', currentState: UNAWARE }], SCARD.E_UNKNOWN_READER],
  [
    'one unknown and ignored',
    [
      { reader: READER, currentState: UNAWARE },
      { reader: 'nowhere', currentState: IGNORE },
    ],
    SCARD.E_UNKNOWN_READER,
  ],
  ['17 readers', Array.from({ length: 17 }, () => ({ reader: READER, currentState: 0 })), SCARD.E_INVALID_PARAMETER],
];
for (const [what, states, expected] of shortcuts) {
  test(`getStatusChange returns at once: ${what}`, async (t) => {
    const { manager, context } = await world(t);
    isRv(t, (await manager.getStatusChange(context, INFINITE, states)).rv, expected);
  });
}

test('cancel ends the waits of its context only', async (t) => {
  const { manager, context } = await world(t);
  const other = await newContext(manager);
  const states = [{ reader: READER, currentState: EMPTY }];
  const [mine, theirs] = [
    manager.getStatusChange(context, INFINITE, states),
    manager.getStatusChange(other, INFINITE, states),
  ];
  isRv(t, (await manager.cancel(context)).rv, S_SUCCESS);
  isRv(t, (await mine).rv, E_CANCELLED);
  t.is(await settled(theirs), 'waiting');
  isRv(t, (await manager.cancel(context)).rv, S_SUCCESS, 'nothing waits');
  isRv(t, (await manager.cancel(4711)).rv, SCARD.E_INVALID_HANDLE);
  isRv(t, (await manager.releaseContext(other)).rv, S_SUCCESS);
  isRv(t, (await theirs).rv, E_CANCELLED);
});

test('a context lives from establish to release', async (t) => {
  const { manager, context } = await world(t);
  isRv(t, (await manager.isValidContext(context)).rv, S_SUCCESS);
  isRv(t, (await manager.releaseContext(context)).rv, S_SUCCESS);
  for (const { rv } of [
    await manager.isValidContext(context),
    await manager.releaseContext(context),
    await manager.listReaders(context),
    await manager.cancel(context),
    await manager.getStatusChange(context, 0, [{ reader: READER, currentState: 0 }]),
  ])
    isRv(t, rv, SCARD.E_INVALID_HANDLE);
});

for (const [scope, expected] of [
  [0, S_SUCCESS],
  [3, S_SUCCESS],
  [4, SCARD.E_INVALID_VALUE],
  [-1, SCARD.E_INVALID_VALUE],
] as const) {
  test(`scope ${scope}`, async (t) => {
    const { manager } = await world(t);
    isRv(t, (await manager.establishContext(scope)).rv, expected);
  });
}

test('releasing a context closes its handles', async (t) => {
  const here = await world(t, new EchoCard());
  const { manager } = here;
  const card = await connected(t, here, SHARE.EXCLUSIVE);
  await manager.releaseContext(here.context);
  isRv(t, (await manager.status(card)).rv, SCARD.E_INVALID_HANDLE);
  const again = await manager.connect(await newContext(manager), READER, SHARE.SHARED, PROTOCOL.ANY);
  isRv(t, again.rv, S_SUCCESS);
});

test.serial('a change is looked at only by those who wait for that reader, or for the list of readers', async (t) => {
  const manager = new ResourceManager();
  const slots = Array.from({ length: 100 }, (_, i) => manager.plugReader(`R${i}`));
  const { context } = await manager.establishContext(SCOPE.SYSTEM);
  const waiting = (reader: string) => manager.getStatusChange(context, INFINITE, [{ reader, currentState: EMPTY }]);
  const waits = slots.map(({ name }) => waiting(name));
  const listed = manager.getStatusChange(context, INFINITE, [
    { reader: PNP_NOTIFICATION.toLowerCase(), currentState: UNAWARE },
  ]);
  const looks = looksDuring(() => {
    slots[7]?.insert(new EchoCard());
    manager.plugReader('later');
  });
  t.is(looks, 2);
  t.is((await waits[7])?.rv, S_SUCCESS);
  t.is((await listed).rv, S_SUCCESS);
  await manager.close();
});

/** How often a waiting call is compared with the table. */
function looksDuring(work: () => void): number {
  const { look } = StatusWaiter.prototype;
  let looks = 0;
  StatusWaiter.prototype.look = function counted(this: StatusWaiter) {
    looks += 1;
    return look.call(this);
  };
  try {
    work();
  } finally {
    StatusWaiter.prototype.look = look;
  }
  return looks;
}
