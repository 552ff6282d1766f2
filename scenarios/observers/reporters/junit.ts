/** JUnit XML as CI servers read it: a suite a folder's file, a case a scenario. */
import type { Reporter, ScenarioResult } from '../../engine/events.ts';
import { failureHeadline, failureLines } from './failure-text.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0: entities, and no control character that it forbids. */
function xml(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '?').replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function testCase(result: ScenarioResult): string {
  const { scenario, durationMs, failure } = result;
  const head = `    <testcase classname="${xml(scenario.file)}" name="${xml(scenario.title)}" file="${xml(scenario.file)}" time="${seconds(durationMs)}"`;
  if (!failure) return `${head}/>\n`;
  const body = xml(failureLines(result).join('\n'));
  return `${head}>\n      <failure message="${xml(failureHeadline(failure))}">${body}</failure>\n    </testcase>\n`;
}

export function junitReporter(write: (text: string) => void): Reporter {
  return {
    runFinished({ target, results, durationMs }) {
      const failures = results.filter(({ failure }) => failure).length;
      const counts = `tests="${results.length}" failures="${failures}" errors="0" skipped="0" time="${seconds(durationMs)}"`;
      write(
        `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n` +
          `  <testsuite name="cps-sim ${xml(target)}" ${counts}>\n${results.map(testCase).join('')}  </testsuite>\n</testsuites>\n`,
      );
    },
  };
}
