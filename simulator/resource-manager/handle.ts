/** Programs that can make one call at a time, and what they hold. */
import type { CardHandle } from './reader.ts';

/** True when `handle`, whose call is in the way of `other`'s, would wait for what its own program can no longer do. */
function standsInItsOwnWay(handle: CardHandle, other: CardHandle | undefined): boolean {
  return handle.context.oneCallAtATime && other?.context === handle.context;
}

/** The card is locked by another handle of a program that can make one call at a time. */
export function isLockedByItself(handle: CardHandle): boolean {
  return standsInItsOwnWay(handle, handle.reader.lock.owner);
}

/** The reader is shared with another handle of a program that can make one call at a time. */
export function isSharedWithItself(handle: CardHandle): boolean {
  return [...handle.reader.handles].some((other) => other !== handle && standsInItsOwnWay(handle, other));
}
