/**
 * Sentences that come again as a block are told once, with how often. Clients ask the same things over and over.
 *
 * A block that has begun to come again is held back until it is clear whether it does, or something else is told.
 */
import type { Words } from './words.ts';

const LONGEST_BLOCK = 40;

export class Repeats {
  readonly #words: Words;
  /** What was told since the last note, the last of it what may come again. */
  #told: string[] = [];
  /** Length of the block that comes again; 0 while none does. */
  #period = 0;
  /** Whole blocks that came again. */
  #times = 0;
  /** The beginning of one more. */
  #held: string[] = [];

  constructor(words: Words) {
    this.#words = words;
  }

  /** What is to be told now: the sentence, something about those before it, or nothing yet. */
  add(sentence: string): string[] {
    if (this.#period === 0) return this.#first(sentence);
    if (sentence !== this.#told.at(this.#held.length - this.#period)) return [...this.end(), ...this.#first(sentence)];
    this.#held.push(sentence);
    this.#closeBlock();
    return [];
  }

  /** What is still held back. */
  end(): string[] {
    const held = this.#held;
    const note = this.#times === 0 ? [] : [this.#words.again(this.#period, this.#times)];
    this.#told = this.#times === 0 ? [...this.#told, ...held] : held;
    [this.#period, this.#times, this.#held] = [0, 0, []];
    return [...note, ...held];
  }

  /** As `end`; and nothing told so far is a block any more. */
  forget(): string[] {
    const told = this.end();
    this.#told = [];
    return told;
  }

  #first(sentence: string): string[] {
    const before = this.#told.lastIndexOf(sentence);
    const period = this.#told.length - before;
    if (before === -1 || period > LONGEST_BLOCK) {
      this.#told.push(sentence);
      return [sentence];
    }
    this.#period = period;
    this.#held = [sentence];
    this.#closeBlock();
    return [];
  }

  #closeBlock(): void {
    if (this.#held.length < this.#period) return;
    this.#times++;
    this.#held = [];
  }
}
