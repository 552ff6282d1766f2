/** What a program holds of the resource manager: its context, and in it the handles of cards. */
import type { ScardHandle } from '#pcsc/winscard.ts';
import type { Reader } from './reader.ts';
import type { StatusWaiter } from './status-waiter.ts';

/** One open SCARDCONTEXT. */
export interface Context {
  readonly handles: Set<CardHandle>;
  readonly waiters: Set<StatusWaiter>;
  /**
   * The program can make no second call while one waits, so a call must not wait for another handle of this context:
   * it is refused with E_SHARING_VIOLATION, and the program may try again.
   */
  readonly oneCallAtATime: boolean;
}

/** One open SCARDHANDLE. */
export interface CardHandle {
  readonly id: ScardHandle;
  readonly context: Context;
  readonly reader: Reader;
  /** W_RESET_CARD or W_REMOVED_CARD until the handle reconnects, else S_SUCCESS. */
  event: number;
  /** Under way from SCardDisconnect on; a reset takes its time. */
  closing?: Promise<void>;
}

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
