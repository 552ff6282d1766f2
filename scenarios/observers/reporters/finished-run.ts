/** Reports that are written when the run has ended, from all its results. */
import type { Language } from '#common/language.ts';
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
  language: Language,
): readonly { readonly kind: NotPassed; readonly count: number; readonly text: string }[] {
  const { failed, error, interrupted } = countsOf(results);
  const words = [
    { kind: 'failed', count: failed, text: { en: `${failed} failed`, fr: `${failed} en échec` } },
    {
      kind: 'error',
      count: error,
      text: { en: `${error} could not be played`, fr: `${error} injouable${error > 1 ? 's' : ''}` },
    },
    {
      kind: 'interrupted',
      count: interrupted,
      text: { en: `${interrupted} interrupted`, fr: `${interrupted} interrompu${interrupted > 1 ? 's' : ''}` },
    },
    {
      kind: 'notRun',
      count: notRun,
      text: { en: `${notRun} not run`, fr: `${notRun} non joué${notRun > 1 ? 's' : ''}` },
    },
  ] as const;
  return words
    .filter(({ kind, count }) => kind === 'failed' || count > 0)
    .map(({ text, ...word }) => ({ ...word, text: text[language] }));
}

/** How many of each outcome. */
export function countsOf(results: readonly ScenarioResult[]): Readonly<Record<ScenarioResult['outcome'], number>> {
  const counts = { passed: 0, failed: 0, error: 0, interrupted: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return counts;
}
