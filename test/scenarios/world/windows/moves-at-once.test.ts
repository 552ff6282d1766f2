/** Hands that are quicker than the services: no move of a card is waited for that no service can have seen. */
import test from 'ava';
import { type World, type WorldReader, world } from '../../../../scenarios/world/index.ts';

const SERVICES: Readonly<Record<string, (w: World) => void>> = {
  propagation: (w) => w.windows.startPropagation({}),
  'plug and play': (w) => w.windows.devices.start('ccid'),
  both: (w) => {
    w.windows.startPropagation({});
    w.windows.devices.start('ccid');
  },
};

interface Desk {
  readonly w: World;
  readonly bureau: WorldReader;
}

const MOVES: Readonly<Record<string, (desk: Desk) => Promise<unknown>>> = {
  'the card is removed': ({ bureau }) => bureau.remove(),
  'the reader is unplugged': ({ bureau }) => bureau.unplug(),
  'the service is stopped and started, the card removed': async ({ w, bureau }) => {
    await Promise.all([w.windows.stopPropagation(), w.windows.devices.stop()]);
    w.windows.startPropagation({});
    await bureau.remove();
  },
  'the card is removed, and comes back': async ({ bureau }) => {
    const { card } = bureau;
    await bureau.remove();
    if (card !== undefined) await bureau.insert(card);
  },
};

for (const target of ['in-process', 'embedded'] as const)
  for (const [service, start] of Object.entries(SERVICES))
    for (const [title, move] of Object.entries(MOVES))
      test(`${target}, ${service} is started, and at once ${title}`, async (t) => {
        t.timeout(20_000);
        const w = await world({ target });
        t.teardown(() => w.close());
        const bureau = w.reader('bureau');
        await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
        start(w);
        await move({ w, bureau });
        await t.notThrowsAsync(w.windows.settled());
      });

test('what a settled service has seen is what the last hand has left', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const bureau = w.reader('bureau');
  const card = w.card('cps3-medecin', { seed: 1 });
  w.windows.startPropagation({ removeWithCard: true });
  for (let i = 0; i < 3; i++) {
    await bureau.insert(card);
    t.is(w.windows.store.certificates().length, 2);
    await bureau.remove();
    t.is(w.windows.store.certificates().length, 0);
  }
});
