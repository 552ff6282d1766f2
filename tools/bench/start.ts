/** How long `cps-sim --help` takes beside node that does nothing, both as a person starts them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileInto } from '../compile.ts';
import type { Outcome } from './report.ts';
import { median } from './rounds.ts';

const ROUNDS = 21;
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

function startMs(args: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return performance.now() - start;
}

export function startOfHelp(): Outcome {
  const folder = mkdtempSync(join(tmpdir(), 'cps-sim-bench-'));
  try {
    const main = compileInto(join(folder, 'dist'), ['--noCheck', '--declaration', 'false']);
    symlinkSync(MODULES, join(folder, 'node_modules'));
    const rounds = Array.from({ length: ROUNDS }, () => [startMs(['-e', '0']), startMs([main, '--help'])] as const);
    const [bare, help] = [median(rounds.map(([ms]) => ms)), median(rounds.map(([, ms]) => ms))];
    const details = `median of ${ROUNDS}, in turn: ${help.toFixed(0)} ms, node alone ${bare.toFixed(0)} ms`;
    return { name: 'start of cps-sim --help', value: help / bare, unit: 'x node', bar: 1.5, sense: 'most', details };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
