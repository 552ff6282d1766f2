/** `cps-sim merge-reports`: the parts of a run, played on several machines, as one run with its reports. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { ScenarioResult } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import { Relay } from '../../scenarios/engine/relay.ts';
import { type Blob, type BlobScenario, readBlob } from '../../scenarios/observers/blob/blob-reader.ts';
import { isGood } from '../../scenarios/observers/reporters/finished-run.ts';
import { EXIT } from './exit-code.ts';
import { tellLost } from './observers.ts';
import { Output } from './output.ts';
import { refuseUnlikeBlobs } from './run/merge-refusals.ts';
import { withoutOldReports } from './run/old-reports.ts';
import { goesToFile, openReporters, refuseSharedReports } from './run/report-files.ts';
import { UsageError } from './usage-error.ts';

export interface MergeOptions {
  readonly reporter: readonly string[];
}

const BLOB = /\.jsonl\.gz$/;

/** Files as they are named, directories searched. @throws UsageError when there is none, an error of the file system */
function blobFiles(paths: readonly string[]): string[] {
  const files = paths.flatMap((path) => {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
    return names
      .filter((name) => BLOB.test(name))
      .sort()
      .map((name) => join(path, name));
  });
  if (files.length > 0) return [...new Set(files)];
  const found = paths.join(', ');
  throw new UsageError({
    en: `${found}: no report of a shard there, expected what cps-sim run --reporter blob=DIR writes (*.jsonl.gz)`,
    fr: `${found} : aucun rapport d'une part, attendu : ce que cps-sim run --reporter blob=DOSSIER écrit (*.jsonl.gz)`,
  });
}

/** A scenario of one of them, with when its stream began. */
type Placed = BlobScenario & { readonly began: Date };

/** As they stand in the list. */
function inListOrder(blobs: readonly Blob[]): Placed[] {
  const all = blobs.flatMap(({ header, scenarios }) =>
    scenarios.map((one) => ({ ...one, began: new Date(header.start) })),
  );
  const numberOf = ({ told }: Placed) => told.repetition?.number ?? 1;
  return all.sort((a, b) => a.position - b.position || numberOf(a) - numberOf(b));
}

/** Tells the stream of all of it, as one run. Returns the results. */
function tell(stream: TraceStream, [first, ...others]: readonly [Blob, ...Blob[]]): ScenarioResult[] {
  const blobs = [first, ...others];
  const { target } = first.started;
  const placed = inListOrder(blobs);
  const told = placed.map((one) => one.told);
  const origin = 'scenario';
  const start = stream.began.toISOString();
  stream.relay({ kind: 'run-started', origin, target, start, scenarios: told, at: 0, seq: 0 }, stream.began);
  const relay = new Relay(stream);
  for (const { events, began } of placed) {
    relay.nextScenario();
    for (const event of events) relay.tell({ event, began });
  }
  const ends = blobs.map(({ header, finished }) => Date.parse(header.start) + finished.at);
  const durationMs = Math.max(...ends) - stream.began.getTime();
  const notRun = placed.filter(({ events }) => events.length === 0).map((one) => one.told);
  stream.relay({ kind: 'run-finished', origin, target, notRun, durationMs, at: durationMs, seq: 0 }, stream.began);
  return placed.flatMap(({ events }) =>
    events.flatMap((event) => (event.kind === 'scenario-finished' ? [event.result] : [])),
  );
}

function exitCodeOf(results: readonly ScenarioResult[], { lost }: TraceStream): number {
  if (results.some(({ outcome }) => outcome === 'failed')) return EXIT.FAILED;
  return lost.length > 0 || results.some((result) => !isGood(result)) ? EXIT.UNUSABLE : EXIT.OK;
}

/** A stream that began when the first of them has, with the reporters that watch it. */
function prepared(paths: readonly string[], { reporter }: MergeOptions) {
  refuseSharedReports(reporter, paths);
  const files = blobFiles(paths);
  refuseSharedReports(reporter, files);
  const [first, ...others] = files.map(readBlob);
  // There is one, or `blobFiles` would have said so.
  const blobs = [first as Blob, ...others] as const;
  refuseUnlikeBlobs(blobs);
  const began = new Date(Math.min(...blobs.map(({ header }) => Date.parse(header.start))));
  const stream = new TraceStream({ onLost: tellLost, clock: { ...SYSTEM_CLOCK, date: () => began } });
  for (const made of openReporters(reporter, new Output(process.stdout))) stream.subscribe(made);
  return { blobs, stream };
}

/** @throws UsageError, RecordingError, an error of the file system */
export async function mergeReports(paths: readonly string[], options: MergeOptions): Promise<void> {
  const reports = options.reporter.filter(goesToFile);
  const { blobs, stream } = withoutOldReports(reports, () => prepared(paths, options));
  const results = tell(stream, blobs);
  await stream.end();
  process.exitCode = exitCodeOf(results, stream);
}
