/**
 * What somebody waits for keeps the process alive, where nothing else of a world does: the last thing that happens may
 * be a timer that holds nobody, as that of a transaction left open.
 */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { aroundCalls } from './around-calls.ts';

let waits = 0;
let letGo = (): void => {};

const NEVER_MS = Number.MAX_SAFE_INTEGER;

/** The same promise; the process lives until it is settled. */
export async function waitedFor<T>(work: Promise<T>): Promise<T> {
  if (waits++ === 0) letGo = SYSTEM_CLOCK.after(NEVER_MS, () => {});
  try {
    return await work;
  } finally {
    if (--waits === 0) letGo();
  }
}

/** The same PC/SC for programs: each of its calls is waited for. */
export function callsWaitedFor(winscard: WinScard): WinScard {
  return aroundCalls(winscard, (_name, _args, call) => {
    const called = call();
    return called instanceof Promise ? waitedFor(called) : called;
  });
}
