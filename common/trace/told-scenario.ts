/** A scenario, its steps and its program, as reports tell of them. */

/** A scenario as reports name it. */
export interface ToldScenario {
  readonly title: string;
  /** Path as it was given. */
  readonly file: string;
  /** Steps it has. */
  readonly steps: number;
  /** Which row of its table is played, and the line it begins on; absent for a scenario without rows. */
  readonly row?: { readonly name: string; readonly line: number };
  /** Which time it is played, and how often it is, both from 1; absent when once is all. */
  readonly repetition?: { readonly number: number; readonly of: number };
}

/** A step as reports name it. */
export interface ToldStep {
  /** From 1. */
  readonly number: number;
  /** The step in one line for people, codes masked. */
  readonly text: string;
  /** The file it stands in, where that is a setup that the scenario includes. */
  readonly file?: string;
  readonly line: number;
  readonly column: number;
}

/** An expectation that does not hold. */
export interface Mismatch {
  /** Name of the expectation: `attemptsRemaining`; `2. error` of the second of several outcomes. */
  readonly name: string;
  readonly expected: string;
  readonly found: string;
}

/** The unmodified program beside a scenario, as reports tell of it. */
export interface ToldProgram {
  /** As it was typed, without what may be a code. */
  readonly name: string;
  /** 128 and the number of the signal that ended it; absent of one that has not ended. */
  readonly exitCode?: number;
  /** What it printed, bounded, without what may be a code; absent where that went to its terminal alone. */
  readonly printed?: string;
}
