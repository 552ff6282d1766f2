/** One program at a time: a section that several programs enter one after the other. */

import { setTimeout as wait } from 'node:timers/promises';
import { CodedError } from '#common/coded-error.ts';
import { sameInEach } from '#common/language.ts';
import { type Release, tryLock } from './lock.ts';

/** Another program is at it: in a section for too long, or writing the file that was to be written. */
export class BusyError extends CodedError {
  override readonly name = 'BusyError';
  readonly code = 'ERR_BUSY';
}

const RETRY_MS = 5;
const LOCK_MS = 5000;

/**
 * `work` while nobody else, in this process or another, is in the same section.
 * @throws BusyError when the other one does not finish within `limitMs`, and what `work` throws
 */
export async function exclusively<T>(lock: string, work: () => T | Promise<T>, limitMs = LOCK_MS): Promise<T> {
  const release = await lockWithin(lock, limitMs);
  try {
    return await work();
  } finally {
    release();
  }
}

/** No system tells that a file has left: it is looked at again, and meanwhile the others go on. */
async function lockWithin(lock: string, limitMs: number): Promise<Release> {
  for (const end = performance.now() + limitMs; ; await wait(RETRY_MS)) {
    const taken = tryLock(lock);
    if (typeof taken === 'function') return taken;
    if (performance.now() < end) continue;
    const { holder } = taken;
    const by =
      holder === undefined ? sameInEach('') : { en: ` by process ${holder}`, fr: ` par le processus ${holder}` };
    throw new BusyError({
      en: `${lock}: held${by.en} for ${limitMs} ms; remove it if no program uses it`,
      fr: `${lock} : tenu${by.fr} depuis ${limitMs} ms ; supprimez-le si aucun programme ne s'en sert`,
    });
  }
}
