/** `--reporter`, as it is typed: which files it names, and the reporters it makes. */
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import {
  isReporter,
  makeReporter,
  REPORTERS,
  type ReportSources,
} from '../../../scenarios/observers/reporters/index.ts';
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

/** Before anything is read. @throws UsageError for what is no reporter, or names an empty path */
function requireReporter(spec: string): void {
  const name = goesToFile(spec) ? spec.slice(0, spec.indexOf('=')) : spec;
  if (name !== 'blob' && (!isReporter(name) || (name === 'pretty' && goesToFile(spec)))) throw noReporter(spec);
  if (!goesToFile(spec) || fileOf(spec) !== '') return;
  const [en, fr] =
    name === 'blob'
      ? ['directory, expected blob=DIR', 'dossier, attendu : blob=DOSSIER']
      : [`file, expected ${name}=FILE`, `fichier, attendu : ${name}=FICHIER`];
  throw new UsageError({
    en: `--reporter '${spec}' names no ${en} (an unset variable of the shell?)`,
    fr: `--reporter '${spec}' ne nomme aucun ${fr} (une variable du shell non définie ?)`,
  });
}

function noReporter(spec: string): UsageError {
  const shown = withoutPossibleCodes(spec);
  // Where a blob is refused there is none to be offered.
  const [orBlob, ouBlob] = /^blob(=|$)/.test(spec) ? ['', ''] : [', or blob=DIR', ', ou blob=DOSSIER'];
  return new UsageError({
    en: `--reporter '${shown}': expected ${REPORTERS.join(', ')}, with =FILE to write a file${orBlob}`,
    fr: `--reporter '${shown}', attendu : ${REPORTERS.join(', ')}, avec =FICHIER pour écrire un fichier${ouBlob}`,
  });
}

/**
 * Annotations for GitHub are whole lines of their own at the end, which may follow the table.
 * @throws UsageError for what is no reporter; when two of them write to one place, or one over an input
 */
export function refuseSharedReports(specs: readonly string[], inputs: readonly string[]): OutputClaims {
  const claims = new OutputClaims(inputs);
  for (const spec of specs) {
    requireReporter(spec);
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
    throw noReporter(spec);
  });
}
