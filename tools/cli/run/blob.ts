/** `--reporter blob=DIR`: what a part of a run leaves for `merge-reports`. */
import { rmSync } from 'node:fs';
import type { RecordedPart } from '#trace/recorded-part.ts';
import type { RecordingHeader } from '#trace/recording.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import type { FoundScenario } from '../../../scenarios/engine/file/find.ts';
import { toldScenario } from '../../../scenarios/engine/planned.ts';
import { blobPath, blobWriter, listHash } from '../../../scenarios/observers/blob/blob-writer.ts';
import { UsageError } from '../usage-error.ts';
import type { RunOptions } from './options.ts';
import { fileOf } from './report-files.ts';

export function isBlob(spec: string): boolean {
  return spec === 'blob' || spec.startsWith('blob=');
}

function foldersOf({ reporter }: Pick<RunOptions, 'reporter'>): string[] {
  return reporter.filter(isBlob).map((spec) => {
    const folder = spec === 'blob' ? '' : fileOf(spec);
    if (folder !== '') return folder;
    throw new UsageError({
      en: "--reporter 'blob' names no directory, expected blob=DIR",
      fr: "--reporter 'blob' ne nomme aucun dossier, attendu : blob=DOSSIER",
    });
  });
}

const WHOLE = { index: 1, count: 1 };

/** What a run before has left: nobody may take it for that of one that could not begin. @throws UsageError */
export function forgetBlobs(options: Pick<RunOptions, 'reporter' | 'shard'>): void {
  for (const folder of foldersOf(options)) rmSync(blobPath(folder, options.shard ?? WHOLE), { force: true });
}

/**
 * @param list all that was asked for
 * @param playing those of this part
 */
export function blobWriters(
  options: Pick<RunOptions, 'reporter' | 'shard'>,
  header: RecordingHeader,
  list: readonly FoundScenario[],
  playing: readonly FoundScenario[],
): TraceSubscriber[] {
  const places = new Map(list.map((one, i) => [one, i]));
  const part: RecordedPart = {
    ...(options.shard ?? WHOLE),
    list: listHash(list.map(toldScenario)),
    scenarios: list.length,
    positions: playing.flatMap((one) => places.get(one) ?? []),
  };
  return foldersOf(options).map((folder) => blobWriter(`--reporter blob=${folder}`, folder, { ...header, part }));
}
