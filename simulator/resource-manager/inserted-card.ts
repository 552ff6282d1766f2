/**
 * The card in a reader: one operation at a time, in the order of arrival, all ended at once when the card leaves.
 *
 * A card that answers synchronously is answered synchronously: nothing is queued and no promise is made.
 */
import { setMaxListeners } from 'node:events';
import type { Clock } from '#common/clock.ts';
import { Turn } from '#common/turn.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CardGoneError, CardMuteError, type SmartCard } from '../card/port.ts';

/** How long a reader waits for a card that asks for no more time. */
export interface Patience {
  readonly ms: number;
  readonly clock: Clock;
}

export class InsertedCard {
  readonly card: SmartCard;
  readonly #turn = new Turn();
  readonly #leaving = new AbortController();

  constructor(card: SmartCard) {
    this.card = card;
    // One for each operation that waits, as many as programs like.
    setMaxListeners(0, this.#leaving.signal);
  }

  /** Aborts when the card is out of the reader. */
  get left(): AbortSignal {
    return this.#leaving.signal;
  }

  /**
   * @param patience of the reader; without it the card may take any time
   * @throws CardMuteError when that is over, CardGoneError
   */
  transmit(command: Bytes, patience?: Patience): Bytes | Promise<Bytes> {
    const answer = () => this.#whileHere(this.card.transmit(command));
    return this.#turn.run(() => this.#unlessMute(answer(), patience), this.left);
  }

  /** Runs `action` on the card when its turn has come. */
  run<T>(action: (card: SmartCard) => T | Promise<T>): T | Promise<T> {
    return this.#turn.run(() => this.#whileHere(action(this.card)), this.left);
  }

  /** The card is out of the reader: every operation under way or waiting rejects with CardGoneError. */
  leave(): void {
    const message = {
      en: `card '${this.card.name}' left the reader`,
      fr: `la carte '${this.card.name}' a quitté le lecteur`,
    };
    this.#leaving.abort(new CardGoneError(message, this.card.cutAnswer));
  }

  /** Nobody is connected to it any more, and nobody can be told how it went. */
  switchOff(): void {
    try {
      const off = this.card.powerOff();
      if (off instanceof Promise) off.catch(() => undefined);
    } catch {
      // As above.
    }
  }

  /** Each time that the waiting time is over the card has asked for more of it, unless it is mute. */
  #unlessMute<T>(answer: T | Promise<T>, patience: Patience | undefined): T | Promise<T> {
    if (!(answer instanceof Promise) || patience === undefined || this.card.mute === undefined) return answer;
    const { ms, clock } = patience;
    let stop = (): void => {};
    const mute = new Promise<never>((_, reject) => {
      const watch = () => {
        const over = () => (this.card.mute ? reject(this.#silent(ms)) : watch());
        stop = clock.after(ms, over, { ref: false });
      };
      watch();
    });
    return Promise.race([answer, mute]).finally(() => stop());
  }

  #silent(ms: number): CardMuteError {
    return new CardMuteError({
      en: `card '${this.card.name}' gave no answer for ${Math.round(ms)} ms`,
      fr: `la carte '${this.card.name}' n'a pas répondu pendant ${Math.round(ms)} ms`,
    });
  }

  #whileHere<T>(result: T | Promise<T>): T | Promise<T> {
    if (!(result instanceof Promise)) return result;
    const { left } = this;
    return new Promise<T>((resolve, reject) => {
      const gone = () => reject(left.reason);
      left.addEventListener('abort', gone, { once: true });
      if (left.aborted) gone();
      result.then(resolve, reject).finally(() => left.removeEventListener('abort', gone));
    });
  }
}
