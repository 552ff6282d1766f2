/** JUnit XML as CI servers read it: a suite a run, a case a scenario; what was not played is skipped. */
import type { Language, Text } from '#common/language.ts';
import type { ScenarioResult, ToldScenario } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { failureHeadline, failureLines } from './failure-text.ts';
import { countsOf, type FinishedRun, whenFinished } from './finished-run.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0: entities, and no control character that it forbids. */
function xml(text: string): string {
  return text.replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '?').replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

/** `line` is that of the step that failed. */
interface TestCase {
  readonly scenario: ToldScenario;
  readonly line?: number | undefined;
  readonly durationMs: number;
  readonly body?: string;
}

function testCase({ scenario: { title, file }, line, durationMs, body = '' }: TestCase): string {
  const place = `file="${xml(file)}"${line === undefined ? '' : ` line="${line}"`}`;
  const head = `    <testcase classname="${xml(file)}" name="${xml(title)}" ${place} time="${seconds(durationMs)}"`;
  return body === '' ? `${head}/>\n` : `${head}>\n      ${body}\n    </testcase>\n`;
}

/** What a step failed at: the first expectation that does not hold. */
function failureType({ outcome, mismatches: [first] = [] }: ScenarioResult): string {
  return first?.name ?? outcome;
}

/** A step that was not as expected is a failure; what kept a scenario from being played to its end is an error. */
function resultCase(result: ScenarioResult, language: Language): string {
  const { scenario, outcome, durationMs, step } = result;
  if (outcome === 'passed') return testCase({ scenario, durationMs });
  const element = outcome === 'failed' ? 'failure' : 'error';
  const what = `message="${xml(failureHeadline(result, language))}" type="${xml(failureType(result))}"`;
  const lines = xml(failureLines(result, language).join('\n'));
  return testCase({ scenario, line: step?.line, durationMs, body: `<${element} ${what}>${lines}</${element}>` });
}

const NOT_RUN: Text = { en: 'not run', fr: 'non joué' };

function skippedCase(scenario: ToldScenario, language: Language): string {
  return testCase({ scenario, durationMs: 0, body: `<skipped message="${NOT_RUN[language]}"/>` });
}

/** Seconds in UTC and no zone, as the schema of JUnit's reports has it. */
function timestamp(start: string): string {
  return start.replace(/\.\d+Z$/, '');
}

function document({ target, start, results, notRun, durationMs }: FinishedRun, language: Language): string {
  const { failed, error, interrupted } = countsOf(results);
  const tests = results.length + notRun.length;
  const bad = `failures="${failed}" errors="${error + interrupted}" skipped="${notRun.length}"`;
  const counts = `tests="${tests}" ${bad} time="${seconds(durationMs)}"`;
  const cases = [
    ...results.map((result) => resultCase(result, language)),
    ...notRun.map((one) => skippedCase(one, language)),
  ].join('');
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${counts}>\n` +
    `  <testsuite name="cps-sim ${xml(target)}" timestamp="${timestamp(start)}" ${counts}>\n${cases}  </testsuite>\n</testsuites>\n`
  );
}

export function junitReporter(name: string, write: (text: string) => void, language: Language = 'en'): TraceSubscriber {
  return whenFinished(name, (run) => write(document(run, language)));
}
