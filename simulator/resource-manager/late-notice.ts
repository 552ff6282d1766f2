/** Something that has happened and is known later: a reader that looks from time to time. */
import type { Clock } from '#common/clock.ts';

export class LateNotice {
  readonly #clock: Clock;
  #stop: (() => void) | undefined;
  #work = (): void => {};

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** It has happened, and nobody knows. */
  get pending(): boolean {
    return this.#stop !== undefined;
  }

  /** `work` is done when it becomes known, at once for 0. */
  after(ms: number, work: () => void): void {
    this.#work = work;
    this.#stop = ms > 0 ? this.#clock.after(ms, () => this.now(), { ref: false }) : () => {};
    if (ms <= 0) this.now();
  }

  /** It is known now, if it was not. */
  now(): void {
    if (this.#stop === undefined) return;
    this.cancel();
    this.#work();
  }

  /** It never is. */
  cancel(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
