/** A process that blocks itself under the card it holds is told so: programs it waits for would wait for that card. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import test from 'ava';

const moduleOf = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);
const SAYS = /^\(node:\d+\) \[CPS_SIM_BLOCKED\] Warning: .*world\.spawn\(\)/;

/** What such a program has said on its stderr when it has ended. */
async function saidBy(program: string): Promise<string> {
  const args = ['--import=tsx', '--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 50_000 });
  if (stdout !== 'done\n') throw new Error(`'${stdout}'`);
  return stderr;
}

const watching = (use: string) =>
  saidBy(`
    import { execFileSync } from 'node:child_process';
    import { setTimeout } from 'node:timers/promises';
    import { watchedProcess } from ${moduleOf('scenarios/world/blocked-process.ts')};
    const watch = watchedProcess(1000);
    await setTimeout(500);
    ${use}
    console.log('done');
  `);

const wait = (seconds: number) => `execFileSync(process.execPath, ['-e', 'setTimeout(() => {}, ${seconds * 1000})']);`;

test('a process that waits for a program is told of, once', async (t) => {
  const said = await watching(`${wait(3)} await setTimeout(500); ${wait(3)}`);
  t.regex(said, SAYS);
  t.is(said.trimEnd().split('\n').length, 1);
});

test('nothing is said of one that goes on answering, and nothing after the world', async (t) => {
  t.is(await watching('await setTimeout(3000);'), '');
  t.is(await watching(`await watch.close(); ${wait(3)}`), '');
});

test('worlds that programs enter are watched', async (t) => {
  t.timeout(60_000);
  const said = await saidBy(`
    import { execFileSync } from 'node:child_process';
    import { world } from ${moduleOf('scenarios/world/index.ts')};
    const worlds = [await world({ target: 'private' }), await world({ target: 'private' })];
    await worlds.pop().close();
    ${wait(13)}
    for (const w of worlds) await w.close();
    console.log('done');
  `);
  t.regex(said, SAYS);
});
