/** The whole run as one JSON document, for programs. */
import { terminalLines } from '#common/terminal-text.ts';
import { toHex } from '#iso7816/bytes.ts';
import type { ApduEvent, ScenarioResult } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { countsOf, whenFinished } from './finished-run.ts';

function apduObject({ card, command, response }: ApduEvent): object {
  return { card, command: toHex(command), response: toHex(response) };
}

function failureObject({ step, mismatches = [], apdus = [], error }: ScenarioResult): object {
  return {
    ...(step && { step: step.number, text: step.text, line: step.line, column: step.column }),
    mismatches,
    ...(error !== undefined && { error }),
    apdus: apdus.map(apduObject),
  };
}

function resultObject(result: ScenarioResult): object {
  const { scenario, outcome, durationMs, stepsDone } = result;
  return {
    scenario: scenario.title,
    file: scenario.file,
    passed: outcome === 'passed',
    outcome,
    durationMs: Math.round(durationMs * 10) / 10,
    steps: scenario.steps,
    stepsDone,
    ...(outcome !== 'passed' && { failure: failureObject(result) }),
  };
}

export function jsonReporter(name: string, write: (text: string) => void): TraceSubscriber {
  return whenFinished(name, ({ target, start, results, notRun, durationMs }) => {
    const { error: errors, ...counts } = countsOf(results);
    const run = {
      target,
      start,
      ...counts,
      errors,
      notRun: notRun.length,
      durationMs: Math.round(durationMs),
      results: results.map(resultObject),
    };
    write(`${terminalLines(JSON.stringify(run, undefined, 2))}\n`); // the escapes are JSON's own
  });
}
