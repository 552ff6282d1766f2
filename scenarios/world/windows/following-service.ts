/** A service that follows the cards of a world's readers: what it has still to deal with, and who waits for that. */
import type { CardMove } from '../services.ts';
import { waitedFor } from '../waited-for.ts';
import { WorldError } from '../world-error.ts';

interface Run {
  readonly ended: Promise<void>;
  readonly abort: AbortController;
}

export class FollowingService {
  /** For errors: `CertPropSvc`. */
  readonly #name: string;
  /** Readers with a card in them. */
  readonly #present = new Set<string>();
  /** Readers where a hand was, and the service has not yet looked. */
  readonly #due = new Set<string>();
  /** What it has found at readers before the hand there was told of. */
  readonly #ahead = new Map<string, boolean>();
  readonly #waiting = new Set<() => void>();
  #run: Run | undefined;
  /** Resolves when the last run that was stopped has ended. */
  #stopped: Promise<unknown> = Promise.resolve();
  /** Why it ended by itself. */
  #failure: unknown;

  constructor(name: string) {
    this.#name = name;
  }

  get runs(): boolean {
    return this.#run !== undefined;
  }

  /**
   * Starts it; the cards that are there are the first it deals with.
   * @param run ends when its signal is aborted
   * @throws WorldError when it runs already
   */
  start(run: (signal: AbortSignal) => Promise<void>): void {
    if (this.runs) throw new WorldError({ en: `${this.#name} runs already`, fr: `${this.#name} fonctionne déjà` });
    this.#due.clear();
    this.#ahead.clear();
    for (const reader of this.#present) this.#due.add(reader);
    const abort = new AbortController();
    const current: Run = { ended: run(abort.signal), abort };
    this.#run = current;
    const endedByItself = (failure?: unknown) => {
      if (this.#run !== current) return;
      // A failure is told to whoever waits for it, and when it is stopped.
      if (failure === undefined) this.#run = undefined;
      this.#failure = failure;
      this.wake();
    };
    current.ended.then(() => endedByItself(), endedByItself);
  }

  /** Resolves when it has ended; rejects with what ended it, when it ended by itself. Nobody waits for it any more. */
  async stop(): Promise<void> {
    const run = this.#run;
    if (run === undefined) return void (await this.#stopped);
    this.#run = undefined;
    this.#failure = undefined;
    this.#stopped = run.ended.catch(() => {});
    run.abort.abort();
    this.wake();
    await run.ended;
  }

  /** A hand at a reader: the service has to deal with it, unless it was quicker than who tells of the hand. */
  happened(reader: string, event: CardMove): void {
    if (event === 'card-inserted') this.#present.add(reader);
    else this.#present.delete(reader);
    const found = this.#ahead.get(reader);
    this.#ahead.delete(reader);
    if (found === this.#present.has(reader)) this.#due.delete(reader);
    else if (this.runs) this.#due.add(reader);
    this.wake();
  }

  /**
   * The service has dealt with what it has seen. Moves are not counted: a card that came and went between two looks was
   * never seen; what the last look finds is what the last hand has left.
   */
  readonly looked = (readers: readonly string[], cards: ReadonlyMap<string, boolean>): void => {
    for (const reader of new Set([...this.#present, ...this.#due, ...readers])) {
      const seen = readers.includes(reader) ? cards.get(reader) : false;
      if (seen === undefined) continue;
      const asLeft = seen === this.#present.has(reader);
      if (asLeft) this.#due.delete(reader);
      // A card where one was taken out may be the old one, looked at before.
      const early = !asLeft && !(seen && this.#due.has(reader));
      if (early) this.#ahead.set(reader, seen);
      else this.#ahead.delete(reader);
    }
    this.wake();
  };

  /** Resolves when the service has dealt with all that has happened; rejects when it ended by itself. */
  settled(): Promise<void> {
    return this.until(() => this.#due.size === 0);
  }

  /** Resolves when `condition` holds, or the service does not run; it is looked at again at each `wake`. */
  async until(condition: () => boolean): Promise<void> {
    while (this.runs && !condition()) {
      if (this.#failure !== undefined) throw this.#failure;
      await waitedFor(new Promise<void>((resolve) => this.#waiting.add(resolve)));
    }
  }

  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}
