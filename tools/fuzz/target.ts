/** What is fuzzed: where inputs come from, and what takes them. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { Dice } from './dice.ts';

/** A broken invariant, and by which word it is found again when the inputs get fewer. */
export interface Broken {
  readonly invariant: 'exception' | 'answer' | 'tries' | 'secret' | 'cardFile' | 'order' | 'others';
  readonly details: string;
}

/** One card or one connection: it takes inputs one after the other, and all that it does comes from them and its seed. */
export interface Subject {
  /** Undefined while everything holds. */
  take(input: Bytes): Broken | undefined | Promise<Broken | undefined>;
  /** An input that was answered as none before: worth to be changed a little. */
  readonly isNew: boolean;
}

export interface FuzzTarget {
  readonly name: string;
  /** Inputs that one subject takes before the next one is made. */
  readonly inputsOfOne: number;
  /** An input by the grammar of what is fuzzed. */
  readonly grammar: (dice: Dice) => Bytes;
  readonly subject: () => Subject;
}
