/** The scenario library on the embedded target, as `npm start` runs it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Outcome, time } from './report.ts';
import { byTurns, undisturbed } from './rounds.ts';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

const ROUNDS = 3;

async function start(...args: readonly string[]): Promise<number> {
  const begin = performance.now();
  await promisify(execFile)(process.execPath, ['--import=tsx', ...args]);
  return 1000 * (performance.now() - begin);
}

export async function libraryTime(): Promise<Outcome> {
  const readings = await byTurns(
    ROUNDS,
    () => start('-e', '0'),
    () => start(MAIN, 'run', '--target', 'embedded'),
  );
  const [bare, library] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'the scenario library, embedded target, the whole process',
    value: library / bare,
    unit: 'times the start of node and tsx',
    bar: 25,
    sense: 'most',
    details: `${time(library)} beside ${time(bare)}`,
  };
}
