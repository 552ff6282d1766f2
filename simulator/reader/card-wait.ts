/** What a card in a reader waits for before it goes on: a time, or nothing at all; power-off, reset and removal end it. */
import type { Clock } from '#common/clock.ts';
import { CardGoneError, type CutAnswer } from '../card/port.ts';

/** A card that leaves before it has answered. @param answer what had left of its answer */
export function goneBeforeItsAnswer(card: string, answer?: CutAnswer): CardGoneError {
  const message = {
    en: `${card} left before it had answered`,
    fr: `${card} s'en est allée avant d'avoir répondu`,
  };
  return new CardGoneError(message, answer);
}

export class CardWait {
  readonly #card: string;
  readonly #clock: Clock;
  /** Ends the wait that is under way. */
  #interrupt: (() => void) | undefined;

  /** @param card its name, for the error */
  constructor(card: string, clock: Clock) {
    this.#card = card;
    this.#clock = clock;
  }

  /** Milliseconds on the clock. @throws CardGoneError when it is ended before */
  after(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = this.#clock.after(ms, () => {
        this.#interrupt = undefined;
        resolve();
      });
      this.#interrupt = () => {
        stop();
        reject(goneBeforeItsAnswer(this.#card));
      };
    });
  }

  /** Until it is ended, which calls `stop` too, as the waits that nobody waits for any more. @throws CardGoneError then */
  forever(stop: () => void = () => {}): Promise<never> {
    const before = this.#interrupt;
    return new Promise((_, reject) => {
      this.#interrupt = () => {
        before?.();
        stop();
        reject(goneBeforeItsAnswer(this.#card));
      };
    });
  }

  end(): void {
    const interrupt = this.#interrupt;
    this.#interrupt = undefined;
    interrupt?.();
  }
}
