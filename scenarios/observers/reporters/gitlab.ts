/**
 * What did not pass, as a Code Quality report of GitLab, which shows each beside its line in the merge request.
 *
 * Source: docs.gitlab.com, Code Quality, "Code Quality report format".
 */
import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { Language } from '#common/language.ts';
import { terminalLines, terminalText } from '#common/terminal-text.ts';
import { slashedPath } from '#files/slashed-path.ts';
import type { ScenarioResult } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { remarkOf } from './failure-text.ts';
import { isFlaky, placeOf, titleOf, whenFinished } from './finished-run.ts';

type Severity = 'info' | 'minor' | 'major' | 'critical';

const SEVERITIES: Readonly<Record<Exclude<ScenarioResult['outcome'], 'passed'>, Severity>> = {
  skipped: 'info',
  failed: 'major',
  interrupted: 'major',
  error: 'critical',
};

/** @param result the try to be told */
function issue(severity: Severity, result: ScenarioResult, root: string, language: Language): object {
  const { step, outcome, mismatches: [first] = [] } = result;
  const { file, line = 1 } = placeOf(result);
  const path = slashedPath(relative(root, file));
  // The same fault in two runs is one for GitLab by this; times and texts may differ.
  const same = [path, titleOf(result), outcome, step?.number ?? 0, first?.name ?? ''];
  return {
    description: terminalText(`${titleOf(result)}: ${remarkOf(result, language)}`),
    check_name: 'cps-sim',
    fingerprint: createHash('sha256').update(JSON.stringify(same)).digest('hex'),
    severity,
    location: { path, lines: { begin: line } },
  };
}

/** @param env of the job: paths are those of its project */
export function gitlabReporter(
  name: string,
  write: (text: string) => void,
  language: Language = 'en',
  env: NodeJS.ProcessEnv = process.env,
): TraceSubscriber {
  const root = env.CI_PROJECT_DIR ?? '';
  return whenFinished(name, ({ results }) => {
    const issues = results.flatMap((result) => {
      const flaky = isFlaky(result) ? result.earlier?.at(-1) : undefined;
      if (flaky !== undefined) return [issue('minor', flaky, root, language)];
      if (result.outcome === 'passed') return [];
      return [issue(SEVERITIES[result.outcome], result, root, language)];
    });
    write(`${terminalLines(JSON.stringify(issues, undefined, 2))}\n`);
  });
}
