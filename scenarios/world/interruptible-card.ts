/**
 * A simulated card that can be torn away from a command.
 *
 * Power goes at the command's first durable change, or when the command is done if it changes nothing; the answer is
 * never given. What that is, command by command:
 *
 * - SELECT, READ BINARY, PERFORM SECURITY OPERATION, INTERNAL AUTHENTICATE, GET DATA: done, nothing of it lasts.
 * - UPDATE BINARY: done, the file is changed.
 * - VERIFY, CHANGE REFERENCE DATA with the old code, RESET RETRY COUNTER with the unblocking code: a try is spent, for a
 *   card counts before it compares. Nothing was compared, changed or unblocked, even if the code is right.
 * - CHANGE REFERENCE DATA and RESET RETRY COUNTER that name no old code, since one was verified before: done.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { TraceSink } from '#trace/event.ts';
import { inReader } from '#trace/in-reader.ts';
import { Card, type CardOptions } from '../../simulator/card/card.ts';
import { CardGoneError, type SmartCard } from '../../simulator/card/port.ts';
import type { CardStore, StateChange } from '../../simulator/card/state/store.ts';
import { type InterruptibleCommand, isCommand } from './interruptible-commands.ts';

export class InterruptibleCard implements SmartCard {
  readonly name: string;
  /** The reader it is in or was last, by its name in PC/SC. */
  reader: string | undefined;
  readonly #card: Card;
  readonly #trace: TraceSink;
  #armed: { readonly command: InterruptibleCommand; readonly gone: () => void } | undefined;
  #powerLost = false;

  constructor(options: CardOptions, trace: TraceSink) {
    this.name = options.name;
    const told = inReader(trace, () => this.reader);
    // What was never answered is not told, nor that it failed; what it has changed in the card is.
    const unlessTorn: TraceSink = (event) =>
      (this.#powerLost && (event.kind === 'apdu' || event.kind === 'fault')) || told(event);
    this.#trace = trace;
    this.#card = new Card({ ...options, store: this.#losingPower(options.store), trace: unlessTorn });
  }

  /** Tears the card away from its next command of that name; `gone` takes it out of its reader. */
  tearDuring(command: InterruptibleCommand, gone: () => void): void {
    this.#armed = { command, gone };
  }

  powerOn(): Bytes {
    this.#powerLost = false;
    return this.#card.powerOn();
  }

  powerOff(): void {
    this.#card.powerOff();
  }

  reset(): Bytes {
    return this.#card.reset();
  }

  getAtr(): Bytes {
    return this.#card.getAtr();
  }

  /** @throws CardGoneError when the card is torn away from this command */
  transmit(command: Bytes): Bytes {
    const armed = this.#armed;
    if (armed === undefined || !isCommand(command, armed.command)) return this.#card.transmit(command);
    this.#armed = undefined;
    this.#powerLost = true;
    this.#card.transmit(command);
    const message = `torn out in the middle of ${armed.command}`;
    this.#trace({ kind: 'fault', origin: 'card', card: this.name, message, reason: 'torn' });
    armed.gone();
    throw new CardGoneError(`${this.name}: ${message}`);
  }

  #losingPower(store: CardStore): CardStore {
    const commit = (change: StateChange) => {
      store.commit(change);
      if (this.#powerLost) throw new CardGoneError(`${this.name}: power lost after a durable change`);
    };
    return {
      profile: store.profile,
      get state() {
        return store.state;
      },
      commit,
    };
  }
}
