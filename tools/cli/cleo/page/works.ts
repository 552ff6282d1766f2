/** What takes its time, or the card: one at a time, whichever tab asks for it. */
import type { Text } from '#common/language.ts';

export interface Work {
  /** What it is at, for the person who waits. */
  readonly stage: Text;
  /** Address of the page that shows what came of it; undefined until it is over. */
  readonly next: string | undefined;
  /** Resolves when it is over. */
  readonly done: Promise<void>;
}

/** @returns the address of the page that shows what came of it; it never rejects */
type ToDo = (tell: (stage: Text) => void) => Promise<string>;

class Running implements Work {
  stage: Text;
  next: string | undefined;
  readonly done: Promise<void>;

  constructor(stage: Text, work: ToDo) {
    this.stage = stage;
    const tell = (told: Text) => {
      this.stage = told;
    };
    this.done = work(tell).then((next) => {
      this.next = next;
    });
  }
}

export class Works {
  #last: Running | undefined;

  /** The last one; undefined before the first. */
  get last(): Work | undefined {
    return this.#last;
  }

  get busy(): boolean {
    return this.#last !== undefined && this.#last.next === undefined;
  }

  /** False while another one runs: this one was not begun. */
  start(stage: Text, work: ToDo): boolean {
    if (this.busy) return false;
    this.#last = new Running(stage, work);
    return true;
  }
}
