/**
 * The events of a world for whoever reads them late, slowly or again: as many as are kept, read at the reader's own pace.
 * What watches never disturbs: nobody waits for a reader, and one that is too slow is told how many it has missed.
 */
import type { StampedEvent } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';

const MOST_KEPT = 20_000;
/** Events that a reader is given at once. */
const MOST_AT_ONCE = 1000;

export class EventLog implements TraceSubscriber {
  readonly name = 'the door';
  #kept: StampedEvent[] = [];
  readonly #waiting = new Set<() => void>();
  #ended = false;

  event(event: StampedEvent): void {
    this.#kept.push(event);
    if (this.#kept.length >= 2 * MOST_KEPT) this.#kept = this.#kept.slice(-MOST_KEPT);
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Nothing comes any more. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Number of the last event, 0 before the first. */
  get last(): number {
    return this.#kept.at(-1)?.seq ?? 0;
  }

  /**
   * Those behind that number, as they come, several at once where several have come; until the log or the signal ends it.
   * The first of what is given may not follow on `since`: those between are not kept any more.
   */
  async *after(since: number, signal: AbortSignal): AsyncGenerator<readonly StampedEvent[], void, undefined> {
    let last = since;
    while (!signal.aborted) {
      const some = this.#behind(last);
      if (some.length > 0) {
        last = some.at(-1)?.seq ?? last;
        yield some;
      } else if (this.#ended) return;
      else await this.#more(signal);
    }
  }

  #behind(since: number): readonly StampedEvent[] {
    const [first] = this.#kept;
    if (first === undefined) return [];
    // Numbers are without a gap.
    const from = Math.max(0, since + 1 - first.seq);
    return this.#kept.slice(from, from + MOST_AT_ONCE);
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }

  #wake(): void {
    for (const waiting of [...this.#waiting]) waiting();
  }
}
