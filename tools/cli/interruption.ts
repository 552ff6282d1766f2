/** Ctrl-C, and what CI servers and `timeout` send: the run ends cleanly, with its reports; a later second signal ends the process. */
import { constants } from 'node:os';
import { SYSTEM_CLOCK } from '#common/clock.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'] as const;
/** `timeout` and npm pass on what the terminal has sent to all: what arrives within that is the same. */
const SAME_MS = 1000;
/** As shells count. */
const SIGNALLED = 128;

export class Interruption {
  readonly #controller = new AbortController();
  #by: (typeof SIGNALS)[number] | undefined;
  #since = 0;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#interrupt);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Undefined when there was no signal. */
  get exitCode(): number | undefined {
    return this.#by && SIGNALLED + constants.signals[this.#by];
  }

  /** From now on a signal ends the process. */
  over(): void {
    for (const signal of SIGNALS) process.off(signal, this.#interrupt);
  }

  readonly #interrupt = (signal: NodeJS.Signals): void => {
    const now = SYSTEM_CLOCK.now();
    if (this.#by === undefined) {
      this.#by = SIGNALS.find((known) => known === signal);
      this.#since = now;
      this.#controller.abort();
    } else if (now - this.#since >= SAME_MS) {
      this.over();
      process.kill(process.pid, signal);
    }
  };
}
