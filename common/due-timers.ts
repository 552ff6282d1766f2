/** The timers of a clock that is moved, in the order in which they become due. */
import { LAST_TIME } from './calendar.ts';

export interface DueTimer {
  /** Time of the clock at which it is due. */
  readonly at: number;
  readonly work: () => void;
}

export class DueTimers<Timer extends DueTimer> {
  readonly #sorted: Timer[] = [];

  /** The one that is due first. */
  get next(): Timer | undefined {
    return this.#sorted[0];
  }

  [Symbol.iterator](): IterableIterator<Timer> {
    return this.#sorted.values();
  }

  /** Behind those of the same time. */
  add(timer: Timer): void {
    this.#sorted.splice(
      this.#place((at) => at <= timer.at),
      0,
      timer,
    );
  }

  /** False when it is not there any more. */
  delete(timer: Timer): boolean {
    const place = this.#sorted.indexOf(
      timer,
      this.#place((at) => at < timer.at),
    );
    if (place < 0) return false;
    this.#sorted.splice(place, 1);
    return true;
  }

  /** Calls what is due until `end`; `reached` is told of each time before, of `end` last. @throws the first error */
  run(end: number, reached: (at: number) => void): void {
    const failures: unknown[] = [];
    for (let next = this.next; next !== undefined && next.at <= end; next = this.next) {
      this.#sorted.shift();
      reached(next.at);
      try {
        next.work();
      } catch (error) {
        failures.push(error);
      }
    }
    reached(end);
    if (failures.length > 0) throw failures[0];
  }

  /** Number of timers at the front for which `before` holds. */
  #place(before: (at: number) => boolean): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(this.#sorted[middle]?.at ?? Number.POSITIVE_INFINITY)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** @throws RangeError when `ms` cannot pass, seen from the date `from` */
export function requireSpan(ms: number, from: Date): number {
  if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError(`time cannot pass by ${ms} ms: expected 0 or more`);
  if (from.getTime() + ms <= LAST_TIME.getTime()) return ms;
  throw new RangeError(`time cannot pass by ${ms} ms: expected no more than until ${LAST_TIME.toISOString()}`);
}
