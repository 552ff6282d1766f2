/** One program at a time: a section that several programs enter one after the other. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { draftOf, FILE_MODE } from './atomic-file.ts';

/** Another program has been in the section for too long. */
class BusyError extends Error {
  override name = 'BusyError';
  readonly code = 'ERR_BUSY';
}

const RETRY_MS = 5;
const LOCK_MS = 5000;

/**
 * `work` while no other process is in the same section; the lock of a process that died is taken over.
 * @throws BusyError when the other one does not finish within `limitMs`
 */
export function exclusively<T>(lock: string, work: () => T, limitMs = LOCK_MS): T {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (const end = performance.now() + limitMs; !taken(lock); Atomics.wait(clock, 0, 0, RETRY_MS)) {
    if (performance.now() > end)
      throw new BusyError(`${lock}: held for ${limitMs} ms; remove it if no program uses it`);
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
    writeFileSync(lock, String(process.pid), { flag: 'wx', mode: FILE_MODE });
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
