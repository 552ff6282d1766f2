/** Which scenarios did not pass when they were last played from this folder: what `--last-failed` plays again. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { parseJson } from '#common/parse-json.ts';
import { writeAtomically } from '#files/atomic-file.ts';
import { makeFolder } from '#files/folder.ts';
import { userFolder } from '#files/user-folder.ts';
import type { ScenarioResult, ToldScenario } from '#trace/event.ts';
import type { Scenario } from '../../../scenarios/engine/file/schema.ts';

const ENTRY = z.object({ file: z.string(), row: z.string().optional() });
/** A text is the path of a file without rows, as older versions kept all. */
const KEPT = z.object({
  folder: z.string(),
  notPassed: z.array(z.union([z.string().transform((file) => ({ file })), ENTRY])),
});

/** A scenario that did not pass: its full path, and the name of its row where it has rows. */
export type LastFailed = z.infer<typeof ENTRY>;

function same(a: LastFailed, b: LastFailed): boolean {
  return a.file === b.file && a.row === b.row;
}

/** One file for each folder that runs are started in. */
function fileOf(folder: string): string {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(userFolder('runs'), `${name}.json`);
}

/** True when it did not pass; of a row that is no longer there, true of all rows. */
export function isLastFailed({ file, row }: Pick<Scenario, 'file' | 'row'>, failed: readonly LastFailed[]): boolean {
  return failed.some(
    (one) =>
      one.file === resolve(file) && (row === undefined || one.row === row.name || !row.all.includes(one.row ?? '')),
  );
}

function entryOf({ file, row }: ToldScenario): LastFailed {
  return { file: resolve(file), ...(row && { row: row.name }) };
}

/**
 * Keeps of each scenario that was to be played whether it passed; of the others what is known stays. Where nothing can be
 * kept (a read-only home, as in CI) nobody who does not ask is told.
 * @param played those that were to be played, which know the rows that there are
 */
export function keepLastRun(
  results: readonly ScenarioResult[],
  notRun: readonly ToldScenario[],
  played: readonly Scenario[],
): void {
  const bad = results
    .filter(({ outcome }) => outcome !== 'passed' && outcome !== 'skipped')
    .map(({ scenario }) => scenario);
  const asked = [...results.map(({ scenario }) => scenario), ...notRun].map(entryOf);
  const isGone = ({ file, row }: LastFailed) =>
    played.some((one) => resolve(one.file) === file && !(one.row?.all ?? []).includes(row ?? ''));
  const others = lastNotPassed().filter((entry) => !asked.some((one) => same(one, entry)) && !isGone(entry));
  const failed = [...others, ...[...bad, ...notRun].map(entryOf)];
  const notPassed = failed.filter((entry, i) => failed.findIndex((one) => same(one, entry)) === i);
  try {
    const folder = process.cwd();
    makeFolder(userFolder('runs'));
    writeAtomically(fileOf(folder), `${JSON.stringify({ folder, notPassed })}\n`);
  } catch {
    // The run itself is not worse for it.
  }
}

/** What did not pass and is still there; none as well when what was kept cannot be read. */
export function lastNotPassed(): readonly LastFailed[] {
  try {
    const folder = process.cwd();
    const kept = KEPT.safeParse(parseJson(readFileSync(fileOf(folder), 'utf8')));
    const known = kept.success && kept.data.folder === folder ? kept.data.notPassed : [];
    return known.filter(({ file }) => existsSync(file));
  } catch {
    return [];
  }
}
