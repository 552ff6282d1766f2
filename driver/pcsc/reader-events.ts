/**
 * What happens at the readers, as events.
 *
 * Source: PC/SC part 5, 3.2.3 (SCARDTRACK); SCardGetStatusChange.
 */
import { FLAG, FUNCTION, members, optional, parameters, SIGNAL, TEXT } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { PNP_NOTIFICATION, READER_STATE, SCARD, SCOPE } from '#pcsc/scard.ts';
import type { ContextOptions, ReaderState, ScardContext, WinScard } from '#pcsc/winscard.ts';
import { WINSCARD } from './arguments.ts';
import { successful } from './scard-error.ts';

export type ReaderEvent =
  | { readonly kind: 'reader-plugged' | 'reader-unplugged' | 'card-removed'; readonly reader: string }
  /** `atr` is empty for a card that gives none. */
  | { readonly kind: 'card-inserted'; readonly reader: string; readonly atr: Bytes };

/**
 * A look at the readers, all events of which have been taken: the readers that are there, and whether a card is in those
 * that had something to tell. Cards that came and went between two looks are no events, and yet a look.
 */
export type Look = (readers: readonly string[], cards: ReadonlyMap<string, boolean>) => void;

export interface WatchOptions extends ContextOptions {
  /** Ends the watch; the iterator returns, it does not throw. */
  readonly signal?: AbortSignal;
  readonly looked?: Look | undefined;
}

export const WATCH_OPTIONS = members({
  signal: optional(SIGNAL),
  program: optional(TEXT),
  ref: optional(FLAG),
  looked: optional(FUNCTION),
});
const checkArguments = parameters('watchReaders', { winscard: WINSCARD, options: WATCH_OPTIONS });

/** How soon the list of readers is looked at again even if nothing was notified: a reader may have come between two waits. */
const ROUND_MS = 1000;
/** As seldom in the end, while nothing happens; macOS never notifies. */
const LONGEST_ROUND_MS = process.platform === 'darwin' ? ROUND_MS : 64 * ROUND_MS;
/** Readers that one wait asks for: libpcsclite takes 16 states, one of which is the list of readers. */
const GROUP = 15;

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

function cardsIn(states: readonly ReaderState[]): Map<string, boolean> {
  const known = states.filter(({ eventState }) => (eventState & READER_STATE.UNKNOWN) === 0);
  return new Map(known.map(({ reader, eventState }) => [reader, isPresent(eventState)]));
}

async function listReaders(winscard: WinScard, context: ScardContext): Promise<readonly string[]> {
  const result = await winscard.listReaders(context);
  return result.rv === SCARD.E_NO_READERS_AVAILABLE ? [] : successful(result, 'SCardListReaders').readers;
}

/** The states that changed; none when a reader went away meanwhile; undefined after a round without change. */
async function nextStates(
  winscard: WinScard,
  context: ScardContext,
  readers: readonly (readonly [string, number])[],
  roundMs: number,
): Promise<readonly ReaderState[] | undefined> {
  const states = readers.map(([reader, currentState]) => ({ reader, currentState }));
  const list = { reader: PNP_NOTIFICATION, currentState: READER_STATE.UNAWARE };
  const result = await winscard.getStatusChange(context, roundMs, [...states, list]);
  if (result.rv === SCARD.E_TIMEOUT) return undefined;
  const nothing: readonly number[] = [SCARD.E_CANCELLED, SCARD.E_UNKNOWN_READER];
  if (nothing.includes(result.rv)) return [];
  return successful(result, 'SCardGetStatusChange').states.filter(({ reader }) => reader !== PNP_NOTIFICATION);
}

/** Waits for more readers than one wait can ask for: in groups, each with a context of its own. */
class GroupedWait {
  readonly #winscard: WinScard;
  readonly #options: ContextOptions;
  readonly #contexts: ScardContext[] = [];

  constructor(winscard: WinScard, options: ContextOptions) {
    this.#winscard = winscard;
    this.#options = options;
  }

  /** A context, for what is no wait too. @throws ScardError */
  async context(group = 0): Promise<ScardContext> {
    const known = this.#contexts[group];
    if (known !== undefined) return known;
    const established = await this.#winscard.establishContext(SCOPE.SYSTEM, this.#options);
    const { context } = successful(established, 'SCardEstablishContext');
    this.#contexts.push(context);
    return context;
  }

  /** The states that changed in any of the groups, as soon as one of them has something to tell; undefined when none had. */
  async next(
    known: Known,
    roundMs: number,
    signal: AbortSignal | undefined,
  ): Promise<readonly ReaderState[] | undefined> {
    const readers = [...known];
    const groups = Math.max(1, Math.ceil(readers.length / GROUP));
    for (let group = 0; group < groups; group++) await this.context(group);
    if (signal?.aborted) return [];
    const waits = this.#contexts
      .slice(0, groups)
      .map((context, group) =>
        nextStates(this.#winscard, context, readers.slice(group * GROUP, (group + 1) * GROUP), roundMs),
      );
    if (groups > 1) {
      await Promise.race(waits).catch(() => {}); // thrown below
      this.cancel();
    }
    const told = await Promise.all(waits);
    return told.every((states) => states === undefined) ? undefined : told.flatMap((states) => states ?? []);
  }

  cancel(): void {
    for (const context of this.#contexts) void this.#winscard.cancel(context);
  }

  async release(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => this.#winscard.releaseContext(context)));
  }
}

/**
 * What is there now (readers, then cards), then what happens, until `signal` aborts or the loop is left.
 * @throws ScardError E_NO_SERVICE, F_COMM_ERROR... when the service is not there or goes away
 */
export function watchReaders(winscard: WinScard, options: WatchOptions = {}): AsyncGenerator<ReaderEvent> {
  checkArguments(winscard, options);
  return watch(winscard, options);
}

async function* watch(winscard: WinScard, options: WatchOptions): AsyncGenerator<ReaderEvent> {
  const { signal, program, ref, looked = () => {} } = options;
  const wait = new GroupedWait(winscard, { program, ref });
  const context = await wait.context();
  const known: Known = new Map();
  const cancel = () => wait.cancel();
  let roundMs = ROUND_MS;
  signal?.addEventListener('abort', cancel);
  try {
    while (!signal?.aborted) {
      const readers = await listReaders(winscard, context);
      yield* listEvents(known, readers);
      looked(readers, new Map());
      if (signal?.aborted) break;
      const states = await wait.next(known, roundMs, signal);
      roundMs = states === undefined ? Math.min(2 * roundMs, LONGEST_ROUND_MS) : ROUND_MS;
      for (const state of states ?? []) yield* cardEvents(known, state);
      looked(readers, cardsIn(states ?? []));
    }
  } finally {
    signal?.removeEventListener('abort', cancel);
    await wait.release();
  }
}
