/**
 * Chromium's own dialog for the code of a card, answered. It is a window of Chromium's, not of a page: neither its remote
 * control nor Playwright reaches it, keys on its screen do.
 *
 * Source: reference/browsers.md 1, 2.
 */
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { installed } from './installed.ts';
import { runTool } from './run-tool.ts';

/** `wait`: it stays open. */
export type DialogAnswer = { readonly digits: string } | 'cancel' | 'wait';

export interface CodeDialogsOptions {
  /** Of the screen. */
  readonly env: NodeJS.ProcessEnv;
  /** What is done with the next one. */
  readonly answer: () => DialogAnswer;
  readonly clock?: Clock;
}

/** For a Chromium whose dialogs are answered: their title is Chromium's own text, in its language. */
export const ANSWERED_CHROMIUM = { LANGUAGE: 'en' } as const;
const TITLE = '^Unlock Security Device$';
const LOOK_MS = 100;

export class CodeDialogs {
  readonly #env: NodeJS.ProcessEnv;
  readonly #answer: () => DialogAnswer;
  readonly #clock: Clock;
  readonly #xdotool = installed('xdotool');
  readonly #answered = new Set<string>();
  readonly #looking: Promise<void>;
  #closed = false;

  /** From now on. @throws BrowserError `not-installed` */
  constructor({ env, answer, clock = SYSTEM_CLOCK }: CodeDialogsOptions) {
    this.#env = env;
    this.#answer = answer;
    this.#clock = clock;
    this.#looking = this.#look();
  }

  /** How many have been seen. */
  get asked(): number {
    return this.#answered.size;
  }

  /** Resolves when no key will be pressed any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#looking;
  }

  async #look(): Promise<void> {
    while (!this.#closed) {
      for (const window of await this.#open()) await this.#take(window);
      await this.#clock.wait(LOOK_MS);
    }
  }

  /** A window that goes while it is looked for makes xdotool fail: the next look finds the others. */
  async #open(): Promise<string[]> {
    const { output } = await this.#xdo(['search', '--onlyvisible', '--name', TITLE]);
    return output.split('\n').filter((line) => /^\d+$/.test(line) && !this.#answered.has(line));
  }

  async #take(window: string): Promise<void> {
    this.#answered.add(window);
    const answer = this.#answer();
    if (answer === 'wait') return;
    await this.#xdo(['windowfocus', '--sync', window]);
    if (answer === 'cancel') {
      await this.#xdo(['key', 'Escape']);
      return;
    }
    // Read from standard input: a command line is seen by everybody.
    await this.#xdo(['type', '--delay', '20', '--file', '-'], answer.digits);
    await this.#xdo(['key', 'Return']);
  }

  #xdo(args: readonly string[], input = ''): Promise<{ readonly code: number; readonly output: string }> {
    return runTool(this.#xdotool, args, { env: this.#env, input });
  }
}
