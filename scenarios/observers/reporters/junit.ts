/** JUnit XML as CI servers read it: a suite a run, a case a scenario; what was not played is skipped. */
import type { Language, Text } from '#common/language.ts';
import { inWrittenOrder } from '#common/terminal-text.ts';
import type { ScenarioResult, ToldScenario } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { failureHeadline, failureLines } from './failure-text.ts';
import { countsOf, type FinishedRun, placeOf, titleOf, whenFinished } from './finished-run.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0: entities, no control character that it forbids, and none that turns the direction of writing. */
function xml(text: string): string {
  return inWrittenOrder(text)
    .replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '?')
    .replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** Where it went wrong, or the file and the row that were played. */
interface TestCase {
  readonly scenario: ToldScenario;
  readonly place?: { readonly file: string; readonly line?: number } | undefined;
  readonly durationMs: number;
  readonly body?: string;
}

function testCase({ scenario, place, durationMs, body = '' }: TestCase): string {
  const { file, line = scenario.row?.line } = place ?? { file: scenario.file };
  const at = `file="${xml(file)}"${line === undefined ? '' : ` line="${line}"`}`;
  const head = `    <testcase classname="${xml(scenario.file)}" name="${xml(titleOf({ scenario }))}" ${at} time="${seconds(durationMs)}"`;
  return body === '' ? `${head}/>\n` : `${head}>\n      ${body}\n    </testcase>\n`;
}

/** What a step failed at: the first expectation that does not hold. */
function failureType({ outcome, mismatches: [first] = [] }: ScenarioResult): string {
  return first?.name ?? outcome;
}

function element(name: string, result: ScenarioResult, language: Language): string {
  const what = `message="${xml(failureHeadline(result, language))}" type="${xml(failureType(result))}"`;
  return `<${name} ${what}>${xml(failureLines(result, language).join('\n'))}</${name}>`;
}

/**
 * A step that was not as expected is a failure; what kept a scenario from being played to its end is an error. Tries
 * before the last one are what Maven Surefire calls them, and its readers know.
 * Source: Maven Surefire, surefire-test-report.xsd 3.0.
 */
function resultCase(result: ScenarioResult, language: Language): string {
  const { scenario, outcome, durationMs, program, earlier = [] } = result;
  if (outcome === 'skipped') return skippedCase(scenario, result.reason ?? '');
  const passed = outcome === 'passed';
  const tries = earlier.map((one) => {
    const kind = one.outcome === 'failed' ? 'Failure' : 'Error';
    return element(`${passed ? 'flaky' : 'rerun'}${kind}`, one, language);
  });
  const last = passed ? [] : [element(outcome === 'failed' ? 'failure' : 'error', result, language)];
  const printed = program?.printed === undefined ? [] : [`<system-out>${xml(program.printed)}</system-out>`];
  const body = [...last, ...tries, ...printed].join('\n      ');
  return testCase({ scenario, place: passed ? undefined : placeOf(result), durationMs, body });
}

const NOT_RUN: Text = { en: 'not run', fr: 'non joué' };

function skippedCase(scenario: ToldScenario, reason: string): string {
  return testCase({ scenario, durationMs: 0, body: `<skipped message="${xml(reason)}"/>` });
}

/** Seconds in UTC and no zone, as the schema of JUnit's reports has it. */
function timestamp(start: string): string {
  return start.replace(/\.\d+Z$/, '');
}

function document({ target, start, results, notRun, durationMs }: FinishedRun, language: Language): string {
  const { failed, error, interrupted, skipped } = countsOf(results);
  const tests = results.length + notRun.length;
  const bad = `failures="${failed}" errors="${error + interrupted}" skipped="${notRun.length + skipped}"`;
  const counts = `tests="${tests}" ${bad} time="${seconds(durationMs)}"`;
  const cases = [
    ...results.map((result) => resultCase(result, language)),
    ...notRun.map((one) => skippedCase(one, NOT_RUN[language])),
  ].join('');
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n` +
    `  <testsuite name="cps-sim ${xml(target)}" timestamp="${timestamp(start)}" ${counts}>\n${cases}  </testsuite>\n</testsuites>\n`
  );
}

export function junitReporter(name: string, write: (text: string) => void, language: Language = 'en'): TraceSubscriber {
  return whenFinished(name, (run) => write(document(run, language)));
}
