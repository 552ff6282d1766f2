/** The computer's folder: several programs at once, a program that dies, files that are spoilt. */
import { execFile } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { VirtualClock } from '#common/virtual-clock.ts';
import { logInstalled } from '../../../driver/plug-and-play/event-log.ts';
import { Computer, ComputerError } from '../../../driver/plug-and-play/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const CHILD = fileURLToPath(new URL('computer-child.ts', import.meta.url));

test('four programs change one computer at the same time: no change is lost', async (t) => {
  const computer = Computer.open(temporaryDirectory('computer-'));
  const run = promisify(execFile);
  const child = (name: string) => run(process.execPath, ['--import=tsx', CHILD, computer.folder, name, '25']);
  await Promise.all(['a', 'b', 'c', 'd'].map(child));
  t.is(Object.keys(computer.state.publishers).length, 100);
  t.deepEqual(readdirSync(computer.folder), ['computer.json']);
});

test('a change that throws changes nothing', async (t) => {
  const computer = Computer.open(temporaryDirectory('computer-'));
  await t.throwsAsync(() =>
    computer.change((state) => {
      state.publishers.x = 'trusted';
      throw new Error('no');
    }),
  );
  t.deepEqual(computer.state.publishers, {});
  await computer.change(({ publishers }) => {
    publishers.y = 'trusted';
  });
  t.deepEqual(computer.state.publishers, { y: 'trusted' });
});

test('the event log goes by the clock of the computer', async (t) => {
  const clock = new VirtualClock({ date: new Date('2026-01-31T12:00:00Z') });
  const computer = Computer.open(temporaryDirectory('computer-'), {}, clock);
  clock.pass(60_000);
  await logInstalled(computer, 'bureau 00 00', 'CPS3');
  t.like(computer.state.events[0], { id: 1001, time: '2026-01-31T12:01:00.000Z' });
});

test('settings of a new computer; those of one that exists stay', (t) => {
  const folder = temporaryDirectory('computer-');
  t.is(Computer.open(folder, { windows: '7' }).state.settings.windows, '7');
  t.is(Computer.open(folder, { windows: '8.1' }).state.settings.windows, '7');
});

test('a state of another format is refused, with what is wrong', (t) => {
  const folder = temporaryDirectory('computer-');
  writeFileSync(join(folder, 'computer.json'), '{"format":"cps-sim-computer-2"}');
  const error = t.throws(() => Computer.open(folder), { instanceOf: ComputerError });
  t.is(error.reason, 'format');
});
