/** The whole run as one JSON document, for programs. */
import { terminalLines } from '#common/terminal-text.ts';
import { toHex } from '#iso7816/bytes.ts';
import type { ApduEvent, ScenarioResult } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { countsOf, isFlaky, isGood, whenFinished } from './finished-run.ts';
import { type StepTime, StepTimes } from './step-times.ts';

function apduObject({ card, command, response }: ApduEvent): object {
  return { card, command: toHex(command), response: toHex(response) };
}

/** Of a step of a setup. */
function fileOf({ file }: { readonly file?: string }): object {
  return file === undefined ? {} : { file };
}

function failureObject({ step, at, mismatches = [], apdus = [], error }: ScenarioResult): object {
  return {
    ...at,
    ...(step && { step: step.number, text: step.text, ...fileOf(step), line: step.line, column: step.column }),
    mismatches,
    ...(error !== undefined && { error }),
    apdus: apdus.map(apduObject),
  };
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}

function tryObject(result: ScenarioResult): object {
  const { outcome, durationMs, stepsDone, program } = result;
  return {
    outcome,
    durationMs: tenths(durationMs),
    stepsDone,
    ...(program && { program }),
    ...(outcome !== 'passed' && { failure: failureObject(result) }),
  };
}

function resultObject(result: ScenarioResult, stepTimes: readonly StepTime[]): object {
  const { scenario, outcome, reason, durationMs, stepsDone, program, earlier = [] } = result;
  const { repetition, row } = scenario;
  return {
    scenario: scenario.title,
    file: scenario.file,
    ...(row && { row: row.name, line: row.line }),
    ...(repetition && { repetition: repetition.number, repetitions: repetition.of }),
    passed: outcome === 'passed',
    flaky: isFlaky(result),
    outcome,
    ...(reason !== undefined && { reason }),
    durationMs: tenths(durationMs),
    steps: scenario.steps,
    stepsDone,
    stepTimes: stepTimes.map((time) => ({ ...time, durationMs: tenths(time.durationMs) })),
    ...(program && { program }),
    ...(!isGood(result) && { failure: failureObject(result) }),
    ...(earlier.length > 0 && { earlierTries: earlier.map(tryObject) }),
  };
}

export function jsonReporter(name: string, write: (text: string) => void): TraceSubscriber {
  const times = new StepTimes();
  const whole = whenFinished(name, ({ target, start, results, notRun, durationMs }) => {
    const { error: errors, ...counts } = countsOf(results);
    const run = {
      target,
      start,
      ...counts,
      errors,
      flaky: results.filter(isFlaky).length,
      notRun: notRun.length,
      durationMs: Math.round(durationMs),
      results: results.map((result) => resultObject(result, times.of(result))),
    };
    write(`${terminalLines(JSON.stringify(run, undefined, 2))}\n`); // the escapes are JSON's own
  });
  return {
    name,
    event(event) {
      times.add(event);
      whole.event(event);
    },
  };
}
