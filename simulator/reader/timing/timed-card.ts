/**
 * A card in a reader that takes its time: it stands in the place of the card, which answers at once.
 *
 * Commands of class FF are the reader's own and take none.
 */
import type { Clock } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { SmartCard } from '../../card/port.ts';
import { CardWait } from '../card-wait.ts';
import type { CardTiming } from './card-timing.ts';

const READER_CLASS = 0xff;

export interface TimedCardOptions {
  readonly timing: CardTiming;
  readonly clock: Clock;
  /** How many times as long as the figures say. */
  readonly factor: number;
}

export class TimedCard implements SmartCard {
  readonly name: string;
  readonly #card: SmartCard;
  readonly #options: TimedCardOptions;
  /** Its contacts have not come to rest since it was put in. */
  #comesNow = true;
  /** Less than a millisecond that is still to pass. */
  #leftMs = 0;
  readonly #waiting: CardWait;
  /** The answer to reset that is under way. */
  #atr: Promise<Bytes> | undefined;

  constructor(card: SmartCard, options: TimedCardOptions) {
    this.name = card.name;
    this.#card = card;
    this.#options = options;
    this.#waiting = new CardWait(card.name, options.clock);
  }

  /** It is put into a reader, again. */
  comes(): void {
    this.#comesNow = true;
  }

  powerOn(): Promise<Bytes> {
    const { insertionMs, resetMs } = this.#options.timing;
    const beforeMs = this.#comesNow ? insertionMs : 0;
    this.#comesNow = false;
    return this.#answerToReset(beforeMs, () => this.#card.powerOn(), resetMs);
  }

  reset(): Promise<Bytes> {
    return this.#answerToReset(0, () => this.#card.reset(), this.#options.timing.resetMs);
  }

  powerOff(): void | Promise<void> {
    this.#waiting.end();
    return this.#card.powerOff();
  }

  /** Not before it has been given: a reader over a socket resets without an answer and then asks. */
  getAtr(): Bytes | Promise<Bytes> {
    return this.#atr ?? this.#card.getAtr();
  }

  get mute(): boolean {
    return this.#card.mute ?? false;
  }

  /** @throws CardGoneError when it leaves before its answer has */
  transmit(command: Bytes): Bytes | Promise<Bytes> {
    if (command[0] === READER_CLASS) return this.#card.transmit(command);
    const { timing } = this.#options;
    return this.#timed(
      timing.commandMs(command),
      () => this.#card.transmit(command),
      (response) => timing.responseMs(response),
    );
  }

  #answerToReset(beforeMs: number, work: () => Bytes | Promise<Bytes>, afterMs: number): Promise<Bytes> {
    const atr = this.#timed(beforeMs, work, () => afterMs).finally(() => {
      if (this.#atr === atr) this.#atr = undefined;
    });
    this.#atr = atr;
    return atr;
  }

  async #timed(
    beforeMs: number,
    work: () => Bytes | Promise<Bytes>,
    afterMs: (answer: Bytes) => number,
  ): Promise<Bytes> {
    this.#waiting.end();
    await this.#wait(beforeMs);
    const answer = await work();
    await this.#wait(afterMs(answer));
    return answer;
  }

  #wait(ms: number): Promise<void> {
    const wholeMs = Math.floor(ms * this.#options.factor + this.#leftMs);
    this.#leftMs += ms * this.#options.factor - wholeMs;
    return wholeMs === 0 ? Promise.resolve() : this.#waiting.after(wholeMs);
  }
}
