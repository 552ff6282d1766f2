/** The person in front of Chromium's dialog for the code of the card. */
import { isDeepStrictEqual } from 'node:util';
import { ArgumentError } from '#common/arguments.ts';
import type { StampedEvent } from '#trace/event.ts';
import type { DialogAnswer } from '../browser/index.ts';

const VERIFY = 0x20;
const SUCCESS = [0x90, 0x00];
const CODE = /^\d{1,32}$/;

const WORDS = ['cancel', 'wait'] as const;

/** Digits, or what is done instead. `wait`: the dialog stays open. */
export type CodeAnswer = string;

function answerOf(answer: CodeAnswer, at: number): DialogAnswer {
  const word = WORDS.find((known) => known === answer);
  if (word !== undefined) return word;
  if (typeof answer === 'string' && CODE.test(answer)) return { digits: answer };
  throw new ArgumentError('CodeDialog.prepare', `answers[${at}]: expected digits, 'cancel' or 'wait'`);
}

export class CodeDialog {
  readonly #code: DialogAnswer;
  #prepared: DialogAnswer[] | undefined;
  #refused = false;
  #asked = 0;

  /** @param code typed whenever it is asked for, until the card refuses it: then the dialog is cancelled */
  constructor(code: CodeAnswer) {
    this.#code = answerOf(code, 0);
  }

  /** How often the code was asked for. */
  get asked(): number {
    return this.#asked;
  }

  /**
   * What is done with the dialogs from now on, one after the other: digits, `cancel`, `wait`. When nothing is left they are
   * cancelled: a browser that asks again and again cannot block the card by itself.
   * @throws ArgumentError
   */
  prepare(answers: readonly CodeAnswer[]): void {
    if (!Array.isArray(answers)) throw new ArgumentError('CodeDialog.prepare', 'answers: expected a list');
    this.#prepared = answers.map(answerOf);
  }

  /** The next one. */
  answer(): DialogAnswer {
    this.#asked++;
    if (this.#prepared !== undefined) return this.#prepared.shift() ?? 'cancel';
    return this.#refused ? 'cancel' : this.#code;
  }

  /** What happens in its world: a code that was refused is not typed again, another card is another matter. */
  happened(event: StampedEvent): void {
    if (event.kind === 'power' && event.action === 'powerOn') this.#refused = false;
    if (event.kind !== 'apdu' || event.command[1] !== VERIFY || event.command.length <= 5) return;
    this.#refused = !isDeepStrictEqual([...event.response.slice(-2)], SUCCESS);
  }
}
