/**
 * What any program on the machine sees of the readers: the state after the last event, and waiting for one.
 *
 * It watches through PC/SC like the program under test, so an event counts when PC/SC tells it, not when it was made.
 * Where the readers cannot tell what happens to them, it tells in their place.
 */
import type { MovableClock } from '#common/clock.ts';
import { Turn } from '#common/turn.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { ReaderAction, TraceSink } from '#trace/event.ts';
import { type ReaderEvent, watchReaders } from '../../driver/pcsc/reader-events.ts';
import { isServiceLost } from '../../driver/pcsc/scard-error.ts';
import type { EventName } from './specs.ts';
import { WorldError } from './world-error.ts';

interface Waiter {
  readonly reader: string;
  readonly event: EventName;
  readonly seen: () => void;
  readonly failed: (error: unknown) => void;
}

/** The state in which an event leaves a reader; undefined = not plugged in. */
type ReaderState = { readonly card: boolean } | undefined;

const ACTIONS: Readonly<Record<ReaderEvent['kind'], ReaderAction>> = {
  'reader-plugged': 'plugged',
  'reader-unplugged': 'unplugged',
  'card-inserted': 'card-inserted',
  'card-removed': 'card-removed',
};

export class Monitor {
  readonly #winscard: WinScard;
  readonly #trace: TraceSink | undefined;
  /** The readers of this world; others may stand on the same machine. */
  readonly #readers = new Set<string>();
  readonly #clock: MovableClock;
  readonly #states = new Map<string, ReaderState>();
  readonly #waiters = new Set<Waiter>();
  /** Why it sees nothing any more. */
  #failure: { readonly error: unknown } | undefined;
  #abort = new AbortController();
  #watching: Promise<void> | undefined;
  readonly #turn = new Turn();

  /** @param trace told of the readers' events, where they cannot tell themselves */
  constructor(winscard: WinScard, clock: MovableClock, trace?: TraceSink) {
    this.#winscard = winscard;
    this.#clock = clock;
    this.#trace = trace;
  }

  /**
   * Looks at what is plugged in now, and watches on. PC/SC tells of a reader only to who waits already: one plugged in
   * between two waits would be noticed late.
   * @param reader one that was just plugged in
   */
  look(reader: string): Promise<void> {
    this.#readers.add(reader);
    return this.#turn.run(async () => {
      await this.#end();
      this.#abort = new AbortController();
      this.#failure = undefined;
      this.#watching = this.#watch(this.#abort.signal);
    });
  }

  /** Ends the watch; whoever waits for an event is told that there will be none. */
  async stop(): Promise<void> {
    await this.#turn.run(() => this.#end());
    this.#fail(new WorldError({ en: 'the world was closed', fr: 'le monde a été fermé' }));
  }

  async #end(): Promise<void> {
    this.#abort.abort();
    await this.#watching;
  }

  /**
   * Resolves to the milliseconds it took to see the event, or undefined when `timeoutMs` have passed.
   * @throws ScardError that PC/SC gave instead of events
   */
  waitFor(reader: string, event: EventName, timeoutMs: number): Promise<number | undefined> {
    if (this.#holds(reader, event)) return Promise.resolve(0);
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    const start = this.#clock.now();
    const elapsed = () => Math.round(this.#clock.now() - start);
    const seen = new Promise<number | undefined>((resolve, reject) => {
      const finish = (ms: number | undefined) => {
        stopTimer();
        this.#waiters.delete(waiter);
        resolve(ms);
      };
      const failed = (error: unknown) => {
        reject(error);
        finish(undefined);
      };
      const waiter = { reader, event, seen: () => finish(elapsed()), failed };
      const stopTimer = this.#clock.after(timeoutMs, () => finish(undefined));
      this.#waiters.add(waiter);
    });
    return this.#clock.during(seen);
  }

  async #watch(signal: AbortSignal): Promise<void> {
    try {
      for await (const event of watchReaders(this.#winscard, { signal })) this.#happened(event);
    } catch (error) {
      if (!isServiceLost(error)) return this.#fail(error);
      // All readers went with the service; whoever starts it again looks again.
      for (const [reader, state] of this.#states) if (state) this.#happened({ kind: 'reader-unplugged', reader });
    }
  }

  #fail(error: unknown): void {
    this.#failure = { error };
    for (const waiter of [...this.#waiters]) waiter.failed(error);
  }

  #happened(event: Pick<ReaderEvent, 'kind' | 'reader'>): void {
    const { kind, reader } = event;
    const before = this.#states.get(reader);
    if (kind === 'reader-unplugged' && before?.card) {
      // A watch that began anew may not have seen the card that leaves with its reader.
      this.#happened({ kind: 'card-removed', reader });
      this.#happened(event);
      return;
    }
    if (kind === 'reader-plugged') this.#set(reader, before ?? { card: false });
    else this.#set(reader, kind === 'reader-unplugged' ? undefined : { card: kind === 'card-inserted' });
    this.#tell(event, before);
  }

  /** Each look finds again what was there already. */
  #tell({ kind, reader }: Pick<ReaderEvent, 'kind' | 'reader'>, before: ReaderState): void {
    const known = kind === 'reader-plugged' ? before !== undefined : kind === 'card-inserted' && before?.card === true;
    if (known || !this.#readers.has(reader)) return;
    this.#trace?.({ kind: 'reader', origin: 'driver', reader, action: ACTIONS[kind] });
  }

  #set(reader: string, state: ReaderState): void {
    this.#states.set(reader, state);
    for (const waiter of [...this.#waiters]) {
      if (waiter.reader === reader && this.#holds(reader, waiter.event)) waiter.seen();
    }
  }

  #holds(reader: string, event: EventName): boolean {
    const state = this.#states.get(reader);
    if (event === 'reader-plugged') return state !== undefined;
    if (event === 'reader-unplugged') return state === undefined;
    return event === 'card-inserted' ? state?.card === true : state?.card !== true;
  }
}
