/**
 * Files that users name, read and written without ever waiting for anybody: who opens a named pipe waits for its other
 * end, and some devices never end.
 */
import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import { FileKindError } from './file-kind-error.ts';

/** What this process was given open by whoever started it, a pipe too: `<(zcat trace.gz)` of a shell. */
const OWN_DESCRIPTOR = /^\/(dev\/(std(in|out|err)|fd\/\d+)|proc\/self\/fd\/\d+)$/;
/** Opening does not wait for the other end of a named pipe. Windows has none of these in its folders. */
const NO_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

function kindOf(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return stats.isDirectory() ? 'a directory' : 'a device';
}

/** Nothing, or a file. @throws FileKindError when something else stands there; an error of the file system */
export function refuseOtherKinds(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw new FileKindError(path, kindOf(stats));
}

/**
 * What is in a file.
 * @throws FileKindError when it is none; an error of the file system
 */
export function readRegularFile(path: string): Buffer {
  const file = openSync(path, NO_WAITING);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new FileKindError(path, kindOf(stats));
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/**
 * As `readRegularFile`; a descriptor that this process was given is read to its end, whatever it is.
 * @throws FileKindError, an error of the file system
 */
export function readInput(path: string): Buffer {
  return OWN_DESCRIPTOR.test(path) ? readFileSync(path) : readRegularFile(path);
}

/**
 * A file that is emptied, or made, to be written from its beginning: its number. A terminal and `/dev/null` take what is
 * written at once, and so may be named; so may a descriptor that this process was given.
 * @throws FileKindError, an error of the file system
 */
export function openOutput(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  const waitsForNobody = stats === undefined || stats.isFile() || stats.isCharacterDevice();
  if (!waitsForNobody && !OWN_DESCRIPTOR.test(path)) throw new FileKindError(path, kindOf(stats));
  return openSync(path, 'w');
}
