/** How long `cps-sim --help` and `cps-sim serve` take beside node that does nothing, both as a person starts them. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { MAIN } from './compiled.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, undisturbed } from './rounds.ts';

const ROUNDS = 50;
const SERVE_ROUNDS = 5;

/** Microseconds of node with those arguments, from its start to its end. */
export function startOfNode(...args: readonly string[]): number {
  const start = performance.now();
  spawnSync(process.execPath, args, { stdio: 'ignore' });
  return 1000 * (performance.now() - start);
}

/** Microseconds until all services are said to be there; then they are ended. */
async function startOfServe(): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [MAIN, 'serve', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] });
  await once(child.stdout, 'data');
  const took = 1000 * (performance.now() - start);
  child.kill();
  await once(child, 'exit');
  return took;
}

/** At 40 ms for node, two seconds are 50 of it. */
export async function startOfServices(): Promise<Outcome> {
  const readings = await byTurns(
    SERVE_ROUNDS,
    () => startOfNode('-e', '0'),
    () => startOfServe(),
  );
  const [bare, serve] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'cps-sim serve, until every service listens',
    value: serve / bare,
    unit: 'times the start of node',
    bar: 50,
    aim: 20,
    sense: 'most',
    details: `${time(serve)} beside ${time(bare)}`,
  };
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
