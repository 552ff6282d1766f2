/** The hand that moved the card of a recording: in and out again, after the same commands and as long after them. */
import type { Clock } from '#common/clock.ts';
import type { SmartCard } from '../card/port.ts';
import type { Slot } from '../reader/slot.ts';
import type { RecordedMove } from './recorded-reader.ts';

export interface RecordedHandOptions {
  readonly moves: readonly RecordedMove[];
  readonly slot: Slot;
  readonly card: SmartCard;
  readonly clock: Clock;
}

export class RecordedHand {
  readonly #options: RecordedHandOptions;
  readonly #left: RecordedMove[];
  #stop: (() => void) | undefined;

  /** A card that was in the reader when the recording began is in it at once. */
  constructor(options: RecordedHandOptions) {
    this.#options = options;
    this.#left = [...options.moves];
    const [first] = this.#left;
    const comesLater = first?.action === 'card-inserted' && first.delayMs > 0;
    if (first?.action === 'card-inserted' && !comesLater) this.#left.shift();
    if (!comesLater) options.slot.insert(options.card);
    this.reached(0);
  }

  /** So many commands of the recording are done. */
  reached(done: number): void {
    const [next] = this.#left;
    if (next !== undefined && next.after <= done && this.#stop === undefined) this.#waitFor(next);
  }

  end(): void {
    this.#stop?.();
    this.#left.length = 0;
  }

  #waitFor({ delayMs }: RecordedMove): void {
    this.#stop = this.#options.clock.after(delayMs, () => {
      const move = this.#left.shift();
      this.#stop = undefined;
      if (move !== undefined) this.#move(move);
    });
  }

  #move({ action, after }: RecordedMove): void {
    const { slot, card } = this.#options;
    if (action === 'card-removed') slot.remove();
    else if (slot.card === undefined) slot.insert(card);
    this.reached(after);
  }
}
