/**
 * A simulated card that can be torn away from a command.
 *
 * Power goes at the command's first durable change, or when the command is done if it changes nothing; the answer is
 * never given. What that is, command by command:
 *
 * - SELECT, READ BINARY, PERFORM SECURITY OPERATION, INTERNAL AUTHENTICATE, GET DATA and what the card refuses anyway, as READ
 *   RECORD of a program that tries: done, nothing of it lasts.
 * - UPDATE BINARY: done, the file is changed.
 * - VERIFY, CHANGE REFERENCE DATA with the old code, RESET RETRY COUNTER with the unblocking code: a try is spent, for a
 *   card counts before it compares. Nothing was compared, changed or unblocked, even if the code is right.
 * - CHANGE REFERENCE DATA and RESET RETRY COUNTER that name no old code, since one was verified before: done.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { PinState, TraceSink } from '#trace/event.ts';
import { inReader } from '#trace/in-reader.ts';
import { Card, type CardOptions } from '../../simulator/card/card.ts';
import { CardGoneError, type SmartCard } from '../../simulator/card/port.ts';
import type { CardStore, StateChange } from '../../simulator/card/state/store.ts';
import type { FaultPinState } from '../../simulator/reader/faults/fault-rule.ts';
import type { KnownCard } from '../../simulator/reader/faults/faulty-card.ts';
import { commandName, type InterruptibleCommand } from './interruptible-commands.ts';

/** Its reference. */
const CODE_PORTEUR = 1;

export class InterruptibleCard implements SmartCard, KnownCard {
  readonly name: string;
  /** The reader it is in or was last, by its name in PC/SC. */
  reader: string | undefined;
  readonly #card: Card;
  readonly #trace: TraceSink;
  #armed: { readonly command: InterruptibleCommand; readonly gone: () => void } | undefined;
  /** When the power of the command under way fails, or has failed. */
  #powerLost: 'before' | 'after' | undefined;

  constructor(options: CardOptions, trace: TraceSink) {
    this.name = options.name;
    const told = inReader(trace, () => this.reader);
    // What was never answered is not told, nor that it failed; what it has changed in the card is.
    const unlessTorn: TraceSink = (event) =>
      (this.#powerLost !== undefined && (event.kind === 'apdu' || event.kind === 'fault')) || told(event);
    this.#trace = trace;
    this.#card = new Card({ ...options, store: this.#losingPower(options.store), trace: unlessTorn });
  }

  /** Tears the card away from its next command of that name; `gone` takes it out of its reader. */
  tearDuring(command: InterruptibleCommand, gone: () => void): void {
    this.#armed = { command, gone };
  }

  powerOn(): Bytes {
    this.#powerLost = undefined;
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

  fileOf(command: Bytes): number | undefined {
    return this.#card.fileOf(command);
  }

  get pinStates(): ReadonlyMap<number, PinState> {
    return this.#card.pinStates;
  }

  /** How its codes stand: from then on only what changes is told. */
  tellCodes(): void {
    for (const [reference, state] of this.#card.pinStates)
      this.#trace({ kind: 'pin', origin: 'card', card: this.name, reference, state });
  }

  /** Of the code porteur; undefined for a card without one. */
  pinState(): FaultPinState | undefined {
    const state = this.#card.pinStates.get(CODE_PORTEUR);
    if (state === undefined) return undefined;
    if (state.triesRemaining === 0) return 'blocked';
    return state.verified ? 'verified' : 'not verified';
  }

  /** It is done as far as its first change that lasts, that one included or not, and nobody is answered. */
  losePower(command: Bytes, when: 'before' | 'after'): void {
    this.#powerLost = when;
    this.#card.transmit(command);
  }

  /** @throws CardGoneError when the card is torn away from this command */
  transmit(command: Bytes): Bytes {
    const armed = this.#armed;
    if (armed === undefined || commandName(command) !== armed.command) return this.#card.transmit(command);
    this.#armed = undefined;
    this.#powerLost = 'after';
    this.#card.transmit(command);
    const why = { en: `torn out in the middle of ${armed.command}`, fr: `arrachée au milieu de ${armed.command}` };
    this.#trace({ kind: 'fault', origin: 'card', card: this.name, message: why.en, why, reason: 'torn' });
    armed.gone();
    throw new CardGoneError({ en: `${this.name}: ${why.en}`, fr: `${this.name} : ${why.fr}` });
  }

  #losingPower(store: CardStore): CardStore {
    const commit = (change: StateChange) => {
      if (this.#powerLost !== 'before') store.commit(change);
      if (this.#powerLost !== undefined)
        throw new CardGoneError({
          en: `${this.name}: power lost at a durable change`,
          fr: `${this.name} : alimentation coupée à un changement durable`,
        });
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
