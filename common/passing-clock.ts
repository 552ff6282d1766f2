/** Time as it passes, and as much more as somebody says: nobody waits for what can be said. */
import { atLeastOne, type MovableClock, SYSTEM_CLOCK, type TimerOptions } from './clock.ts';
import { type DueTimer, DueTimers, requireSpan } from './due-timers.ts';

interface Pending extends DueTimer {
  readonly options: TimerOptions | undefined;
  /** Stops the timer of the system that stands behind it. */
  disarm: () => void;
}

export interface PassingClockOptions {
  /** What its calendar shows at first; that of the machine by default. */
  readonly date?: Date | undefined;
}

export class PassingClock implements MovableClock {
  #ahead = 0;
  /** By how much its calendar was ahead of the machine's at first; behind it when negative. */
  readonly #calendarAhead: number;
  readonly #timers = new DueTimers<Pending>();

  constructor({ date }: PassingClockOptions = {}) {
    this.#calendarAhead = date === undefined ? 0 : date.getTime() - SYSTEM_CLOCK.date().getTime();
  }

  now(): number {
    return SYSTEM_CLOCK.now() + this.#ahead;
  }

  date(): Date {
    return new Date(SYSTEM_CLOCK.date().getTime() + this.#calendarAhead + this.#ahead);
  }

  after(ms: number, work: () => void, options?: TimerOptions): () => void {
    const pending: Pending = { at: this.now() + atLeastOne(ms), work, options, disarm: () => {} };
    this.#timers.add(pending);
    this.#arm(pending);
    return () => {
      pending.disarm();
      this.#timers.delete(pending);
    };
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  pass(ms: number): void {
    const ahead = this.#ahead + requireSpan(ms, this.date());
    for (const pending of this.#timers) pending.disarm();
    try {
      this.#timers.run(this.now() + ms, (at) => {
        this.#ahead = Math.max(this.#ahead, Math.min(ahead, at - SYSTEM_CLOCK.now()));
      });
    } finally {
      this.#ahead = Math.max(this.#ahead, ahead);
      // The others are nearer by as much.
      for (const pending of this.#timers) this.#arm(pending);
    }
  }

  /** It passes by itself. */
  during<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  /** It goes on all the same. */
  standStill<T>(work: Promise<T>): Promise<T> {
    return work;
  }

  #arm(pending: Pending): void {
    pending.disarm();
    const due = () => {
      if (this.#timers.delete(pending)) pending.work();
    };
    pending.disarm = SYSTEM_CLOCK.after(pending.at - this.now(), due, pending.options);
  }
}
