/**
 * A lock file beside a card file: a physical card cannot be in two readers at a time.
 *
 * The lock names the process that holds it and when that process started, so that the lock of a process that died, or
 * whose number was given to another one, is recognised and taken over.
 */
import { linkSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { threadId } from 'node:worker_threads';

/** The card is in another reader. */
export class CardInUseError extends Error {
  override name = 'CardInUseError';
  readonly code = 'ERR_CARD_IN_USE';
}

interface Holder {
  readonly pid: number;
  /** Start time as the system writes it; absent where it cannot be known. */
  readonly started?: string;
}

const ATTEMPTS = 20;
/** Start time among the fields of /proc/PID/stat behind the command name. Source: proc(5), field 22. */
const START_TIME_FIELD = 19;

function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD];
  } catch {
    return undefined;
  }
}

function thisProcess(): Holder {
  const started = startTimeOf(process.pid);
  return started === undefined ? { pid: process.pid } : { pid: process.pid, started };
}

function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, started } = JSON.parse(text);
    return Number.isSafeInteger(pid) && pid > 0 ? { pid, ...(typeof started === 'string' && { started }) } : undefined;
  } catch {
    return undefined;
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return started === undefined || startTimeOf(pid) === started;
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** Undefined when the file is not there. */
function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Creates the lock with its text in one step; false when it exists. */
function createLock(lock: string, text: string): boolean {
  const draft = `${lock}.${process.pid}-${threadId}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, lock);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

/** Removes the lock that holds `text`; when another process was faster and it is a new lock by now, puts it back. */
function removeStale(lock: string, text: string): void {
  const aside = `${lock}.${process.pid}-${threadId}.stale`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if (readIfThere(aside) === text) unlinkSync(aside);
  else renameSync(aside, lock);
}

/**
 * Takes the lock of a card file.
 * @returns the function that gives it back
 * @throws CardInUseError when a living process has it
 */
export function lockCard(path: string): () => void {
  const lock = `${path}.lock`;
  const mine = JSON.stringify(thisProcess());
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (createLock(lock, mine)) return () => releaseLock(lock, mine);
    const text = readIfThere(lock);
    if (text === undefined) continue;
    const holder = parseHolder(text);
    if (holder !== undefined && isAlive(holder))
      throw new CardInUseError(
        `${path}: the card is in a reader already (process ${holder.pid}); take it out there, or use a copy of the file`,
      );
    removeStale(lock, text);
  }
  throw new CardInUseError(`${path}: could not lock the card; remove ${lock} if no program uses it`);
}

function releaseLock(lock: string, text: string): void {
  if (readIfThere(lock) === text) unlinkSync(lock);
}
