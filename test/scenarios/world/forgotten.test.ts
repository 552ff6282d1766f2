/** A world that nobody closes lets its process end. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { type World, world } from '../../../scenarios/world/index.ts';

const DOOR = new URL('../../../scenarios/world/index.ts', import.meta.url).href;
const CARD_MODULE = new URL('../../../simulator/card/card.ts', import.meta.url).href;
const TOP = fileURLToPath(new URL('../../..', import.meta.url));

/** A program over that world, which runs to its end; one at a time, for each compiles what it imports; what it has printed. */
async function printed(settings: string, use: string): Promise<string> {
  const program = `
    import { world } from '${DOOR}';
    const w = await world(${settings});
    ${use}
    console.log('done');
  `;
  const args = ['--import=tsx', '--input-type=module', '--eval', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: TOP, timeout: 45_000 });
  return stdout;
}

const CARD = `
  const bureau = w.reader('bureau');
  await bureau.insert(w.card('cps3-medecin', { seed: 1 }));
  const card = await w.acquire(bureau);
  await card.cardAuthenticateEx({ pin: '1234' });
`;
const SERVICES = `
  w.windows.startPropagation({});
  w.windows.devices.start('ccid');
  await w.windows.settled();
  await bureau.remove();
`;

for (const settings of [
  "{ target: 'in-process' }",
  "{ clock: 'virtual' }",
  "{ target: 'embedded' }",
  "{ target: 'private' }",
])
  test.serial(`${settings}: nobody closes it`, async (t) => {
    t.timeout(60_000);
    t.is(await printed(settings, CARD + SERVICES), 'done\n');
  });

for (const target of ['in-process', 'embedded', 'private'])
  test.serial(`${target}: a program that waits is waited for`, async (t) => {
    t.timeout(60_000);
    const use =
      "await w.reader('bureau').waitFor('card-inserted', { withinMs: 1500 }).catch(({ code }) => console.log(code));";
    t.is(await printed(`{ target: '${target}' }`, use), 'ERR_WORLD\ndone\n');
  });

/** The card answers VERIFY when the program has nothing else to do any more than to wait for it. */
const SLOW_CARD = `
  const { Card } = await import('${CARD_MODULE}');
  const { transmit } = Card.prototype;
  Card.prototype.transmit = async function (command) {
    if (command[1] === 0x20) await new Promise((resolve) => setTimeout(resolve, 1500).unref());
    return transmit.call(this, command);
  };
`;

for (const target of ['in-process', 'embedded'])
  test.serial(`${target}: an answer of the card is waited for`, async (t) => {
    t.timeout(60_000);
    t.is(await printed(`{ target: '${target}' }`, SLOW_CARD + CARD), 'done\n');
  });

test('await using closes it', async (t) => {
  const kept: World[] = [];
  {
    await using w = await world();
    w.reader('bureau');
    kept.push(w);
  }
  t.throws(() => kept[0]?.reader('bureau'), { code: 'ERR_WORLD', message: 'the world was closed: open another one' });
});

test('an insertion that is still going on is told that the world was closed', async (t) => {
  const w = await world();
  const inserting = w.reader('bureau').insert(w.card('cps3-medecin', { seed: 1 }));
  const refused = t.throwsAsync(inserting, { code: 'ERR_WORLD', message: /^the world was closed/ });
  await w.close();
  await refused;
});
