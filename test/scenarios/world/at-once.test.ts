/** Everything twice at the same time: what is opened is opened once, and a world that closes leaves nothing behind. */
import { setImmediate as whatCanRun } from 'node:timers/promises';
import test from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { SCARD, SCOPE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TargetName } from '../../../scenarios/world/targets/target-name.ts';
import { openTarget } from '../../../scenarios/world/targets/targets.ts';
import { World } from '../../../scenarios/world/world.ts';

/** What is open at a winscard. */
interface Open {
  readonly contexts: Set<number>;
  readonly cards: Set<number>;
  connects: number;
}

/** The winscard, which knows what is open. */
function counting(winscard: WinScard): { readonly winscard: WinScard; readonly open: Open } {
  const open: Open = { contexts: new Set(), cards: new Set(), connects: 0 };
  const functions: Partial<WinScard> = {
    async establishContext(scope) {
      const result = await winscard.establishContext(scope);
      if (result.rv === SCARD.S_SUCCESS) open.contexts.add(result.context);
      return result;
    },
    async releaseContext(context) {
      open.contexts.delete(context);
      return winscard.releaseContext(context);
    },
    async connect(...args) {
      open.connects++;
      const result = await winscard.connect(...args);
      if (result.rv === SCARD.S_SUCCESS) open.cards.add(result.card);
      return result;
    },
    async disconnect(card, disposition) {
      open.cards.delete(card);
      return winscard.disconnect(card, disposition);
    },
  };
  const counted = new Proxy(winscard, {
    get: (target, name: keyof WinScard) => functions[name] ?? (target[name] as () => unknown).bind(target),
  });
  return { winscard: counted, open };
}

async function countedWorld(name: TargetName = 'in-process') {
  const target = await openTarget(name);
  const { winscard, open } = counting(target.winscard);
  const seen = new Proxy(target, {
    get: (from, key) => {
      if (key === 'winscard') return winscard;
      const value: unknown = Reflect.get(from, key, from);
      return typeof value === 'function' ? value.bind(from) : value;
    },
  });
  return { w: new World(seen), open, target };
}

/** A world with a card in its reader; nothing may be open after it was closed. */
const twice = test.macro({
  exec: async (t, doTwice: (w: World, reader: string) => readonly Promise<unknown>[], connects: number) => {
    const { w, open } = await countedWorld();
    const bureau = w.reader('bureau');
    await bureau.insert(w.card('cps3-medecin'));
    await Promise.all(doTwice(w, await bureau.pcscName()));
    t.is(open.connects, connects);
    await w.close();
    t.is(open.contexts.size, 0);
    t.is(open.cards.size, 0);
  },
  title: (title) => `twice at once: ${title}`,
});
const COMMAND = hex`00 B0 9C 00 0C`;
const both = (work: () => Promise<unknown>) => [work(), work()];
test('CardAcquireContext', twice, (w) => both(() => w.acquire(w.reader('bureau'))), 1);
test('the card context of a reader', twice, ({ program }, reader) => both(() => program.minidriver(reader)), 1);
test('an APDU', twice, ({ program }, reader) => both(() => program.transmit(reader, COMMAND)), 1);
test(
  'a transaction and a card context',
  twice,
  ({ program }, reader) => [program.beginTransaction(reader), program.minidriver(reader)],
  1,
);
test('a program started', twice, ({ windows }) => both(() => windows.startProgram('a', {})), 0);

test('a card context acquired twice at once is one', async (t) => {
  const { w } = await countedWorld();
  const bureau = w.reader('bureau');
  await bureau.insert(w.card('cps3-medecin'));
  const [one, other] = await Promise.all([w.minidriver(bureau), w.minidriver(bureau)]);
  t.is(one, other);
  await w.close();
});

test('a program that restarts while it connects leaves nothing open', async (t) => {
  const { w, open } = await countedWorld();
  const bureau = w.reader('bureau');
  await bureau.insert(w.card('cps3-medecin'));
  const reader = await bureau.pcscName();
  const connecting = w.program.transmit(reader, COMMAND).catch(() => {});
  await w.program.restart();
  await connecting;
  t.is(open.contexts.size, 1, 'the one of the monitor');
  await w.close();
  t.is(open.contexts.size, 0);
});

test('no card: the context is given back, the next call finds the card', async (t) => {
  const { w, open } = await countedWorld();
  const bureau = w.reader('bureau');
  await bureau.ready();
  const reader = await bureau.pcscName();
  await Promise.all(both(() => t.throwsAsync(w.program.transmit(reader, COMMAND), { code: 'ERR_SCARD' })));
  t.is(open.contexts.size, 1, 'the one of the monitor');
  await bureau.insert(w.card('cps3-medecin'));
  await w.program.transmit(reader, COMMAND);
  await w.close();
});

test('a program of the windows started twice at once: the first one is closed', async (t) => {
  const { w, open } = await countedWorld();
  const started = await Promise.all([w.windows.startProgram('a', {}), w.windows.startProgram('a', {})]);
  t.is(w.windows.program('a'), started[1] ?? t.fail());
  await t.throwsAsync(started[0]?.process.readers() ?? t.fail(), { code: 'ERR_SCARD' });
  await w.close();
  t.is(open.contexts.size, 0);
});

/** Readers that PC/SC lists. */
async function listed({ winscard }: { readonly winscard: WinScard }): Promise<readonly string[]> {
  const { context } = await winscard.establishContext(SCOPE.SYSTEM);
  const { readers } = await winscard.listReaders(context);
  await winscard.releaseContext(context);
  return readers;
}

function listeningServers(): number {
  return process.getActiveResourcesInfo().filter((name) => /ServerWrap$/.test(name)).length;
}

for (const target of ['in-process', 'embedded'] satisfies TargetName[]) {
  test.serial(`${target}: a reader plugged twice at once is one reader`, async (t) => {
    const { w, target: opened } = await countedWorld(target);
    const bureau = w.reader('bureau');
    const plugged = await Promise.allSettled([bureau.plug(), bureau.plug()]);
    t.deepEqual(
      plugged.map(({ status }) => status),
      ['rejected', 'rejected'],
      'it is plugged in already',
    );
    await bureau.ready();
    t.deepEqual(await listed(opened), ['bureau 00 00']);
    await bureau.unplug();
    t.deepEqual(await listed(opened), []);
    const again = await Promise.allSettled([bureau.plug(), bureau.plug()]);
    t.deepEqual(
      again.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    t.deepEqual(await listed(opened), ['bureau 00 00']);
    await w.close();
  });

  test.serial(
    `${target}: two cards inserted into one reader at once: one is in it, the other is refused`,
    async (t) => {
      const { w } = await countedWorld(target);
      const bureau = w.reader('bureau');
      const cards = [w.card('cps3-medecin'), w.card('cps3-infirmier')];
      const inserted = await Promise.allSettled(cards.map((card) => bureau.insert(card)));
      t.deepEqual(
        inserted.map(({ status }) => status),
        ['fulfilled', 'rejected'],
      );
      t.is(bureau.card, cards[0]);
      t.is(cards[1]?.reader, undefined);
      await bureau.remove();
      await bureau.insert(cards[1] ?? t.fail());
      await w.close();
    },
  );

  test.serial(`${target}: one card inserted into two readers at once is in one of them`, async (t) => {
    const { w } = await countedWorld(target);
    const readers = [w.reader('bureau'), w.reader('cabinet')];
    const card = w.card('cps3-medecin');
    const inserted = await Promise.allSettled(readers.map((reader) => reader.insert(card)));
    t.deepEqual(
      inserted.map(({ status }) => status),
      ['fulfilled', 'rejected'],
    );
    t.deepEqual(
      readers.map((reader) => reader.card),
      [card, undefined],
    );
    await w.close();
  });

  test.serial(`${target}: a card taken out while it is inserted is out`, async (t) => {
    const { w, target: opened } = await countedWorld(target);
    const bureau = w.reader('bureau');
    await bureau.ready();
    const card = w.card('cps3-medecin');
    await Promise.allSettled([bureau.insert(card, { withinMs: 300 }), bureau.remove()]);
    t.is(bureau.card, undefined);
    t.is(card.reader, undefined);
    await bureau.waitFor('card-removed');
    await bureau.insert(card);
    t.deepEqual(await listed(opened), ['bureau 00 00']);
    await w.close();
  });

  test.serial(`${target}: a world that closes while its readers are plugged in leaves none behind`, async (t) => {
    const { w, open, target: opened } = await countedWorld(target);
    const servers = listeningServers();
    w.reader('bureau');
    w.reader('cabinet');
    await Promise.all([w.close(), w.close()]);
    // A handle that is closed is gone some rounds of the event loop later; one that is not never goes.
    while (listeningServers() > servers) await whatCanRun();
    t.is(open.contexts.size, 0);
    t.deepEqual(await listed(opened), []);
  });
}
