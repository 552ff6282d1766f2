/** How long `cps-sim --help` takes beside node that does nothing, both as a person starts them. */
import { spawnSync } from 'node:child_process';
import { MAIN } from './compiled.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, undisturbed } from './rounds.ts';

const ROUNDS = 50;

/** Microseconds of node with those arguments, from its start to its end. */
export function startOfNode(...args: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return 1000 * (performance.now() - start);
}

export async function startOfHelp(): Promise<Outcome> {
  const readings = await byTurns(
    ROUNDS,
    () => startOfNode('-e', '0'),
    () => startOfNode(MAIN, '--help'),
  );
  const [bare, help] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'cps-sim --help, the whole process',
    value: help / bare,
    unit: 'times the start of node',
    bar: 1.5,
    sense: 'most',
    details: `${time(help)} beside ${time(bare)}`,
  };
}
