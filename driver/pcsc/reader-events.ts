/**
 * What happens at the readers, as events.
 *
 * Source: PC/SC part 5, 3.2.3 (SCARDTRACK); SCardGetStatusChange.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { PNP_NOTIFICATION, READER_STATE, SCARD, SCOPE } from '#pcsc/scard.ts';
import type { ReaderState, ScardContext, WinScard } from '#pcsc/winscard.ts';
import { successful } from './scard-error.ts';

export type ReaderEvent =
  | { readonly kind: 'reader-plugged' | 'reader-unplugged' | 'card-removed'; readonly reader: string }
  /** `atr` is empty for a card that gives none. */
  | { readonly kind: 'card-inserted'; readonly reader: string; readonly atr: Bytes };

export interface WatchOptions {
  /** Ends the watch; the iterator returns, it does not throw. */
  readonly signal?: AbortSignal;
}

/** How often the list of readers is looked at even if nothing was notified (macOS never notifies). */
const ROUND_MS = 1000;

/** The last eventState of each reader, without CHANGED; UNAWARE for a reader just plugged in. */
type Known = Map<string, number>;

function isPresent(state: number): boolean {
  return (state & READER_STATE.PRESENT) !== 0;
}

function* listEvents(known: Known, readers: readonly string[]): Generator<ReaderEvent> {
  for (const [reader, state] of known) {
    if (readers.includes(reader)) continue;
    known.delete(reader);
    if (isPresent(state)) yield { kind: 'card-removed', reader };
    yield { kind: 'reader-unplugged', reader };
  }
  for (const reader of readers) {
    if (known.has(reader)) continue;
    known.set(reader, READER_STATE.UNAWARE);
    yield { kind: 'reader-plugged', reader };
  }
}

/** A card that was swapped between two looks shows only in the event counter (high 16 bits). */
function* cardEvents(known: Known, { reader, eventState, atr }: ReaderState): Generator<ReaderEvent> {
  const before = known.get(reader);
  if (before === undefined || (eventState & READER_STATE.UNKNOWN) !== 0) return;
  known.set(reader, eventState & ~READER_STATE.CHANGED);
  const counted = before >>> 16 !== eventState >>> 16;
  const changed = isPresent(before) !== isPresent(eventState) || counted;
  if (isPresent(before) && changed) yield { kind: 'card-removed', reader };
  if (isPresent(eventState) && changed) yield { kind: 'card-inserted', reader, atr };
}

async function listReaders(winscard: WinScard, context: ScardContext): Promise<readonly string[]> {
  const result = await winscard.listReaders(context);
  return result.rv === SCARD.E_NO_READERS_AVAILABLE ? [] : successful(result, 'SCardListReaders').readers;
}

/** The states that changed; none after a round without change, or when a reader went away meanwhile. */
async function nextStates(winscard: WinScard, context: ScardContext, known: Known): Promise<readonly ReaderState[]> {
  const readers = Array.from(known, ([reader, currentState]) => ({ reader, currentState }));
  const states = [...readers, { reader: PNP_NOTIFICATION, currentState: READER_STATE.UNAWARE }];
  const result = await winscard.getStatusChange(context, ROUND_MS, states);
  const nothing: readonly number[] = [SCARD.E_TIMEOUT, SCARD.E_CANCELLED, SCARD.E_UNKNOWN_READER];
  if (nothing.includes(result.rv)) return [];
  return successful(result, 'SCardGetStatusChange').states.filter(({ reader }) => reader !== PNP_NOTIFICATION);
}

/**
 * What is there now (readers, then cards), then what happens, until `signal` aborts or the loop is left.
 * @throws ScardError E_NO_SERVICE, F_COMM_ERROR... when the service is not there or goes away
 */
export async function* watchReaders(winscard: WinScard, { signal }: WatchOptions = {}): AsyncGenerator<ReaderEvent> {
  const { context } = successful(await winscard.establishContext(SCOPE.SYSTEM), 'SCardEstablishContext');
  const known: Known = new Map();
  const cancel = () => void winscard.cancel(context);
  signal?.addEventListener('abort', cancel);
  try {
    while (!signal?.aborted) {
      yield* listEvents(known, await listReaders(winscard, context));
      if (signal?.aborted) break;
      for (const state of await nextStates(winscard, context, known)) yield* cardEvents(known, state);
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    await winscard.releaseContext(context);
  }
}
