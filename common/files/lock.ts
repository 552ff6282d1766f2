/**
 * A lock file: one holder at a time, among threads and among programs.
 *
 * It names the process that holds it and when that process started, so that the lock of a process that died, or whose
 * number was given to another one, is recognised and taken over.
 *
 * Only two may remove a lock: its holder, which lives, and of a holder that died whoever holds a second lock, that of
 * the takeover. Between that one's look and its removal nobody can have made a new lock, so none is ever stolen.
 */
import { rmSync, statSync } from 'node:fs';
import { createAtomically, HELD } from './atomic-file.ts';
import { hasErrorCode } from './error-code.ts';
import { isAlive, type ProcessIdentity, thisProcess } from './process-identity.ts';
import { readRegularFile } from './regular-file.ts';

/** Gives the lock back. */
export type Release = () => void;

/** A lock that another one has. */
export interface Held {
  /** Number of the process that has it; undefined while it changes hands. */
  readonly holder: number | undefined;
}

/** Bytes of what a lock says. */
const LARGEST = 1000;
const ATTEMPTS = 20;
const HELD_WAIT_MS = 5;
/** Where there are no hard links a lock is without its holder for a moment; after this time its maker has died. */
const MAKING_MS = 1000;

function parseHolder(text: string): ProcessIdentity | undefined {
  try {
    const { pid, started } = JSON.parse(text);
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, ...(typeof started === 'string' && { started }) } : undefined;
  } catch {
    return undefined;
  }
}

function look(lock: string): Held | 'free' | 'stale' {
  try {
    const holder = parseHolder(readRegularFile(lock, LARGEST).toString());
    if (holder !== undefined) return isAlive(holder) ? { holder: holder.pid } : 'stale';
    return Date.now() - statSync(lock).mtimeMs < MAKING_MS ? { holder: undefined } : 'stale';
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return 'free';
    throw error;
  }
}

/** Removes the lock of a holder that died, unless another one is at it. */
function removeStale(lock: string): void {
  const release = tryLock(`${lock}.takeover`);
  if (typeof release !== 'function') return;
  try {
    if (look(lock) === 'stale') rmSync(lock, { force: true });
  } finally {
    release();
  }
}

function release(lock: string, text: string): void {
  try {
    if (readRegularFile(lock, LARGEST).toString() === text) rmSync(lock, { force: true });
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT')) throw error;
  }
}

/**
 * Takes the lock if it is free, or if its holder died; never waits for a holder.
 * @throws FileKindError when something else than a file stands there; an error of the file system
 */
export function tryLock(lock: string, platform: NodeJS.Platform = process.platform): Release | Held {
  const mine = JSON.stringify(thisProcess());
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const found = look(lock);
      if (found === 'stale') removeStale(lock);
      else if (found !== 'free') return found;
      else if (createAtomically(lock, mine)) return () => release(lock, mine);
    } catch (error) {
      // On Windows the name of a removed lock is refused as long as somebody reads it.
      if (platform !== 'win32' || attempt === ATTEMPTS || !hasErrorCode(error, ...HELD)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, HELD_WAIT_MS);
    }
  }
  return { holder: undefined };
}
