/** The scenario library on the embedded target, as `cps-sim run` runs it. */
import { MAIN } from './compiled.ts';
import { type Outcome, time } from './report.ts';
import { byTurns, undisturbed } from './rounds.ts';
import { startOfNode } from './start.ts';

const ROUNDS = 3;

export async function libraryTime(): Promise<Outcome> {
  const readings = await byTurns(
    ROUNDS,
    () => startOfNode('-e', '0'),
    () => startOfNode(MAIN, 'run', '--target', 'embedded'),
  );
  const [bare, library] = [undisturbed(readings[0]), undisturbed(readings[1])];
  return {
    name: 'the scenario library, embedded target, the whole process',
    value: library / bare,
    unit: 'times the start of node',
    bar: 100,
    sense: 'most',
    details: `${time(library)} beside ${time(bare)}`,
  };
}
