/** `--reporter`, as it is typed: which files it names, and the reporters it makes. */
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { makeReporter, REPORTERS, type ReportSources } from '../../../scenarios/observers/reporters/index.ts';
import type { Terminal } from '../../../scenarios/observers/reporters/pretty.ts';
import { spokenLanguage } from '../language.ts';
import { OutputClaims } from '../output-claims.ts';
import { UsageError } from '../usage-error.ts';

/** `junit=FILE` */
export function goesToFile(spec: string): boolean {
  return spec.includes('=');
}

export function fileOf(spec: string): string {
  return spec.slice(spec.indexOf('=') + 1);
}

/**
 * Annotations for GitHub are whole lines of their own at the end, which may follow the table.
 * @throws UsageError when two of them write to one place, or one over an input
 */
export function refuseSharedReports(specs: readonly string[], inputs: readonly string[]): OutputClaims {
  const claims = new OutputClaims(inputs);
  for (const spec of specs) {
    if (goesToFile(spec)) claims.file(fileOf(spec), `--reporter ${spec}`);
    else if (spec !== 'github' || !specs.includes('pretty')) claims.standardOutput(`--reporter ${spec}`);
  }
  return claims;
}

/**
 * Files are opened at once, so that a path that cannot be written stops the run before it begins.
 * @throws UsageError, and as `makeReporter`
 */
export function openReporters(
  specs: readonly string[],
  terminal: Terminal,
  sources?: ReportSources,
): TraceSubscriber[] {
  return specs.map((spec) => {
    const made = makeReporter(spec, terminal, process.env, spokenLanguage(), sources);
    if (made !== undefined) return made;
    const shown = withoutPossibleCodes(spec);
    throw new UsageError({
      en: `--reporter '${shown}': expected ${REPORTERS.join(', ')}, with =FILE to write a file, or blob=DIR`,
      fr: `--reporter '${shown}', attendu : ${REPORTERS.join(', ')}, avec =FICHIER pour écrire un fichier, ou blob=DOSSIER`,
    });
  });
}
