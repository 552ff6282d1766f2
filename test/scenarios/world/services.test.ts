/** Services that follow the readers of a world. */
import test from 'ava';
import { type WorldService, world } from '../../../scenarios/world/index.ts';

/** A service that writes down what it is told, and is slow when it has to be. */
function diary(slow: Promise<void> = Promise.resolve()): WorldService & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    happened: (reader, move) => void lines.push(`${reader}: ${move}`),
    async settled() {
      await slow;
      lines.push('settled');
    },
    close: async () => void lines.push('closed'),
  };
}

test('a service is told of every hand, waited for, and closed with its world', async (t) => {
  const w = await world();
  const service = diary();
  w.start(service);
  const bureau = w.reader('bureau');
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  await bureau.remove();
  await w.close();
  const reader = await bureau.pcscName();
  t.deepEqual(service.lines, [`${reader}: card-inserted`, 'settled', `${reader}: card-removed`, 'settled', 'closed']);
});

test('a hand waits until the service has dealt with the card', async (t) => {
  const w = await world();
  let deal = () => {};
  const service = diary(new Promise((resolve) => (deal = resolve)));
  w.start(service);
  const bureau = w.reader('bureau');
  let inserted = false;
  const inserting = bureau.insert(w.card('cps3-medecin', { seed: 1 })).then(() => {
    inserted = true;
  });
  await bureau.waitFor('card-inserted');
  await new Promise((resolve) => setImmediate(resolve));
  t.false(inserted);
  deal();
  await inserting;
  await w.close();
});

test('a service that was let go is told of nothing more, and is its owner’s to close', async (t) => {
  const w = await world();
  const service = diary();
  const letGo = w.start(service);
  letGo();
  await w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
  await w.close();
  t.deepEqual(service.lines, []);
});

test('one that fails to close keeps nobody from closing', async (t) => {
  const w = await world();
  const failing = { ...diary(), close: () => Promise.reject(new RangeError('planned')) };
  const other = diary();
  w.start(other);
  w.start(failing);
  await t.throwsAsync(w.close(), { instanceOf: RangeError });
  t.deepEqual(other.lines, ['closed']);
});
