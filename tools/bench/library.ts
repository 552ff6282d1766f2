/** The scenario library on the embedded target, as `npm start` runs it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Outcome } from './report.ts';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

export async function libraryTime(): Promise<Outcome> {
  const start = performance.now();
  await promisify(execFile)(process.execPath, ['--import=tsx', MAIN, 'run', '--target', 'embedded']);
  const value = (performance.now() - start) / 1000;
  return {
    name: 'the scenario library, embedded target',
    value,
    unit: 's',
    bar: 5,
    sense: 'most',
    details: 'the whole process',
  };
}
