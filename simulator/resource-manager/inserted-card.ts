/**
 * The card in a reader: one operation at a time, in the order of arrival, all ended at once when the card leaves.
 *
 * A card that answers synchronously is answered synchronously: nothing is queued and no promise is made.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { SmartCard } from '../card/port.ts';

/** The card left the reader before it had answered. */
class CardGoneError extends Error {
  override name = 'CardGoneError';
  readonly code = 'ERR_CARD_GONE';
}

interface Operation {
  start(): void;
  abandon(): void;
}

export class InsertedCard {
  readonly card: SmartCard;
  #gone = false;
  #running: Operation | undefined;
  readonly #queue: Operation[] = [];

  constructor(card: SmartCard) {
    this.card = card;
  }

  transmit(command: Bytes): Bytes | Promise<Bytes> {
    if (this.#running !== undefined || this.#gone) return this.#put(() => this.card.transmit(command));
    return this.#started(this.card.transmit(command));
  }

  /** Runs `action` on the card when its turn has come. */
  run<T>(action: (card: SmartCard) => T | Promise<T>): T | Promise<T> {
    if (this.#running !== undefined || this.#gone) return this.#put(() => action(this.card));
    return this.#started(action(this.card));
  }

  /** The card is out of the reader: every operation under way or waiting rejects with CardGoneError. */
  leave(): void {
    this.#gone = true;
    const abandoned = this.#queue.splice(0);
    if (this.#running !== undefined) abandoned.unshift(this.#running);
    this.#running = undefined;
    for (const operation of abandoned) operation.abandon();
  }

  #started<T>(result: T | Promise<T>): T | Promise<T> {
    if (!(result instanceof Promise)) return result;
    // The card may leave first: its own rejection then comes too late for anybody.
    result.catch(() => undefined);
    return this.#put(() => result);
  }

  #put<T>(action: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const operation: Operation = {
        start: () => {
          this.#running = operation;
          // `then` of an async function: a synchronous throw becomes a rejection like any other.
          void (async () => action())()
            .then(resolve, reject)
            .then(() => this.#next(operation));
        },
        abandon: () => reject(new CardGoneError(`card '${this.card.name}' left the reader`)),
      };
      if (this.#gone) operation.abandon();
      else if (this.#running === undefined) operation.start();
      else this.#queue.push(operation);
    });
  }

  #next(finished: Operation): void {
    if (this.#running !== finished) return;
    this.#running = undefined;
    this.#queue.shift()?.start();
  }
}
