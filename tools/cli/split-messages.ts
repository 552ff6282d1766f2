/**
 * Tells whether a vpcd sends the length and the body of a message apart, which costs a card 44 ms a command unless it
 * acknowledges at once.
 *
 * Counts what the socket delivers against what the card is asked: two deliveries for one command are such a message.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { SmartCard } from '../../simulator/card/port.ts';

export class SplitMessages {
  #deliveries = 0;
  #messages = 0;
  #deliveriesBefore = 0;
  #messagesBefore = 0;

  /** To be called whenever bytes came. */
  delivered(): void {
    this.#deliveries++;
  }

  /** To be called when a command was answered; true when that command came in two deliveries and nothing else came. */
  answered(): boolean {
    const split = this.#messages - this.#messagesBefore === 1 && this.#deliveries - this.#deliveriesBefore === 2;
    this.#deliveriesBefore = this.#deliveries;
    this.#messagesBefore = this.#messages;
    return split;
  }

  /** The card, whose every question is counted. */
  counting(card: SmartCard): SmartCard {
    const counted = <T>(answer: () => T): T => {
      this.#messages++;
      return answer();
    };
    return {
      name: card.name,
      powerOn: () => counted(() => card.powerOn()),
      powerOff: () => counted(() => card.powerOff()),
      reset: () => counted(() => card.reset()),
      getAtr: () => counted(() => card.getAtr()),
      transmit: (command: Bytes) => counted(() => card.transmit(command)),
    };
  }
}
