/**
 * Time that only passes when it is told to, or when somebody waits and nothing else goes on: hours in milliseconds.
 *
 * Quiet can be known inside one thread only. A socket or another process may still have something to say: beside those
 * this clock is the wrong one. For another thread of ours it can be told to stand still.
 */
import { atLeastOne, type MovableClock, SYSTEM_CLOCK } from './clock.ts';
import { type DueTimer, DueTimers, requireSpan } from './due-timers.ts';

export interface VirtualClockOptions {
  /** What its calendar shows at first; the day of the machine by default. */
  readonly date?: Date | undefined;
}

export class VirtualClock implements MovableClock {
  readonly #start: number;
  readonly #timers = new DueTimers<DueTimer>();
  #now = 0;
  /** Who waits now. */
  #waiting = 0;
  /** Work for which it stands still. */
  #held = 0;
  #driving = false;

  constructor({ date = SYSTEM_CLOCK.date() }: VirtualClockOptions = {}) {
    this.#start = date.getTime();
  }

  now(): number {
    return this.#now;
  }

  date(): Date {
    return new Date(this.#start + this.#now);
  }

  /** Nobody waits for it: the clock does not run to it by itself. It never keeps the process alive. */
  after(ms: number, work: () => void): () => void {
    const timer = { at: this.#now + atLeastOne(ms), work };
    this.#timers.add(timer);
    this.#drive();
    return () => void this.#timers.delete(timer);
  }

  wait(ms: number): Promise<void> {
    return this.during(new Promise((resolve) => this.after(ms, resolve)));
  }

  pass(ms: number): void {
    this.#runTo(this.#now + requireSpan(ms, this.date()));
  }

  during<T>(work: Promise<T>): Promise<T> {
    this.#waiting++;
    this.#drive();
    return work.finally(() => {
      this.#waiting--;
    });
  }

  standStill<T>(work: Promise<T>): Promise<T> {
    this.#held++;
    return work.finally(() => {
      this.#held--;
      this.#drive();
    });
  }

  get #isWaitedFor(): boolean {
    return this.#waiting > 0 && this.#held === 0;
  }

  #runTo(end: number): void {
    this.#timers.run(end, (at) => {
      this.#now = Math.max(this.#now, at);
    });
  }

  /** From one timer to the next, each time that all is quiet, as long as somebody waits. */
  #drive(): void {
    if (this.#driving || !this.#isWaitedFor) return;
    this.#driving = true;
    whenQuiet(() => {
      this.#driving = false;
      const { next } = this.#timers;
      if (next === undefined || !this.#isWaitedFor) return;
      try {
        this.#runTo(next.at);
      } finally {
        this.#drive();
      }
    });
  }
}

/** Immediates of this module that are still to come: they are no noise to one another. */
let looking = 0;

/** Calls `work` when no microtask, no immediate and no request for a file or a name is left in this thread. */
function whenQuiet(work: () => void): void {
  looking++;
  setImmediate(() => {
    looking--;
    if (isNoisy()) whenQuiet(work);
    else work();
  });
}

function isNoisy(): boolean {
  const resources = process.getActiveResourcesInfo();
  const immediates = resources.filter((name) => name === 'Immediate').length;
  return immediates > looking || resources.some((name) => name.includes('Req'));
}
