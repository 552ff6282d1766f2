/** The scenarios of one shard: every n-th, or so that all shards take about as long by what they took the last time. */
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { parseJson } from '#common/parse-json.ts';
import type { FoundScenario } from '../../../scenarios/engine/file/find.ts';
import { toldScenario } from '../../../scenarios/engine/planned.ts';
import { say } from '../language.ts';
import { UsageError } from '../usage-error.ts';
import type { RunOptions, Shard } from './options.ts';
import { emptyShard } from './texts.ts';

/** What is read of a JSON report. */
const REPORT = z.object({
  results: z.array(z.object({ file: z.string(), scenario: z.string(), durationMs: z.number().nonnegative() })),
});

/** The scenarios of that shard, in the order of the list; that it has none is told. @throws UsageError, an error of the file system */
export function inShard<T extends FoundScenario>(
  list: readonly T[],
  { shard, durations }: Pick<RunOptions, 'shard' | 'durations'>,
): readonly T[] {
  if (durations !== undefined && shard === undefined)
    throw new UsageError({
      en: '--durations needs --shard: it says how long the scenarios of each part take',
      fr: '--durations demande --shard : il dit combien de temps prennent les scénarios de chaque part',
    });
  if (shard === undefined) return list;
  const shardOf = durations === undefined ? (_: T, i: number) => i % shard.count : byDuration(list, shard, durations);
  const part = list.filter((one, i) => shardOf(one, i) === shard.index - 1);
  if (part.length === 0) process.stderr.write(`cps-sim: ${say(emptyShard(shard, list.length))}\n`);
  return part;
}

/** The longest first, each to the shard that has least to do: the same on every machine. */
function byDuration<T extends FoundScenario>(list: readonly T[], { count }: Shard, file: string): (one: T) => number {
  const known = readDurations(file);
  const mean = [...known.values()].reduce((sum, ms) => sum + ms, 0) / Math.max(1, known.size);
  const timed = list.map((one) => ({ one, ms: known.get(keyOf(toldScenario(one))) ?? mean }));
  const totals = Array.from({ length: count }, () => 0);
  const shards = new Map<T, number>();
  for (const { one, ms } of timed.sort((a, b) => b.ms - a.ms)) {
    const least = totals.indexOf(Math.min(...totals));
    totals[least] = (totals[least] ?? 0) + ms;
    shards.set(one, least);
  }
  return (one) => shards.get(one) ?? 0;
}

function keyOf({ file, title }: { readonly file: string; readonly title: string }): string {
  return JSON.stringify([file, title]);
}

/** Milliseconds by file and title. */
function readDurations(file: string): ReadonlyMap<string, number> {
  const report = REPORT.safeParse(reportIn(file));
  if (!report.success) throw notAReport(file);
  return new Map(
    report.data.results.map(({ file: path, scenario: title, durationMs }) => [
      keyOf({ file: path, title }),
      durationMs,
    ]),
  );
}

function reportIn(file: string): unknown {
  if (statSync(file).isDirectory()) throw notAReport(file);
  const text = readFileSync(file, 'utf8');
  try {
    return parseJson(text);
  } catch (cause) {
    throw notAReport(file, { cause });
  }
}

function notAReport(file: string, options?: ErrorOptions): UsageError {
  return new UsageError(
    {
      en: `--durations ${file}: no report of a run, expected what --reporter json=FILE has written`,
      fr: `--durations ${file} : pas un rapport d'exécution, attendu : ce que --reporter json=FICHIER a écrit`,
    },
    options,
  );
}
