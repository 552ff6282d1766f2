/** Time as it passes, and as much more as a scenario says: nobody waits for what can be said. */
import type { Clock } from '../../../driver/csp/index.ts';

interface Pending {
  readonly at: number;
  readonly timer: NodeJS.Timeout;
  readonly work: () => void;
}

export class PassingClock implements Clock {
  #ahead = 0;
  readonly #pending = new Set<Pending>();

  now(): number {
    return performance.now() + this.#ahead;
  }

  after(ms: number, work: () => void): () => void {
    const due = () => {
      this.#pending.delete(pending);
      work();
    };
    const timer = setTimeout(due, ms);
    timer.unref();
    const pending: Pending = { at: this.now() + ms, timer, work };
    this.#pending.add(pending);
    return () => this.#cancel(pending);
  }

  /** `ms` pass at once. */
  pass(ms: number): void {
    this.#ahead += ms;
    for (const pending of [...this.#pending]) {
      if (pending.at > this.now()) continue;
      this.#cancel(pending);
      pending.work();
    }
  }

  #cancel(pending: Pending): void {
    clearTimeout(pending.timer);
    this.#pending.delete(pending);
  }
}
