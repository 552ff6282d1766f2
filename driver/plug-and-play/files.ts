/** Files and folders that are, whatever happens, the old ones or the new ones, whole; and one writer at a time. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const MODE = 0o600;
const FOLDER_MODE = 0o700;
let drafts = 0;

/** A name beside `path` that nobody else uses. */
function draftOf(path: string): string {
  drafts += 1;
  return `${path}.${process.pid}.${drafts}.tmp`;
}

/** Writes beside `path`, makes it durable and renames it. */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const draft = draftOf(path);
  try {
    const file = openSync(draft, 'wx', MODE);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * Makes a folder and those above it. The recursive mkdir of Node never ends where no folder can be made, as in /proc.
 * @throws an error of the file system
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: FOLDER_MODE });
  }
}

/** A new folder with those files, there as a whole or not at all. */
export function writeFolderAtomically(path: string, files: ReadonlyMap<string, Uint8Array>): void {
  const draft = draftOf(path);
  try {
    mkdirSync(draft, { mode: FOLDER_MODE });
    for (const [name, bytes] of files) writeFileSync(join(draft, name), bytes, { mode: MODE });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Takes a folder away: gone under its name at once. */
export function removeFolderAtomically(path: string): void {
  const aside = draftOf(path);
  renameSync(path, aside);
  rmSync(aside, { recursive: true, force: true });
}

const RETRY_MS = 5;
const LOCK_MS = 5000;

/**
 * `work` while no other process is in the same section; the lock of a process that died is taken over.
 * @throws Error when the other one does not finish in time
 */
export function exclusively<T>(lock: string, work: () => T): T {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (const end = performance.now() + LOCK_MS; !taken(lock); Atomics.wait(clock, 0, 0, RETRY_MS)) {
    if (performance.now() > end) throw new Error(`${lock}: held for ${LOCK_MS} ms; remove it if no program uses it`);
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Makes the lock with its holder's number in it; false while a living process has it. */
function taken(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx', mode: MODE });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = holderOf(lock);
  if (holder !== undefined && !isAlive(holder)) setAside(lock);
  return false;
}

/** By its new name it belongs to whoever renamed it: of two that find a stale lock only one removes it. */
function setAside(lock: string): void {
  const aside = draftOf(lock);
  try {
    renameSync(lock, aside);
    rmSync(aside, { force: true });
  } catch {
    // Another one was faster.
  }
}

/** Undefined while it is being written, or gone. */
function holderOf(lock: string): number | undefined {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
