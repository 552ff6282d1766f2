/** Test Anything Protocol, version 14. Source: testanything.org/tap-version-14-specification.html. */
import type { Reporter } from '../../engine/events.ts';
import { failureHeadline, failureLines } from './failure-text.ts';

type Write = (text: string) => void;

/** A description holds no line break, and # would begin a directive. */
function description(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\#]/g, '\\$&');
}

export function tapReporter(write: Write): Reporter {
  let number = 0;
  return {
    runStarted({ scenarios, target }) {
      write(`TAP version 14\n1..${scenarios.length}\n# target ${target}\n`);
    },
    scenarioFinished(result) {
      const { scenario, failure, durationMs } = result;
      number++;
      write(`${failure ? 'not ok' : 'ok'} ${number} - ${description(scenario.title)}\n`);
      const fields: [string, string][] = [['duration_ms', durationMs.toFixed(1)]];
      if (failure) fields.push(['message', JSON.stringify(failureHeadline(failure))]);
      write(`  ---\n${fields.map(([key, value]) => `  ${key}: ${value}\n`).join('')}`);
      if (failure)
        write(
          `  details: |\n${failureLines(result)
            .map((line) => `    ${line}\n`)
            .join('')}`,
        );
      write('  ...\n');
    },
    runFinished({ notRun }) {
      if (notRun > 0) write(`Bail out! ${notRun} scenarios were not run\n`);
    },
  };
}
