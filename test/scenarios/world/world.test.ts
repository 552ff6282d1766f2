/** The engine as a library, as a test of anyone's would use it; ava here, any runner there. */
import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import { SCOPE } from '#pcsc/scard.ts';
import { type TargetName, world } from '../../../scenarios/world/index.ts';
import { openTarget } from '../../../scenarios/world/targets/targets.ts';
import { World } from '../../../scenarios/world/world.ts';
import { foundKeys } from '../../../simulator/keys/known-keys.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';

const SELECT_EF_ACTUA = hex`00 A4 09 0C 04 3F00 D010`;
const message = new TextEncoder().encode('ordonnance');

for (const target of ['in-process', 'embedded'] satisfies TargetName[]) {
  test(`${target}: insert, authenticate, sign, remove`, async (t) => {
    const w = await world({ target });
    const bureau = w.reader('bureau');
    await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
    const card = await w.acquire(bureau);
    await card.cardAuthenticateEx({ pin: '1234' });
    t.is((await card.cardSignData({ container: 'SIGN', hash: 'sha256', message })).length, 256);
    t.is((await bureau.remove()).event, 'card-removed');
    await t.throwsAsync(card.cardReadFile({ file: 'cardid' }), { code: 'ERR_SCARD' });
    await w.close();
  });

  test(`${target}: readers named side by side are all seen`, async (t) => {
    const w = await world({ target });
    const readers = ['a', 'b', 'c'].map((name) => w.reader(name));
    await Promise.all(readers.map((reader) => reader.waitFor('reader-plugged')));
    t.is((await (readers[1]?.unplug() ?? Promise.reject())).event, 'reader-unplugged');
    await w.close();
  });

  test(`${target}: a card torn out of VERIFY has lost the try`, async (t) => {
    const w = await world({ target });
    const bureau = w.reader('bureau');
    const medecin = w.card('cps3-medecin', { seed: 1, keptIn: 'file' });
    await bureau.insert(medecin);
    medecin.crashDuring('VERIFY');
    const torn = await w.acquire(bureau);
    await t.throwsAsync(torn.cardAuthenticateEx({ pin: '1234' }));
    await bureau.waitFor('card-removed');
    await bureau.insert(medecin);
    const again = await w.acquire(bureau);
    const refused = await t.throwsAsync(again.cardAuthenticateEx({ pin: '0000' }), { code: 'ERR_MINIDRIVER' });
    t.is((refused as unknown as { attemptsRemaining: number }).attemptsRemaining, 1);
    await w.close();
  });
}

test('a hand that cannot do what it is asked says so', async (t) => {
  const w = await world();
  const [bureau, cabinet] = [w.reader('bureau'), w.reader('cabinet')];
  const medecin = w.card('cps3-medecin');
  await t.throwsAsync(bureau.remove(), { code: 'ERR_WORLD' });
  await bureau.insert(medecin);
  await t.throwsAsync(cabinet.insert(medecin), { code: 'ERR_WORLD' });
  await t.throwsAsync(bureau.insert(w.card('cps3-infirmier')), { code: 'ERR_WORLD' });
  t.throws(() => w.card('cps9'), { code: 'ERR_PROFILE' });
  t.throws(() => w.card('cps3-medecin', { seed: -1 }), { code: 'ERR_ARGUMENT' });
  await w.close();
});

test('a card is made when it is needed, its keys on other threads', async (t) => {
  process.env.CPS_SIM_KEYS = '/nonexistent/pool.json';
  const w = await world();
  const before = foundKeys().length;
  const card = w.card('cps3-medecin', { seed: 4711 });
  t.is(foundKeys().length, before);
  let turns = 0;
  const turning = setInterval(() => void turns++, 0);
  await card.ready();
  clearInterval(turning);
  t.true(turns > 10, `${turns} turns of the event loop`);
  t.is(foundKeys().length, before + Object.keys(personalise(shippedProfile('cps3-medecin'), 4711).keys).length);
  await w.reader('bureau').insert(card);
  await w.close();
});

test('a card that nobody has inserted yet can be updated, and keeps it', async (t) => {
  const w = await world();
  for (const keptIn of ['memory', 'file'] as const) {
    const card = w.card('cps3-medecin', { keptIn });
    card.update('now');
    await card.ready();
    const opened = card.open('contact', 'bureau 00 00');
    await opened.powerOn();
    t.is(toHex(await opened.transmit(SELECT_EF_ACTUA)), '9000');
  }
  await w.close();
});

test('a world that fails to close one thing closes the others all the same', async (t) => {
  const target = await openTarget('in-process');
  const w = new World(target);
  await w.reader('bureau').ready();
  const closeProgram = w.program.close.bind(w.program);
  w.program.close = async () => {
    await closeProgram();
    throw new RangeError('planned');
  };
  await t.throwsAsync(w.close(), { instanceOf: RangeError, message: 'planned' });
  const { context } = await target.winscard.establishContext(SCOPE.SYSTEM);
  t.deepEqual((await target.winscard.listReaders(context)).readers, []);
});

test('whoever waits for an event when the world is closed is told so at once', async (t) => {
  const w = await world();
  const reader = w.reader('bureau');
  await reader.ready();
  const waiting = t.throwsAsync(reader.waitFor('card-inserted', { withinMs: 600_000 }), { code: 'ERR_WORLD' });
  await w.close();
  await waiting;
});

test('a world that was closed refuses whatever it is asked, at once', async (t) => {
  for (const target of ['in-process', 'embedded', 'private'] as const) {
    const w = await world({ target });
    const reader = w.reader('bureau');
    const card = w.card('cps3-medecin', { seed: 1 });
    await reader.insert(card);
    await w.close();
    const refused = { code: 'ERR_WORLD' };
    t.throws(() => w.reader('accueil'), refused);
    t.throws(() => w.card('cps3-medecin'), refused);
    for (const asked of [
      () => reader.insert(card),
      () => reader.remove(),
      () => reader.plug(),
      () => reader.unplug(),
      () => reader.ready(),
      () => reader.waitFor('card-removed'),
      () => w.acquire(reader),
      () => w.elapse(1),
    ])
      await t.throwsAsync(asked(), refused, `${target}: ${asked}`);
    await t.notThrowsAsync(w.close());
  }
});

test('a reader name with a control character is refused', async (t) => {
  const w = await world();
  for (const name of ['a\nb', 'a\0b', 'a\u001b[31m', 'a\u009b', 'a\u202eb'])
    t.notRegex(t.throws(() => w.reader(name), { code: 'ERR_ARGUMENT' })?.message ?? '\0', /\p{Cc}/u);
  await w.close();
});

test('a reader name that no reader can have is refused at the call', async (t) => {
  const w = await world();
  t.teardown(() => w.close());
  for (const [name, length] of [
    ['', 0],
    ['x'.repeat(122), 122],
    ['é'.repeat(61), 122],
    ['x'.repeat(300), 300],
  ] as const)
    t.throws(() => w.reader(name), {
      code: 'ERR_ARGUMENT',
      message: `World.reader: name: a name of ${length} bytes, expected 1 to 121`,
    });
  await t.notThrowsAsync(w.reader('x'.repeat(121)).ready());
});
