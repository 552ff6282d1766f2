/**
 * An entry at the keys of a PIN pad, while somebody types: digits come one after the other, and only how many there are is
 * to be seen.
 *
 * Source: USB CCID 1.1, 6.1.11 (bTimeOut, bEntryValidationCondition).
 */
import type { Clock } from '#common/clock.ts';
import { VALIDATION } from '#pcsc/part10.ts';
import type { PinPadAnswer } from './answers.ts';
import type { PinEntry } from './pin-structure.ts';

/** What the display of the pad says. */
export type PinPadPrompt = 'current' | 'new' | 'confirm';

export class KeyedEntry {
  readonly prompt: PinPadPrompt;
  /** Digits that are wanted. */
  readonly minLength: number;
  readonly maxLength: number;
  /** The time that the program has given for it. */
  readonly timeoutMs: number;
  /** Resolves when it is over. */
  readonly ended: Promise<PinPadAnswer>;
  readonly #validation: number;
  readonly #clock: Clock;
  readonly #begun: number;
  readonly #untimed: () => void;
  #digits = '';
  #over = false;
  #resolve: (answer: PinPadAnswer) => void = () => {};

  constructor({ minLength, maxLength, validation, timeoutMs }: PinEntry, prompt: PinPadPrompt, clock: Clock) {
    this.prompt = prompt;
    this.minLength = minLength;
    this.maxLength = maxLength;
    this.timeoutMs = timeoutMs;
    this.#validation = validation;
    this.#clock = clock;
    this.#begun = clock.now();
    this.#untimed = clock.after(timeoutMs, () => this.#timedOut());
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** How many digits are typed. */
  get typed(): number {
    return this.#digits.length;
  }

  /** Whether the key OK ends it. */
  get endedByOk(): boolean {
    return (this.#validation & VALIDATION.KEY) !== 0;
  }

  get leftMs(): number {
    return this.#over ? 0 : Math.max(0, this.#begun + this.timeoutMs - this.#clock.now());
  }

  get over(): boolean {
    return this.#over;
  }

  /** @returns false when these are too many, or it is over: none of them is taken */
  type(digits: string): boolean {
    if (this.#over || this.#digits.length + digits.length > this.maxLength) return false;
    this.#digits += digits;
    if (this.#digits.length === this.maxLength && this.#validation & VALIDATION.MAX_SIZE) this.#typed();
    return true;
  }

  /** Takes the last digit back. */
  correct(): void {
    this.#digits = this.#digits.slice(0, -1);
  }

  /** Takes all digits back. */
  clear(): void {
    this.#digits = '';
  }

  /** @returns false where no key ends it */
  ok(): boolean {
    if (this.endedByOk) this.#typed();
    return this.endedByOk;
  }

  /** Somebody has done this. */
  end(answer: PinPadAnswer): void {
    if (this.#over) return;
    this.#over = true;
    this.#digits = '';
    this.#untimed();
    this.#resolve(answer);
  }

  #typed(): void {
    this.end({ digits: this.#digits });
  }

  /** Time that is over may be what ends the code, as a key is. */
  #timedOut(): void {
    const validates = (this.#validation & VALIDATION.TIMEOUT) !== 0 && this.#digits.length >= this.minLength;
    if (validates) this.#typed();
    else this.end('timeout');
  }
}
