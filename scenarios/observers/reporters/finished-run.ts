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

type NotPassed = 'failed' | 'error' | 'interrupted' | 'notRun';

/** What did not pass, in words: how many failed, and the others when there are any. */
export function notPassedInWords(
  results: readonly ScenarioResult[],
  notRun: number,
): readonly { readonly kind: NotPassed; readonly count: number; readonly text: string }[] {
  const { failed, error, interrupted } = countsOf(results);
  const words = [
    { kind: 'failed', count: failed, text: `${failed} failed` },
    { kind: 'error', count: error, text: `${error} could not be played` },
    { kind: 'interrupted', count: interrupted, text: `${interrupted} interrupted` },
    { kind: 'notRun', count: notRun, text: `${notRun} not run` },
  ] as const;
  return words.filter(({ kind, count }) => kind === 'failed' || count > 0);
}

/** How many of each outcome. */
export function countsOf(results: readonly ScenarioResult[]): Readonly<Record<ScenarioResult['outcome'], number>> {
  const counts = { passed: 0, failed: 0, error: 0, interrupted: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return counts;
}
