/** Time, as the CSP needs it: a port, so that a test passes time instead of waiting. */
export interface Clock {
  /** Milliseconds; only differences mean something. */
  now(): number;
  /** Calls `work` once `ms` have passed, unless the function returned is called before. */
  after(ms: number, work: () => void): () => void;
}

/** The machine's time; a pending call does not keep the process alive. */
export const SYSTEM_CLOCK: Clock = {
  now: () => performance.now(),
  after(ms, work) {
    const timer = setTimeout(work, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
