/**
 * Files that users name, read and written without ever waiting for anybody: who opens a named pipe waits for its other
 * end, and some devices never end.
 */
import { closeSync, constants, fstatSync, openSync, readSync, rmSync, type Stats, statSync } from 'node:fs';
import type { Text } from '#common/language.ts';
import { FileKindError } from './file-kind-error.ts';
import { throughLinks } from './links.ts';
import { TooLargeError } from './too-large-error.ts';

/** What this process was given open by whoever started it, a pipe too: `<(zcat trace.gz)` of a shell. */
const OWN_DESCRIPTOR = /^\/(dev\/(std(in|out|err)|fd\/\d+)|proc\/self\/fd\/\d+)$/;
/** Opening does not wait for the other end of a named pipe. Windows has none of these in its folders. */
const NO_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** Windows has no such flag. */
const NO_LINK = constants.O_NOFOLLOW ?? 0;

function kindOf(stats: Stats): Text {
  if (stats.isFIFO()) return { en: 'a named pipe', fr: 'un tube nommé' };
  if (stats.isSocket()) return { en: 'a socket', fr: 'une socket' };
  if (stats.isDirectory()) return { en: 'a directory', fr: 'un dossier' };
  return { en: 'a device', fr: 'un périphérique' };
}

/** Nothing, or a file. @throws FileKindError when something else stands there; an error of the file system */
export function refuseOtherKinds(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats !== undefined && !stats.isFile()) throw new FileKindError(path, kindOf(stats));
}

const CHUNK = 0x10000;

/** @throws TooLargeError as soon as more than `limit` bytes have come */
function readToEnd(file: number, path: string, limit: number): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; length <= limit; ) {
    const chunk = Buffer.allocUnsafe(CHUNK);
    const count = readSync(file, chunk, 0, CHUNK, null);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  throw new TooLargeError(path, undefined, limit);
}

/** A file, open, that is not read in vain. @param flags beside those of reading @throws FileKindError, TooLargeError, an error of the file system */
export function openRegularFile(path: string, limit = Number.POSITIVE_INFINITY, flags = 0): number {
  const file = openSync(path, NO_WAITING | flags);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new FileKindError(path, kindOf(stats));
    if (stats.size > limit) throw new TooLargeError(path, stats.size, limit);
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/**
 * What is in a file of at most `limit` bytes.
 * @throws FileKindError when it is no file, TooLargeError when it has more; an error of the file system
 */
export function readRegularFile(path: string, limit: number): Buffer {
  return contentOf(openRegularFile(path, limit), path, limit);
}

/** As `readRegularFile`; a symbolic link is not followed. @throws ELOOP */
export function readUnlinkedFile(path: string, limit: number): Buffer {
  return contentOf(openRegularFile(path, limit, NO_LINK), path, limit);
}

function contentOf(file: number, path: string, limit: number): Buffer {
  try {
    return readToEnd(file, path, limit);
  } finally {
    closeSync(file);
  }
}

/** Whether the path is a descriptor that this process was given, which may be a pipe. */
export function isOwnDescriptor(path: string): boolean {
  return OWN_DESCRIPTOR.test(path);
}

/**
 * As `readRegularFile`; a descriptor that this process was given is read to its end, whatever it is.
 * @throws FileKindError, TooLargeError, an error of the file system
 */
export function readInput(path: string, limit: number): Buffer {
  return isOwnDescriptor(path) ? contentOf(openSync(path, 'r'), path, limit) : readRegularFile(path, limit);
}

/** An empty file in the place of one that has other names: what they name stays as it is. */
function openAnew(path: string, { mode }: Stats): number {
  const real = throughLinks(path);
  rmSync(real);
  return openSync(real, 'wx', mode & 0o777);
}

/**
 * A file that is emptied, or made, to be written from its beginning: its number. A terminal and `/dev/null` take what is
 * written at once, and so may be named; so may a descriptor that this process was given. A file that has other names
 * (hard links) is not emptied but replaced under this one.
 * @throws FileKindError, an error of the file system
 */
export function openOutput(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  const waitsForNobody = stats === undefined || stats.isFile() || stats.isCharacterDevice();
  if (!waitsForNobody && !isOwnDescriptor(path)) throw new FileKindError(path, kindOf(stats));
  return stats?.isFile() && stats.nlink > 1 && !isOwnDescriptor(path) ? openAnew(path, stats) : openSync(path, 'w');
}
