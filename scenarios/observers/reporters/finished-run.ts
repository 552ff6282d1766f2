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

/** Passed, though not at once. */
export function isFlaky({ outcome, earlier = [] }: ScenarioResult): boolean {
  return outcome === 'passed' && earlier.length > 0;
}

/** `CardSignData (2/5)`: its title, and which time it was played. */
export function titleOf({ scenario: { title, repetition } }: Pick<ScenarioResult, 'scenario'>): string {
  return repetition === undefined ? title : `${title} (${repetition.number}/${repetition.of})`;
}

/** True for what nobody has to look into. */
export function isGood({ outcome }: ScenarioResult): boolean {
  return outcome === 'passed' || outcome === 'skipped';
}

/** Where it went wrong: the step, or another place; the scenario's file alone when no place is known. */
export function placeOf(result: ScenarioResult): {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
} {
  const { scenario, step, at = step } = result;
  if (at === undefined) return { file: scenario.file, ...(scenario.row && { line: scenario.row.line }) };
  return { file: at.file ?? scenario.file, line: at.line, column: at.column };
}

type NotPassed = 'failed' | 'error' | 'interrupted' | 'notRun' | 'skipped' | 'flaky';

/** What did not pass, or not at once, in words: how many failed, and the others when there are any. */
export function notPassedInWords(
  results: readonly ScenarioResult[],
  notRun: number,
  language: Language,
): readonly { readonly kind: NotPassed; readonly count: number; readonly text: string }[] {
  const { failed, error, interrupted, skipped } = countsOf(results);
  const flaky = results.filter(isFlaky).length;
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
    {
      kind: 'skipped',
      count: skipped,
      text: { en: `${skipped} skipped`, fr: `${skipped} écarté${skipped > 1 ? 's' : ''}` },
    },
    {
      kind: 'flaky',
      count: flaky,
      text: {
        en: `${flaky} of the passed flaky`,
        fr: `${flaky} des réussis instable${flaky > 1 ? 's' : ''}`,
      },
    },
  ] as const;
  return words
    .filter(({ kind, count }) => kind === 'failed' || count > 0)
    .map(({ text, ...word }) => ({ ...word, text: text[language] }));
}

/** How many of each outcome. */
export function countsOf(results: readonly ScenarioResult[]): Readonly<Record<ScenarioResult['outcome'], number>> {
  const counts = { passed: 0, failed: 0, error: 0, interrupted: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return counts;
}
