/** Ctrl-C, and what CI servers and `timeout` send: the run ends cleanly, with its reports; a second signal ends the process. */
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
/** As shells count. */
const SIGNALLED = 128;

export class Interruption {
  readonly #controller = new AbortController();
  #by: (typeof SIGNALS)[number] | undefined;

  constructor() {
    for (const signal of SIGNALS) process.once(signal, this.#interrupt);
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
    this.#by = SIGNALS.find((known) => known === signal);
    this.over();
    this.#controller.abort();
  };
}
