/** What the runner tells the reporters, in this order. */
import type { TraceEvent } from '#trace/event.ts';
import type { Mismatch } from './expect.ts';
import type { Scenario, Step } from './file/schema.ts';

export interface StepFailure {
  readonly step: Step;
  /** Number of the step in its scenario, from 1. */
  readonly number: number;
  readonly mismatches: readonly Mismatch[];
  /** The last command-response pairs before the failure, oldest first; commands masked. */
  readonly apdus: readonly Extract<TraceEvent, { kind: 'apdu' }>[];
}

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly durationMs: number;
  readonly stepsDone: number;
  /** Absent when the scenario passed. */
  readonly failure?: StepFailure;
}

export interface RunSummary {
  readonly target: string;
  readonly results: readonly ScenarioResult[];
  /** Scenarios that were not run: --bail, or the run was interrupted. */
  readonly notRun: number;
  readonly durationMs: number;
}

export interface Reporter {
  runStarted?(run: { readonly target: string; readonly scenarios: readonly Scenario[] }): void;
  scenarioStarted?(scenario: Scenario): void;
  stepStarted?(scenario: Scenario, step: Step, number: number): void;
  scenarioFinished?(result: ScenarioResult): void;
  runFinished?(summary: RunSummary): void;
}
