/** What happened in one shard of a run, as a file that `merge-reports` reads: a recording, compressed. */
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeAtomically } from '#files/atomic-file.ts';
import { makeFolder } from '#files/folder.ts';
import type { ToldScenario } from '#trace/event.ts';
import type { RecordedPart } from '#trace/recorded-part.ts';
import type { RecordingHeader } from '#trace/recording.ts';
import { eventLine, headerLine } from '#trace/recording-lines.ts';
import type { TraceSubscriber } from '#trace/stream.ts';

/** Of the whole list that a run was asked for: parts of one run have the same. */
export function listHash(list: readonly Pick<ToldScenario, 'file' | 'title'>[]): string {
  const names = list.map(({ file, title }) => [file, title]);
  return createHash('sha256').update(JSON.stringify(names)).digest('hex');
}

export function blobPath(folder: string, { index, count }: Pick<RecordedPart, 'index' | 'count'>): string {
  return join(folder, `cps-sim-${index}-of-${count}.jsonl.gz`);
}

/** Characters that are compressed at once. */
const PIECE = 1024 * 1024;

/**
 * Written as a whole when the run has ended; what a run before has left under its name goes at once.
 * @param name as it was typed: `--reporter blob=DIR`
 * @throws an error of the file system
 */
export function blobWriter(
  name: string,
  folder: string,
  header: RecordingHeader & { readonly part: RecordedPart },
): TraceSubscriber {
  makeFolder(folder);
  const path = blobPath(folder, header.part);
  rmSync(path, { force: true });
  let lines = headerLine(header);
  /** Of GZIP: a file of several members is one. Source: RFC 1952, 2.2. */
  const members: Uint8Array[] = [];
  const compress = () => {
    members.push(gzipSync(lines));
    lines = '';
  };
  return {
    name,
    event(event) {
      lines += eventLine(event);
      if (lines.length > PIECE) compress();
    },
    end() {
      compress();
      writeAtomically(path, Buffer.concat(members));
    },
  };
}
