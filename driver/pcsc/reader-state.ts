/** Waits for one state of one reader. */
import { READER_STATE, SCARD, SCOPE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';

/**
 * Resolves to true when the reader's state has one of `bits` (READER_STATE), to false when it has not within `timeoutMs`
 * or when PC/SC does not answer.
 */
export async function readerShows(
  winscard: WinScard,
  reader: string,
  bits: number,
  timeoutMs: number,
): Promise<boolean> {
  const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
  if (rv !== SCARD.S_SUCCESS) return false;
  try {
    let currentState: number = READER_STATE.UNAWARE;
    for (const end = performance.now() + timeoutMs; performance.now() < end; ) {
      const left = Math.ceil(end - performance.now());
      const { rv: waited, states } = await winscard.getStatusChange(context, left, [{ reader, currentState }]);
      if (waited !== SCARD.S_SUCCESS) return false;
      const state = states[0]?.eventState ?? READER_STATE.UNAWARE;
      if ((state & bits) !== 0) return true;
      currentState = state & ~READER_STATE.CHANGED;
    }
    return false;
  } finally {
    await winscard.releaseContext(context);
  }
}
