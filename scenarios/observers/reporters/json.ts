/** The whole run as one JSON document, for programs. */
import { toHex } from '#iso7816/bytes.ts';
import type { Reporter, ScenarioResult } from '../../engine/events.ts';

function resultObject({ scenario, durationMs, stepsDone, failure }: ScenarioResult): object {
  return {
    scenario: scenario.title,
    file: scenario.file,
    passed: failure === undefined,
    durationMs: Math.round(durationMs * 10) / 10,
    steps: scenario.steps.length,
    stepsDone,
    ...(failure && {
      failure: {
        step: failure.number,
        text: failure.step.text,
        line: failure.step.line,
        column: failure.step.column,
        mismatches: failure.mismatches,
        apdus: failure.apdus.map(({ card, command, response }) => ({
          card,
          command: toHex(command),
          response: toHex(response),
        })),
      },
    }),
  };
}

export function jsonReporter(write: (text: string) => void): Reporter {
  return {
    runFinished({ target, results, notRun, durationMs }) {
      const failed = results.filter(({ failure }) => failure).length;
      const counts = { passed: results.length - failed, failed, notRun };
      const run = { target, ...counts, durationMs: Math.round(durationMs), results: results.map(resultObject) };
      write(`${JSON.stringify(run, undefined, 2)}\n`);
    },
  };
}
