/**
 * What did not pass, as workflow commands of GitHub Actions: each stands beside its line in the change.
 *
 * Source: docs.github.com, Workflow commands for GitHub Actions: `::error file=,line=,col=,title=::message`.
 */
import { relative } from 'node:path';
import type { Language } from '#common/language.ts';
import { terminalText } from '#common/terminal-text.ts';
import { slashedPath } from '#files/slashed-path.ts';
import type { ScenarioResult } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { failureLines, remarkOf } from './failure-text.ts';
import { isFlaky, placeOf, titleOf, whenFinished } from './finished-run.ts';

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** @param result the try to be told */
function annotation(
  kind: 'error' | 'warning' | 'notice',
  result: ScenarioResult,
  root: string,
  language: Language,
): string {
  const { file, line, column } = placeOf(result);
  const properties = [
    `file=${escapedProperty(slashedPath(relative(root, file)))}`,
    ...(line === undefined ? [] : [`line=${line}`]),
    ...(column === undefined ? [] : [`col=${column}`]),
    `title=${escapedProperty(terminalText(titleOf(result)))}`,
  ];
  const message = [remarkOf(result, language), ...failureLines(result, language)].join('\n');
  return `::${kind} ${properties.join(',')}::${escaped(message)}\n`;
}

/** @param env of the job: paths are those of its workspace */
export function githubReporter(
  name: string,
  write: (text: string) => void,
  language: Language = 'en',
  env: NodeJS.ProcessEnv = process.env,
): TraceSubscriber {
  const root = env.GITHUB_WORKSPACE ?? '';
  return whenFinished(name, ({ results }) => {
    for (const result of results) {
      const flaky = isFlaky(result) ? result.earlier?.at(-1) : undefined;
      if (flaky !== undefined) write(annotation('warning', flaky, root, language));
      else if (result.outcome === 'skipped') write(annotation('notice', result, root, language));
      else if (result.outcome !== 'passed') write(annotation('error', result, root, language));
    }
  });
}
