/** The time that a whole scenario may take. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Text } from '#common/language.ts';

/** By the machine's time: a scenario that hangs may wait for a clock that nobody moves. */
export class TimeLimit {
  /** Aborted when the time is over, and when the run is. */
  readonly signal: AbortSignal;
  readonly #ms: number;
  readonly #over = new AbortController();
  readonly #stop: () => void;

  /** @param run aborted when the whole run is interrupted */
  constructor(ms: number | undefined, run: AbortSignal | undefined) {
    this.#ms = ms ?? 0;
    this.signal = AbortSignal.any([this.#over.signal, ...(run === undefined ? [] : [run])]);
    this.#stop = ms === undefined ? () => {} : SYSTEM_CLOCK.after(ms, () => this.#over.abort());
  }

  /** What is to be said once it is over; undefined before. */
  get text(): Text | undefined {
    if (!this.#over.signal.aborted) return undefined;
    const seconds = this.#ms / 1000;
    return {
      en: `not over within ${seconds} s, the time this scenario may take (timeout)`,
      fr: `pas fini en ${seconds} s, le temps que ce scénario peut prendre (timeout)`,
    };
  }

  stop(): void {
    this.#stop();
  }
}
