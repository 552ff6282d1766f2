/** Test Anything Protocol, version 14. Source: testanything.org/tap-version-14-specification.html. */
import type { Language, Text } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import type { ScenarioResult, StampedEvent } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { failureHeadline, failureLines } from './failure-text.ts';
import { isFlaky, isGood, titleOf } from './finished-run.ts';

type Write = (text: string) => void;

const TARGET: Text = { en: 'target', fr: 'cible' };

/** A description holds no line break, and # would begin a directive. */
function description(text: string): string {
  return terminalText(text.replace(/\s+/g, ' ')).replace(/[\\#]/g, '\\$&');
}

function directive({ outcome, reason = '' }: ScenarioResult): string {
  return outcome === 'skipped' ? ` # SKIP ${description(reason)}` : '';
}

function resultLines(result: ScenarioResult, number: number, language: Language): string {
  const passed = isGood(result);
  const fields: [string, string][] = [['duration_ms', result.durationMs.toFixed(1)]];
  if (result.earlier !== undefined) fields.push(['tries', String(result.earlier.length + 1)]);
  if (isFlaky(result)) fields.push(['flaky', 'true']);
  if (!passed) fields.push(['outcome', result.outcome], ['message', JSON.stringify(failureHeadline(result, language))]);
  const details = passed ? [] : ['  details: |', ...failureLines(result, language).map((line) => `    ${line}`)];
  return [
    `${passed ? 'ok' : 'not ok'} ${number} - ${description(titleOf(result))}${directive(result)}`,
    '  ---',
    ...fields.map(([key, value]) => `  ${key}: ${value}`),
    ...details,
    '  ...',
    '',
  ].join('\n');
}

export function tapReporter(name: string, write: Write, language: Language = 'en'): TraceSubscriber {
  let number = 0;
  return {
    name,
    event(event: StampedEvent) {
      if (event.kind === 'run-started')
        write(`TAP version 14\n1..${event.scenarios.length}\n# ${TARGET[language]} ${terminalText(event.target)}\n`);
      else if (event.kind === 'scenario-finished') write(resultLines(event.result, ++number, language));
      else if (event.kind === 'run-finished' && event.notRun.length > 0) {
        const { length } = event.notRun;
        const words: Text = {
          en: `${length} scenario${length === 1 ? ' was' : 's were'} not run`,
          fr: `${length} scénario${length === 1 ? " n'a pas été joué" : "s n'ont pas été joués"}`,
        };
        write(`Bail out! ${words[language]}\n`);
      }
    },
  };
}
