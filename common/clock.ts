/**
 * Time, as everything here reads it: a port, so that a test or a scenario passes time instead of waiting.
 *
 * What watches over other processes, or measures how long our own work took, reads SYSTEM_CLOCK by its name: no scenario
 * makes another process faster.
 */

export interface TimerOptions {
  /** Whether it keeps the process alive, as a timer of Node does; true by default. */
  readonly ref?: boolean;
}

export interface Clock {
  /** Milliseconds; only differences mean something. */
  now(): number;
  /** The calendar. */
  date(): Date;
  /** Calls `work` once `ms` have passed, at least one, unless the function returned is called before. */
  after(ms: number, work: () => void, options?: TimerOptions): () => void;
  /** Resolves once `ms` have passed. */
  wait(ms: number): Promise<void>;
}

/** A clock that somebody moves. */
export interface MovableClock extends Clock {
  /**
   * `ms` pass at once: what becomes due meanwhile is called in the order of time, and may become due by one another. All
   * of it is, whatever throws; the first error is thrown then.
   * @throws RangeError when `ms` is negative, no number, or leads behind LAST_TIME
   */
  pass(ms: number): void;
  /** `work`, which somebody waits for: a clock that nothing else moves runs until it is done. */
  during<T>(work: Promise<T>): Promise<T>;
  /** `work`, which goes on where that clock cannot see it: until it is done it stands still. */
  standStill<T>(work: Promise<T>): Promise<T>;
}

/** The longest a timer of Node can wait, 24.8 days; asked for more it does not wait at all. */
const LONGEST_TIMER_MS = 0x7fffffff;

/** As a timer of Node: less than one millisecond is one. */
export function atLeastOne(ms: number): number {
  return Math.max(1, ms || 0);
}

/** The machine's time. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  after(ms, work, { ref = true } = {}) {
    let timer: NodeJS.Timeout;
    const arm = (left: number) => {
      const slice = Math.min(left, LONGEST_TIMER_MS);
      timer = setTimeout(() => (left > slice ? arm(left - slice) : work()), slice);
      if (!ref) timer.unref();
    };
    arm(atLeastOne(ms));
    return () => clearTimeout(timer);
  },
  wait: (ms) => new Promise((resolve) => SYSTEM_CLOCK.after(ms, resolve)),
};
