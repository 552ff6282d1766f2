/** Waits for one state of one reader. */
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { READER_STATE, SCARD, SCOPE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';

/** Insertions and removals that the service has seen at the reader, modulo 65536: the upper word of its state. */
export function eventCount(state: number): number {
  return state >>> 16;
}

/**
 * The state of the reader (READER_STATE, with `eventCount`) once it is as `wanted`; undefined when it is not within
 * `timeoutMs`, or when PC/SC does not answer.
 */
export async function readerState(
  winscard: WinScard,
  reader: string,
  wanted: (state: number) => boolean,
  timeoutMs: number,
  clock: Clock = SYSTEM_CLOCK,
): Promise<number | undefined> {
  const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
  if (rv !== SCARD.S_SUCCESS) return undefined;
  try {
    let currentState: number = READER_STATE.UNAWARE;
    for (const end = clock.now() + timeoutMs; clock.now() < end; ) {
      const left = Math.ceil(end - clock.now());
      const { rv: waited, states } = await winscard.getStatusChange(context, left, [{ reader, currentState }]);
      if (waited !== SCARD.S_SUCCESS) return undefined;
      const state = states[0]?.eventState ?? READER_STATE.UNAWARE;
      if (wanted(state)) return state;
      currentState = state & ~READER_STATE.CHANGED;
    }
    return undefined;
  } finally {
    await winscard.releaseContext(context);
  }
}

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
  return (await readerState(winscard, reader, (state) => (state & bits) !== 0, timeoutMs)) !== undefined;
}
