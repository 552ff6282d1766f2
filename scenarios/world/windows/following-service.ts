/** A service that follows the cards of a world's readers: what it has still to deal with, and who waits for that. */
interface Run {
  readonly ended: Promise<void>;
  readonly abort: AbortController;
}

export class FollowingService {
  /** For errors: `CertPropSvc`. */
  readonly #name: string;
  readonly #present = new Set<string>();
  /** Card events it has still to deal with, by reader. */
  readonly #awaited = new Map<string, number>();
  readonly #waiting = new Set<() => void>();
  #run: Run | undefined;
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
   * @throws RangeError when it runs already
   */
  start(run: (signal: AbortSignal) => Promise<void>): void {
    if (this.runs) throw new RangeError(`${this.#name} runs already`);
    this.#awaited.clear();
    for (const reader of this.#present) this.#await(reader);
    const abort = new AbortController();
    const ended = run(abort.signal);
    // Told to whoever waits for it, and when it is stopped.
    ended.catch((error) => {
      this.#failure = error;
      this.wake();
    });
    this.#run = { ended, abort };
  }

  /** Rejects with what ended it, when it ended by itself. */
  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    this.#failure = undefined;
    run?.abort.abort();
    await run?.ended;
  }

  /** A hand at a reader: the service has to deal with it. */
  happened(reader: string, event: 'card-inserted' | 'card-removed'): void {
    if (event === 'card-inserted') this.#present.add(reader);
    else this.#present.delete(reader);
    if (this.runs) this.#await(reader);
  }

  /** The service has dealt with one card event of that reader. */
  dealtWith(reader: string): void {
    this.#awaited.set(reader, (this.#awaited.get(reader) ?? 0) - 1);
    this.wake();
  }

  /** Resolves when the service has dealt with all that has happened; rejects when it ended by itself. */
  settled(): Promise<void> {
    return this.until(() => [...this.#awaited.values()].every((count) => count <= 0));
  }

  /** Resolves when `condition` holds, or the service does not run; it is looked at again at each `wake`. */
  async until(condition: () => boolean): Promise<void> {
    while (this.runs && !condition()) {
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #await(reader: string): void {
    this.#awaited.set(reader, (this.#awaited.get(reader) ?? 0) + 1);
  }
}
