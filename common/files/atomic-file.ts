/** A file that is, whatever happens, the old one or the new one, whole. */
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { threadId } from 'node:worker_threads';
import { hasErrorCode } from './error-code.ts';
import { refuseOtherKinds } from './regular-file.ts';

/** Only the owner: codes and private keys stand in these files, and what decides which certificates are believed. */
const FILE_MODE = 0o600;
/** File systems where a folder cannot be synced, or not by this user: git and SQLite go on too. */
const NO_FOLDER_SYNC = ['EINVAL', 'ENOSYS', 'EBADF', 'EPERM', 'ENOTSUP', 'EACCES'];
/** File systems without hard links; EISDIR is libuv's word for ERROR_INVALID_FUNCTION (FAT on Windows). */
const NO_HARD_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR'];
let drafts = 0;

export interface WriteOptions {
  /** Name of the draft, for a writer that is alone: what a crash left there is then removed by the next write. */
  readonly draft?: string;
  /** Who may read it; the owner alone by default. */
  readonly mode?: number;
}

/** A name beside `path` that nobody else uses. */
export function draftOf(path: string): string {
  drafts += 1;
  return `${path}.${process.pid}-${threadId}-${drafts}.tmp`;
}

/** A durable file where nothing was; what stands there, a link too, is an error (EEXIST). */
export function writeNewFile(path: string, content: string | Uint8Array, mode = FILE_MODE): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes names durable that were made, changed or removed in a folder. */
export function syncFolder(path: string): void {
  // Windows cannot open a folder; there the rename itself has to do.
  if (process.platform === 'win32') return;
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    if (!hasErrorCode(error, ...NO_FOLDER_SYNC)) throw error;
  }
}

/**
 * Writes beside `path`, makes it durable and renames it; several programs may do so at once, the last one wins.
 *
 * A disk that fails when the new name is made durable gets the old file back, so that who is told of a failure finds
 * what was there before. Where not even that can be done the new file stands, and nothing is thrown.
 * @throws FileKindError for a device, a pipe or a folder, which a file would take the place of; an error of the file system, which
 *   names `path` and never the draft; the old file is as before, and no draft is left
 */
export function writeAtomically(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  const { draft = draftOf(path), mode } = options;
  refuseOtherKinds(path);
  const old = openOld(path);
  try {
    moveInto(path, content, draft, mode);
    try {
      syncFolder(dirname(path));
    } catch (error) {
      if (takenBack(path, old, draft)) throw error;
    }
  } finally {
    if (typeof old === 'number') closeSync(old);
  }
}

/** What Windows says while somebody has the old file open: a virus scanner, an index, a backup; they let it go soon. */
export const HELD = ['EPERM', 'EACCES', 'EBUSY'];
const HELD_TRIES = 10;
const HELD_WAIT_MS = 100;

/** As rename(2), with the patience that Windows needs. @param rename the system's, with its platform */
export function renamePatiently(from: string, to: string, rename = renameSync, platform = process.platform): void {
  for (let tries = 1; ; tries++) {
    try {
      rename(from, to);
      return;
    } catch (error) {
      if (platform !== 'win32' || tries === HELD_TRIES || !hasErrorCode(error, ...HELD)) throw error;
      // Who writes a card waits for its file: nothing else may happen to the card meanwhile.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_WAIT_MS);
    }
  }
}

function moveInto(path: string, content: string | Uint8Array, draft: string, mode?: number): void {
  rmSync(draft, { force: true });
  try {
    writeNewFile(draft, content, mode);
    renamePatiently(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw withoutDraft(error, path, draft);
  }
}

type OldFile = number | 'absent' | 'unreadable';

/** The file that is going to be replaced, held open. Windows replaces no open file, and syncs no folder. */
function openOld(path: string): OldFile {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return 'absent';
    return stats.isFile() && process.platform !== 'win32' ? openSync(path, 'r') : 'unreadable';
  } catch {
    return 'unreadable';
  }
}

/** The old file under its name again; false when that cannot be done. */
function takenBack(path: string, old: OldFile, draft: string): boolean {
  if (old === 'unreadable') return false;
  try {
    if (old === 'absent') rmSync(path);
    else moveInto(path, readFileSync(old), draft);
    return true;
  } catch {
    return false;
  }
}

/**
 * A new file with its content in one step, without waiting for the disk; false when something stands there already.
 *
 * Without hard links the file is there a moment before its content.
 * @throws an error of the file system, which names `path` and never the draft; nothing is left
 */
export function createAtomically(path: string, content: string | Uint8Array): boolean {
  const draft = draftOf(path);
  try {
    writeFileSync(draft, content, { flag: 'wx', mode: FILE_MODE });
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    if (hasErrorCode(error, ...NO_HARD_LINKS)) return createInPlace(path, content);
    throw withoutDraft(error, path, draft);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** The error of a draft, of which nobody but this module knows, or of its descriptor, as that of the file it was for. */
function withoutDraft(error: unknown, path: string, draft: string): unknown {
  const failed = error as NodeJS.ErrnoException;
  if (failed.path === undefined && failed.syscall !== undefined) failed.path = path;
  if (failed.path !== draft) return error;
  failed.message = failed.message.replaceAll(draft, path);
  failed.path = path;
  return failed;
}

function createInPlace(path: string, content: string | Uint8Array): boolean {
  let file: number;
  try {
    file = openSync(path, 'wx', FILE_MODE);
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    writeFileSync(file, content);
    return true;
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}
