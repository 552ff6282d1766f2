/**
 * Runs scenarios, each in a world of its own, and tells the stream of them in their order.
 */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { ScenarioResult, ToldScenario } from '#trace/event.ts';
import type { FoundScenario } from './file/find.ts';
import { type Planned, planned } from './planned.ts';
import { Player, type PlayerOptions } from './player.ts';
import { type PoolOptions, WorkerPool } from './worker-pool.ts';

export interface RunOptions extends PlayerOptions {
  /** A faulty file is not played: its faults are its result. */
  readonly scenarios: readonly FoundScenario[];
  /** Name of the target, for the reports. */
  readonly target: string;
  /** Stop after the first scenario that does not pass. */
  readonly bail?: boolean;
  /** How often each scenario is played, each time for itself; once by default. */
  readonly repeatEach?: number;
  /** Plays several at once; one after the other here by default. */
  readonly pool?: Pick<PoolOptions, 'workers' | 'startWorker'> | undefined;
}

export interface RunSummary {
  readonly results: readonly ScenarioResult[];
  /** Scenarios that were not run: `bail`, or the run was interrupted. */
  readonly notRun: readonly ToldScenario[];
}

/** Plays the scenarios of a list, in its order. */
interface InOrder {
  readonly nextHasBegun: boolean;
  playNext(): Promise<ScenarioResult>;
  close(): Promise<void>;
}

/**
 * A scenario whose world cannot be opened or closed is that scenario's error; the others are played.
 * @throws TargetError when the target cannot be opened for the first one: then it cannot for any
 */
export async function runScenarios(options: RunOptions): Promise<RunSummary> {
  const { stream, target, bail = false, signal } = options;
  const start = SYSTEM_CLOCK.now();
  const list = planned(options.scenarios, options.repeatEach ?? 1);
  const told = list.map((one) => one.told);
  const results: ScenarioResult[] = [];
  const date = SYSTEM_CLOCK.date().toISOString();
  stream.emit({ kind: 'run-started', origin: 'scenario', target, start: date, scenarios: told });
  const playing = inOrder(list, options);
  try {
    while (results.length < list.length) {
      if (signal?.aborted && !playing.nextHasBegun) break;
      if (bail && results.some(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped')) break;
      results.push(await playing.playNext());
    }
  } finally {
    await playing.close();
    const durationMs = SYSTEM_CLOCK.now() - start;
    stream.emit({ kind: 'run-finished', origin: 'scenario', target, notRun: told.slice(results.length), durationMs });
  }
  return { results, notRun: told.slice(results.length) };
}

function inOrder(list: readonly Planned[], { pool, ...options }: RunOptions): InOrder {
  if (pool !== undefined) return new WorkerPool(list, { ...options, ...pool });
  const player = new Player(options);
  const left = [...list];
  return {
    nextHasBegun: false,
    playNext: () => player.play(left.shift() as Planned),
    close: async () => {},
  };
}
