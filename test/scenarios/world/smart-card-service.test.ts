/** The smart card service is killed: what programs are told, and how they find readers and cards again. */
import test, { type ExecutionContext } from 'ava';
import { hex } from '#iso7816/bytes.ts';
import { DISPOSITION, INFINITE, PROTOCOL, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import { type FaultRule, type World, world } from '../../../scenarios/world/index.ts';

const READ = hex`00 B0 9C 00 04`;
const TARGETS = ['in-process', 'embedded', 'private'] as const;
type Tried = (typeof TARGETS)[number];
type Told = readonly [underWay: number, later: number, newContext: number];
const WINDOWS: Told = [SCARD.E_SERVICE_STOPPED, SCARD.E_SERVICE_STOPPED, SCARD.E_NO_SERVICE];
const PCSC_LITE: Told = [SCARD.F_COMM_ERROR, SCARD.E_NO_SERVICE, SCARD.E_NO_SERVICE];
/** As a program of that target expects it. */
const TOLD: Readonly<Record<Tried, Told>> = {
  'in-process': WINDOWS,
  embedded: WINDOWS,
  private: process.platform === 'win32' ? WINDOWS : PCSC_LITE,
};

async function bench(t: ExecutionContext, target: Tried, ...rules: readonly FaultRule[]) {
  const w = await world({ target });
  t.teardown(() => w.close());
  const bureau = w.reader('bureau');
  if (rules.length > 0) w.faults.add(...rules);
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  return { w, bureau, name: await bureau.pcscName(), ...(await connected(w, await bureau.pcscName())) };
}

async function connected(w: World, name: string) {
  const { context } = await w.winscard.establishContext(SCOPE.SYSTEM);
  const { card, rv } = await w.winscard.connect(context, name, SHARE.SHARED, PROTOCOL.ANY);
  const transmit = async (command = READ) => (await w.winscard.transmit(card, PROTOCOL.T0, command)).rv;
  return { context, card, rv, transmit };
}

for (const target of TARGETS) {
  const [underWay, later, establishing] = TOLD[target];

  test(`${target}: killed in a command, and started again`, async (t) => {
    const { w, name, bureau, context, card, transmit } = await bench(t, target, {
      when: { command: 'READ BINARY', nth: 2 },
      do: 'serviceKilled',
    });
    t.is(await transmit(), SCARD.S_SUCCESS);
    t.is(await transmit(), underWay);
    w.faults.requireFired();
    t.true(w.smartCardService.killed);
    const calls = async () => [
      await transmit(),
      (await w.winscard.status(card)).rv,
      (await w.winscard.reconnect(card, SHARE.SHARED, PROTOCOL.ANY, DISPOSITION.LEAVE_CARD)).rv,
      (await w.winscard.listReaders(context)).rv,
      (await w.winscard.isValidContext(context)).rv,
    ];
    const gone = [later, later, later, later, SCARD.S_SUCCESS];
    t.deepEqual(await calls(), gone);
    t.is((await w.winscard.establishContext(SCOPE.SYSTEM)).rv, establishing);
    await t.throwsAsync(bureau.insert(w.card('cps3-medecin', { seed: 2 })), { code: 'ERR_WORLD' });
    await w.smartCardService.start();
    t.deepEqual(await calls(), gone);
    t.deepEqual(
      [(await w.winscard.releaseContext(context)).rv, (await w.winscard.isValidContext(context)).rv],
      [later, SCARD.E_INVALID_HANDLE],
    );
    const again = await connected(w, name);
    t.deepEqual([again.rv, await again.transmit()], [SCARD.S_SUCCESS, SCARD.S_SUCCESS]);
  });

  test(`${target}: killed while a program waits for an event, and while a card is taken out`, async (t) => {
    const { w, bureau, name, context } = await bench(t, target);
    const { states } = await w.winscard.getStatusChange(context, 0, [{ reader: name, currentState: 0 }]);
    const currentState = states[0]?.eventState ?? 0;
    const waiting = w.winscard.getStatusChange(context, INFINITE, [{ reader: name, currentState }]);
    await w.smartCardService.kill();
    t.is((await waiting).rv, underWay);
    await bureau.remove();
    await w.smartCardService.start();
    t.is((await connected(w, name)).rv, SCARD.E_NO_SMARTCARD);
    await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
    t.is((await connected(w, name)).rv, SCARD.S_SUCCESS);
  });

  test(`${target}: it comes back by itself, and the card has forgotten its code`, async (t) => {
    const { w, name, transmit } = await bench(t, target, { when: { nth: 3 }, do: { serviceKilled: 50 } });
    t.is(await transmit(hex`00 20 00 01 04 31323334`), SCARD.S_SUCCESS);
    t.is(await transmit(), SCARD.S_SUCCESS);
    t.is(await transmit(), underWay);
    await w.reader('bureau').waitFor('card-removed');
    await w.clock.wait(50);
    await w.reader('bureau').waitFor('card-inserted');
    const again = await connected(w, name);
    const { response } = await w.winscard.transmit(again.card, PROTOCOL.T0, hex`00 20 00 01`);
    t.deepEqual([...response], [0x63, 0xc3]);
  });
}

test('it is killed once, and started when it is killed; the rule is one of services of ours', async (t) => {
  const { w } = await bench(t, 'in-process');
  await t.throwsAsync(w.smartCardService.start(), { code: 'ERR_WORLD' });
  await w.smartCardService.kill();
  await t.throwsAsync(w.smartCardService.kill(), { code: 'ERR_WORLD' });
  await w.close();
});

test('another profile of reporting tells otherwise', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  const bureau = w.reader('bureau', 'contact', { reporting: 'pcscd-vpcd' });
  w.faults.add({ do: 'serviceKilled' });
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  const { transmit } = await connected(w, await bureau.pcscName());
  t.deepEqual([await transmit(), await transmit()], [SCARD.F_COMM_ERROR, SCARD.E_NO_SERVICE]);
});
