/**
 * The one stream of what happens in a world or in a run: every report, recorder and console subscribes to it and to
 * nothing else.
 *
 * It stands between those who tell and those who watch: a subscriber that throws is cut off and named once, and neither
 * card nor program notices.
 */
import { CLOCK, FLAG, FUNCTION, members, optional, parameters, port, wholeNumber } from '#common/arguments.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import type { StampedEvent, TraceContext, TraceEvent, TraceSink } from './event.ts';

/** Who watches. */
export interface TraceSubscriber {
  /** For messages: `--trace run.jsonl`. */
  readonly name: string;
  event(event: StampedEvent): void;
  /** The stream has ended: finish, flush, close. */
  end?(): void | Promise<void>;
}

/** A subscriber that was cut off, or could not finish. */
export interface LostSubscriber {
  readonly name: string;
  readonly error: unknown;
}

export interface TraceStreamOptions {
  readonly clock?: Clock;
  /** Events kept for those who subscribe later; the oldest go first. */
  readonly history?: number;
  /** Told once for each subscriber that is cut off; a warning of the process by default. */
  readonly onLost?: (lost: LostSubscriber) => void;
}

const ARGUMENTS = {
  stream: parameters('TraceStream', {
    options: members({ clock: optional(CLOCK), history: optional(wholeNumber()), onLost: optional(FUNCTION) }),
  }),
  within: parameters('TraceStream.within', { context: FUNCTION }),
  subscribe: parameters('TraceStream.subscribe', {
    subscriber: port('a subscriber with event', 'event'),
    options: members({ late: optional(FLAG) }),
  }),
};

const HISTORY = 10_000;

/** The warning of the process for a watcher that was cut off. */
export function lostWarning({ name, error }: LostSubscriber): void {
  const why = error instanceof Error ? error.message : String(error);
  process.emitWarning(`'${name}' was cut off from the trace: ${why}`, { code: 'CPS_SIM_TRACE' });
}

export class TraceStream {
  /** When it began, by the calendar of its clock. */
  readonly began: Date;
  readonly #clock: Clock;
  readonly #start: number;
  readonly #limit: number;
  readonly #onLost: (lost: LostSubscriber) => void;
  readonly #subscribers = new Set<TraceSubscriber>();
  readonly #lost: LostSubscriber[] = [];
  readonly #gone = new WeakSet<TraceSubscriber>();
  #history: StampedEvent[] = [];
  /** Told while another event is being delivered: every subscriber sees all events in one order. */
  readonly #waiting: StampedEvent[] = [];
  #delivering = false;
  #seq = 0;

  constructor(options: TraceStreamOptions = {}) {
    ARGUMENTS.stream(options);
    const { clock = SYSTEM_CLOCK, history = HISTORY, onLost = lostWarning } = options;
    this.#clock = clock;
    this.#start = clock.now();
    this.began = clock.date();
    this.#limit = history;
    this.#onLost = onLost;
  }

  /** Those cut off so far. */
  get lost(): readonly LostSubscriber[] {
    return this.#lost;
  }

  /** Never throws. */
  emit(event: TraceEvent, context: TraceContext = {}): void {
    const at = Math.round((this.#clock.now() - this.#start) * 1000) / 1000;
    // The event last: to what has been copied V8 adds properties at fifteen times the price.
    this.#waiting.push({ at, seq: ++this.#seq, ...context, ...event });
    if (!this.#delivering) this.#deliver();
  }

  /** An event of another stream, which began then: it keeps its time, and has a number of this one. Never throws. */
  relay({ at: theirs, seq: _theirs, ...event }: StampedEvent, began: Date): void {
    const at = Math.round((theirs + began.getTime() - this.began.getTime()) * 1000) / 1000;
    this.#waiting.push({ at, seq: ++this.#seq, ...event });
    if (!this.#delivering) this.#deliver();
  }

  /** A sink whose events are those of that world and scenario, as they are when each event happens. */
  within(context: () => TraceContext): TraceSink {
    ARGUMENTS.within(context);
    return (event) => this.emit(event, context());
  }

  /**
   * @param late true: the events so far, as many as are kept, come first
   * @returns the function that ends the subscription
   */
  subscribe(subscriber: TraceSubscriber, options: { readonly late?: boolean } = {}): () => void {
    ARGUMENTS.subscribe(subscriber, options);
    const { late = false } = options;
    if (late) for (const event of this.#history) if (!this.#tell(subscriber, event)) return () => {};
    this.#subscribers.add(subscriber);
    return () => void this.#subscribers.delete(subscriber);
  }

  /** Ends the stream for all who watch: resolves when each has finished or was cut off. */
  async end(): Promise<void> {
    const left = [...this.#subscribers];
    this.#subscribers.clear();
    for (const subscriber of left) {
      try {
        await subscriber.end?.();
      } catch (error) {
        this.#lose(subscriber, error);
      }
    }
  }

  #deliver(): void {
    this.#delivering = true;
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      this.#keep(event);
      for (const subscriber of this.#subscribers) this.#tell(subscriber, event);
    }
    this.#delivering = false;
  }

  #keep(event: StampedEvent): void {
    if (this.#limit === 0) return;
    this.#history.push(event);
    if (this.#history.length >= 2 * this.#limit) this.#history = this.#history.slice(-this.#limit);
  }

  #tell(subscriber: TraceSubscriber, event: StampedEvent): boolean {
    try {
      const told: unknown = subscriber.event(event);
      // A subscriber that is no plain function may fail later; that is the same.
      if (told instanceof Promise) told.catch((error) => this.#cutOff(subscriber, error));
      return true;
    } catch (error) {
      this.#cutOff(subscriber, error);
      return false;
    }
  }

  /** Once: what it was told before it failed may fail too. */
  #cutOff(subscriber: TraceSubscriber, error: unknown): void {
    if (this.#gone.has(subscriber)) return;
    this.#gone.add(subscriber);
    this.#subscribers.delete(subscriber);
    this.#lose(subscriber, error);
  }

  #lose({ name }: TraceSubscriber, error: unknown): void {
    const lost = { name, error };
    this.#lost.push(lost);
    try {
      this.#onLost(lost);
    } catch {
      // Whoever cannot be told is not told: nothing that watches may disturb what happens.
    }
  }
}
