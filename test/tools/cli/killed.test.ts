/** What is left, and what is not, when cps-sim or what it runs is ended from outside. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sameInEach } from '#common/language.ts';
import { explainFolders, explainProcesses } from '../../../tools/cli/doctor/left-behind.ts';
import { builtMain } from '../../built.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const SHELL_WITH_CHILD = 'sleep 1000 & echo started; wait';

interface Started {
  readonly child: ChildProcess;
  readonly temporary: string;
  /** All that it and its children write, until the last of them has ended. */
  readonly closed: Promise<string>;
}

function started(t: ExecutionContext, ...program: string[]): Started {
  const temporary = temporaryDirectory('killed-');
  const args = [builtMain(), 'exec', '--card', 'cps3-medecin', '--', ...program];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.teardown(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const closed = once(child, 'close').then(() => output);
  return { child, temporary, closed };
}

for (const signal of ['SIGTERM', 'SIGHUP'] as const)
  test(`what a program leaves running is ended with it by ${signal}, and told`, async (t) => {
    const { child, temporary, closed } = started(t, 'sh', '-c', SHELL_WITH_CHILD);
    if (child.stdout) await once(child.stdout, 'data');
    child.kill(signal);
    t.regex(await closed, new RegExp(`^started\ncps-sim: 'sh' has left 'sleep' \\(\\d+\\) running: ${signal}\n$`));
    t.is(child.exitCode, signal === 'SIGTERM' ? 143 : 129);
    t.deepEqual(readdirSync(temporary), []);
  });

test('services of Wine are shared with other programs, and end by themselves: neither ended nor told', async (t) => {
  const folder = temporaryDirectory('wine-');
  const service = join(folder, 'services.exe');
  copyFileSync('/bin/sleep', service);
  const { child, closed } = started(
    t,
    'sh',
    '-c',
    `${service} 1000 >/dev/null 2>&1 & own=$!; sleep 1000 & echo $own; wait`,
  );
  const [said] = (await once(child.stdout ?? process.stdin, 'data')) as [string];
  const pid = Number(said);
  t.teardown(() => process.kill(pid, 'SIGKILL'));
  child.kill('SIGTERM');
  t.regex(await closed, /^\d+\ncps-sim: 'sh' has left 'sleep' \(\d+\) running: SIGTERM\n$/);
  t.true(process.kill(pid, 0));
});

test('a signal as soon as there is a folder: none is left', async (t) => {
  const { child, temporary, closed } = started(t, 'sleep', '1000');
  const watcher = watch(temporary);
  await once(watcher, 'change');
  child.kill('SIGHUP');
  watcher.close();
  await closed;
  t.is(child.exitCode, 129);
  t.deepEqual(readdirSync(temporary), []);
});

test('cps-sim is killed: doctor names folder and program, the next one sweeps', async (t) => {
  const { child, temporary } = started(t, 'sh', '-c', 'echo started $$; exec sleep 1000');
  const [said] = (await once(child.stdout ?? process.stdin, 'data')) as [string];
  const pid = Number(/\d+/.exec(said)?.[0]);
  t.teardown(() => process.kill(pid, 'SIGKILL'));
  child.kill('SIGKILL');
  await once(child, 'exit');
  const [left = ''] = readdirSync(temporary);
  const { stdout } = await cpsSim(['doctor'], '', { TMPDIR: temporary });
  t.true(stdout.includes(`warn  left by a cps-sim that was killed: ${join(temporary, left)}`), stdout);
  t.regex(stdout, new RegExp(`which have no reader any more: .*sleep \\(${pid}\\)`));
  const next = await cpsSim(['exec', '--card', 'cps3-medecin', '--', 'true'], '', { TMPDIR: temporary });
  t.is(next.exitCode, 0);
  t.deepEqual(readdirSync(temporary), []);
  mkdirSync(join(temporary, left));
  const run = ['run', '--target', 'in-process', 'scenarios/carte/reinsertion.yaml'];
  t.is((await cpsSim(run, '', { TMPDIR: temporary })).exitCode, 0);
  t.deepEqual(readdirSync(temporary), []);
});

test('doctor has nothing to say of what is not there', (t) => {
  t.deepEqual([...explainFolders([]), ...explainProcesses([])], []);
  const [finding] = explainProcesses([{ pid: 7, name: 'sleep', socket: '/tmp/x/pcscd.comm' }]);
  t.deepEqual(finding?.remedy, [sameInEach('kill 7')]);
});
