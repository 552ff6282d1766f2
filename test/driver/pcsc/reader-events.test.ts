/** The events of a watch, over the embedded resource manager. */
import test from 'ava';
import { SCARD } from '#pcsc/scard.ts';
import { type ReaderEvent, watchReaders } from '../../../driver/pcsc/reader-events.ts';
import { ResourceManager } from '../../../simulator/resource-manager/resource-manager.ts';
import { ATR, ContractCard } from './contract/contract-card.ts';
import { fakeWinScard } from './fake-winscard.ts';

const READER = 'Bureau 00 00';

/** The events that come until `count` are there. */
async function take(events: AsyncGenerator<ReaderEvent>, count: number): Promise<readonly ReaderEvent[]> {
  const found: ReaderEvent[] = [];
  while (found.length < count) {
    const { value, done } = await events.next();
    if (done) break;
    found.push(value);
  }
  return found;
}

test('what is there comes first', async (t) => {
  const manager = new ResourceManager();
  manager.plugReader('Bureau').insert(new ContractCard(ATR.T0));
  manager.plugReader('Guichet');
  const events = watchReaders(manager);
  const [first, second, third] = await take(events, 3);
  t.deepEqual(
    [first, second],
    [
      { kind: 'reader-plugged', reader: READER },
      { kind: 'reader-plugged', reader: 'Guichet 00 00' },
    ],
  );
  t.deepEqual(third, { kind: 'card-inserted', reader: READER, atr: ATR.T0 });
  await events.return(undefined);
});

test('insertion, swap, removal and unplugging', async (t) => {
  const manager = new ResourceManager();
  const slot = manager.plugReader('Bureau');
  const events = watchReaders(manager);
  await take(events, 1);
  const inserted = take(events, 1);
  slot.insert(new ContractCard(ATR.T0));
  t.deepEqual(await inserted, [{ kind: 'card-inserted', reader: READER, atr: ATR.T0 }]);
  const swapped = take(events, 2);
  slot.remove();
  slot.insert(new ContractCard(ATR.T1));
  t.deepEqual(await swapped, [
    { kind: 'card-removed', reader: READER },
    { kind: 'card-inserted', reader: READER, atr: ATR.T1 },
  ]);
  const unplugged = take(events, 2);
  manager.unplugReader(READER);
  t.deepEqual(await unplugged, [
    { kind: 'card-removed', reader: READER },
    { kind: 'reader-unplugged', reader: READER },
  ]);
  await events.return(undefined);
});

test('a signal ends the watch while it waits', async (t) => {
  const abort = new AbortController();
  const manager = new ResourceManager();
  manager.plugReader('Bureau');
  const events = watchReaders(manager, { signal: abort.signal });
  await take(events, 1);
  const next = events.next();
  abort.abort();
  t.deepEqual(await next, { value: undefined, done: true });
});

test('rounds without change are ever longer, until something happens', async (t) => {
  const rounds: number[] = [];
  const abort = new AbortController();
  const winscard = fakeWinScard({
    listReaders: async () => ({ rv: SCARD.S_SUCCESS, readers: [] }),
    getStatusChange: async (_, timeoutMs) => {
      if (rounds.push(timeoutMs) === 12) abort.abort();
      return { rv: rounds.length === 9 ? SCARD.S_SUCCESS : SCARD.E_TIMEOUT, states: [] };
    },
  });
  t.true((await watchReaders(winscard, { signal: abort.signal }).next()).done);
  const most = process.platform === 'darwin' ? 1 : 64;
  const longer = [1, 2, 4, 8, 16, 32, 64, 64, 64, 1, 2, 4];
  t.deepEqual(
    rounds,
    longer.map((seconds) => 1000 * Math.min(seconds, most)),
  );
});

test('a service that goes away is an error, and the context is given back', async (t) => {
  const released: number[] = [];
  const winscard = fakeWinScard({
    listReaders: async () => ({ rv: SCARD.S_SUCCESS, readers: [] }),
    getStatusChange: async () => ({ rv: SCARD.F_COMM_ERROR, states: [] }),
    releaseContext: async (context) => ({ rv: released.push(context) && SCARD.S_SUCCESS }),
  });
  await t.throwsAsync(watchReaders(winscard).next(), { code: 'ERR_SCARD' });
  t.deepEqual(released, [1]);
});

for (const count of [15, 16, 17, 31]) {
  test(`${count} readers: the last one is seen as the first`, async (t) => {
    const manager = new ResourceManager();
    const slots = Array.from({ length: count }, (_, i) => manager.plugReader(`R${i}`));
    const abort = new AbortController();
    const events = watchReaders(manager, { signal: abort.signal });
    await take(events, count);
    for (const slot of [slots.at(-1), slots[0]]) {
      const inserted = take(events, 1);
      slot?.insert(new ContractCard(ATR.T0));
      t.deepEqual(await inserted, [{ kind: 'card-inserted', reader: slot?.name ?? '', atr: ATR.T0 }]);
    }
    const plugged = take(events, 1);
    manager.plugReader('later');
    t.deepEqual(await plugged, [{ kind: 'reader-plugged', reader: 'later 00 00' }]);
    const ended = events.next();
    abort.abort();
    t.true((await ended).done);
  });
}
