/**
 * The slot of a virtual reader: an empty place that takes one card.
 *
 * Putting a card in powers nothing; whoever watches the slot (the resource manager) does.
 */

import { EventEmitter } from 'node:events';
import { CodedError } from '#common/coded-error.ts';
import type { SmartCard } from '../card/port.ts';

/** A card pushed into a slot that already holds one. */
export class SlotError extends CodedError {
  override readonly name = 'SlotError';
  readonly code = 'ERR_SLOT_OCCUPIED';
}

interface SlotEvents {
  /** A card came in; listeners run before `insert` returns. */
  inserted: [card: SmartCard];
  /** The card left; listeners run before `remove` returns. */
  removed: [card: SmartCard];
}

export class Slot extends EventEmitter<SlotEvents> {
  /** Name of the reader as PC/SC programs see it. */
  readonly name: string;
  /** Programs know of a removal so many milliseconds later; as its reader reports by default. */
  noticedAfterMs: number | undefined;
  #card: SmartCard | undefined;

  constructor(name: string) {
    super();
    this.name = name;
  }

  /** The card inside, if any. */
  get card(): SmartCard | undefined {
    return this.#card;
  }

  /** @throws SlotError when a card is inside */
  insert(card: SmartCard): void {
    if (this.#card !== undefined) {
      throw new SlotError({
        en: `reader '${this.name}' already holds '${this.#card.name}': remove it before inserting '${card.name}'`,
        fr: `le lecteur '${this.name}' contient déjà '${this.#card.name}' : retirez-la avant d'insérer '${card.name}'`,
      });
    }
    this.#card = card;
    this.emit('inserted', card);
  }

  /** Pulls the card out and returns it; undefined when the slot was empty. */
  remove(): SmartCard | undefined {
    const card = this.#card;
    if (card === undefined) return undefined;
    this.#card = undefined;
    this.emit('removed', card);
    return card;
  }
}
