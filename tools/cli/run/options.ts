/** What `cps-sim run` can be asked for. */
import type { ClockName, TargetName } from '../../../scenarios/world/targets/target-name.ts';

export interface Shard {
  readonly index: number;
  readonly count: number;
}

export interface RunOptions {
  readonly target: TargetName;
  readonly reader?: string;
  readonly clock: ClockName;
  readonly seed: number;
  readonly reporter: readonly string[];
  readonly grep?: RegExp;
  readonly tags?: readonly string[];
  readonly list?: boolean;
  readonly json?: boolean;
  readonly lastFailed?: boolean;
  readonly repeatEach?: number;
  readonly retries?: number | undefined;
  /** Processes that play at once; 1 is this one. */
  readonly workers?: number;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
  /** A command line for the shell. */
  readonly program?: string | undefined;
  /** A file of rules of faults, beside those of each scenario. */
  readonly faults?: string | undefined;
  readonly bail?: boolean;
  readonly shard?: Shard;
  /** A JSON report of an earlier run. */
  readonly durations?: string;
  readonly trace?: string;
  /** A recording of the last good run, for the HTML report. */
  readonly baseline?: string;
  readonly allowPinBlocking?: boolean;
  readonly printSchema?: boolean;
}
