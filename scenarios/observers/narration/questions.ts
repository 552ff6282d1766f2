/** What a program asks about one code or key, however many commands that takes: one sentence. */
import { CPS2TER_SW, SW, triesRemaining } from '#iso7816/status-word.ts';
import type { Words } from './words.ts';

export interface Question {
  /** The code or the key, as it is called. */
  readonly object: string;
  /** Status word of VERIFY without data. */
  readonly state?: number;
  /** Counters of the CHV. */
  readonly tries?: { readonly left: number; readonly max: number };
  /** Status word of GET DATA that gave nothing. */
  readonly refused?: number;
}

/** 6983, and 9840 of the CPS2ter volet. */
export function isBlocked(sw: number): boolean {
  return sw === SW.AUTHENTICATION_METHOD_BLOCKED || sw === CPS2TER_SW.CODE_BLOCKED;
}

export class Questions {
  readonly #words: Words;
  #asked: Question | undefined;

  constructor(words: Words) {
    this.#words = words;
  }

  /** What was asked before, when this is about something else or the answer has changed. */
  ask(question: Question): string[] {
    const before = this.#asked;
    if (before !== undefined && joins(before, question)) {
      this.#asked = { ...before, ...question };
      return [];
    }
    const told = this.end();
    this.#asked = question;
    return told;
  }

  end(): string[] {
    const asked = this.#asked;
    this.#asked = undefined;
    return asked === undefined ? [] : [this.#sentence(asked)];
  }

  #sentence({ object, state, tries, refused }: Question): string {
    if (refused !== undefined) return this.#words.asksRefused(object, this.#words.meaning(refused));
    if (state !== undefined) return this.#words.asksState(object, this.#state(state, tries?.max));
    if (tries !== undefined) return this.#words.asksTries(object, tries.left, tries.max);
    return this.#words.asksProperties(object);
  }

  #state(sw: number, max: number | undefined): string {
    const left = triesRemaining(sw);
    if (sw === SW.SUCCESS) return this.#words.verified;
    if (left !== undefined && left > 0) return this.#words.notVerified(left, max);
    return left === 0 || isBlocked(sw) ? this.#words.blocked : this.#words.refused(sw);
  }
}

function joins(before: Question, { object, state, tries, refused }: Question): boolean {
  if (before.object !== object || before.refused !== refused) return false;
  if (state !== undefined && before.state !== undefined && before.state !== state) return false;
  return tries === undefined || before.tries === undefined || before.tries.left === tries.left;
}
