/** Several calls of one process at the same time: what it opens is opened once, and nothing is left open at its end. */
import test from 'ava';
import { SCARD } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { CRYPT, cryptAcquireContext, cryptSetProvParam } from '../../../driver/csp/index.ts';
import { Desk } from './desk.ts';
import { refused } from './refused.ts';
import { isRight, sign } from './signing.ts';

const SILENT = { flags: CRYPT.SILENT };

/** The winscard of the desk, which knows what is open; `before` runs before each SCardConnect. */
function counting({ manager }: Desk, before: () => Promise<void> = async () => {}) {
  const open = { contexts: new Set<number>(), cards: new Set<number>(), connects: 0 };
  const functions: Partial<WinScard> = {
    async establishContext(scope) {
      const result = await manager.establishContext(scope);
      if (result.rv === SCARD.S_SUCCESS) open.contexts.add(result.context);
      return result;
    },
    async releaseContext(context) {
      open.contexts.delete(context);
      return manager.releaseContext(context);
    },
    async connect(...args) {
      await before();
      const result = await manager.connect(...args);
      open.connects++;
      if (result.rv === SCARD.S_SUCCESS) open.cards.add(result.card);
      return result;
    },
    async disconnect(card, disposition) {
      open.cards.delete(card);
      return manager.disconnect(card, disposition);
    },
  };
  const winscard = new Proxy<WinScard>(manager, {
    get: (target, name: keyof WinScard) => functions[name] ?? (target[name] as () => unknown).bind(target),
  });
  return { winscard, open };
}

for (const times of [2, 8]) {
  test(`${times} contexts acquired at the same time: one connection, closed at the end`, async (t) => {
    const desk = new Desk();
    desk.insert(desk.card());
    const { winscard, open } = counting(desk);
    const process = desk.programOn(winscard);
    const providers = await Promise.all(Array.from({ length: times }, () => cryptAcquireContext(process, SILENT)));
    t.is(open.connects, 1);
    t.is(open.contexts.size, 1);
    await cryptSetProvParam(providers[0] ?? t.fail(), 'PP_KEYEXCHANGE_PIN', '1234');
    for (const provider of providers) t.true(await isRight(provider, await sign(provider)));
    await process.close();
    t.is(open.cards.size, 0);
    t.is(open.contexts.size, 0);
    await desk.close();
  });
}

test('an empty reader is asked again by each of those who wait for it', async (t) => {
  const desk = new Desk();
  const { winscard, open } = counting(desk);
  const process = desk.programOn(winscard);
  const asked = await Promise.all([1, 2].map(() => process.connection(desk.nameOf())));
  t.deepEqual(asked, [undefined, undefined]);
  t.is(open.connects, 2);
  desk.insert(desk.card());
  t.truthy(await process.connection(desk.nameOf()));
  await desk.close();
});

test('a process that ends while it connects leaves nothing open, and connects no more', async (t) => {
  const desk = new Desk('bureau', 'guichet');
  desk.insert(desk.card(), 'guichet');
  let connecting: () => void = () => {};
  let goOn: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    connecting = resolve;
  });
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { winscard, open } = counting(desk, () => {
    connecting();
    return held;
  });
  const process = desk.programOn(winscard);
  const acquiring = [cryptAcquireContext(process, SILENT), cryptAcquireContext(process, SILENT)];
  const ended = acquiring.map((call) => refused(t, SCARD.E_SYSTEM_CANCELLED, call));
  await begun;
  const closing = process.close();
  goOn();
  await Promise.all([closing, ...ended]);
  t.is(open.cards.size, 0);
  t.is(open.contexts.size, 0);
  await refused(t, SCARD.E_SYSTEM_CANCELLED, cryptAcquireContext(process, SILENT));
  await desk.close();
});

test('the late failure of a service that went away does not give up the one that came after it', async (t) => {
  const desk = new Desk();
  desk.insert(desk.card());
  const { winscard, open } = counting(desk);
  let fail: () => void = () => {};
  const late = new Promise<void>((resolve) => {
    fail = resolve;
  });
  let lists = 0;
  const leaving = new Proxy(winscard, {
    get: (target, name: keyof WinScard) =>
      name !== 'listReaders'
        ? target[name]
        : async (context: number) => {
            const time = ++lists;
            if (time > 2) return target.listReaders(context);
            if (time === 2) await late;
            return { rv: SCARD.E_NO_SERVICE, readers: [] };
          },
  });
  const process = desk.programOn(leaving);
  const [first, second] = [process.readers(), process.readers()];
  await t.throwsAsync(first, { code: 'ERR_SCARD' });
  await process.readers();
  fail();
  await t.throwsAsync(second, { code: 'ERR_SCARD' });
  await process.readers();
  t.is(open.contexts.size, 2, 'the one that went away, and the one that came after it');
  await process.close();
  t.is(open.contexts.size, 0);
  await desk.close();
});
