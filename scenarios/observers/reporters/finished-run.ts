/** Reports that are written when the run has ended, from all its results. */
import type { RunFinishedEvent, RunStartedEvent, ScenarioResult, StampedEvent } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';

export interface FinishedRun extends Omit<RunFinishedEvent, 'kind' | 'origin'>, Pick<RunStartedEvent, 'start'> {
  readonly results: readonly ScenarioResult[];
}

/** A subscriber that calls `write` once, with the whole run. */
export function whenFinished(name: string, write: (run: FinishedRun) => void): TraceSubscriber {
  const results: ScenarioResult[] = [];
  let start = '';
  return {
    name,
    event(event: StampedEvent) {
      if (event.kind === 'run-started') start = event.start;
      if (event.kind === 'scenario-finished') results.push(event.result);
      if (event.kind === 'run-finished') write({ ...event, start, results });
    },
  };
}

/** How many of each outcome. */
export function countsOf(results: readonly ScenarioResult[]): Readonly<Record<ScenarioResult['outcome'], number>> {
  const counts = { passed: 0, failed: 0, error: 0, interrupted: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return counts;
}
