/**
 * One reader as the resource manager sees it: its line of the reader table, its card's power, who uses it.
 *
 * Source: PC/SC part 5, 3; behaviour of pcscd 1.9.9, reference/pcsclite-protocol.md 2 and 5.
 */
import type { Clock } from '#common/clock.ts';
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import { CARD_STATE, PROTOCOL, SCARD } from '#pcsc/scard.ts';
import type { ScardHandle } from '#pcsc/winscard.ts';
import type { SmartCard } from '../card/port.ts';
import type { PinPad } from '../reader/pin-pad/pin-pad.ts';
import type { ReaderDriver } from '../reader/reader-driver.ts';
import type { Reporting } from '../reader/reporting/profiles.ts';
import type { Slot } from '../reader/slot.ts';
import { MAX_ATR_LENGTH, offeredProtocols, PROTOCOL_ANY_OLD } from './atr.ts';
import { IdleTransaction } from './idle-transaction.ts';
import { InsertedCard } from './inserted-card.ts';
import { LateNotice } from './late-notice.ts';
import type { ReaderTableEntry } from './status-change.ts';
import type { StatusWaiter } from './status-waiter.ts';
import { within } from './time-limit.ts';
import { TransactionLock } from './transaction-lock.ts';

export interface ReaderOptions {
  readonly pinPad?: PinPad | undefined;
  readonly driver: ReaderDriver;
  /** What programs are told when something is wrong with its card. */
  readonly reporting: Reporting;
  /** Where it is plugged in; no other reader is there. */
  readonly address: number;
  /** Called after each change that a waiting SCardGetStatusChange may be interested in. */
  readonly onChange: () => void;
  /** A card that nobody uses any more is powered off after this many milliseconds; 0 = never. */
  readonly idlePowerOffMs: number;
  readonly clock: Clock;
}

const GOOD_CARD = CARD_STATE.PRESENT | CARD_STATE.POWERED | CARD_STATE.NEGOTIABLE;
const MUTE_CARD = CARD_STATE.PRESENT | CARD_STATE.SWALLOWED;
const COUNTER_MASK = 0xffff;

/** One open SCARDCONTEXT. */
export interface Context {
  readonly handles: Set<CardHandle>;
  readonly waiters: Set<StatusWaiter>;
  /**
   * The program can make no second call while one waits, so a call must not wait for another handle of this context:
   * it is refused with E_SHARING_VIOLATION, and the program may try again.
   */
  readonly oneCallAtATime: boolean;
  /** Its waits keep the process alive. */
  readonly ref: boolean;
}

/** One open SCARDHANDLE. */
export interface CardHandle {
  readonly id: ScardHandle;
  readonly context: Context;
  readonly reader: Reader;
  /** W_RESET_CARD or W_REMOVED_CARD until the handle reconnects, else S_SUCCESS. */
  event: number;
  /** Aborted when it is let go: its call that waits for the person at the reader ends. */
  readonly letGo: AbortController;
  /** Under way from SCardDisconnect on; a reset takes its time. */
  closing?: Promise<void>;
}

type PowerAction = (card: SmartCard) => Bytes | Promise<Bytes>;

export class Reader implements ReaderTableEntry {
  readonly name: string;
  readonly slot: Slot;
  readonly pinPad: PinPad | undefined;
  readonly driver: ReaderDriver;
  readonly reporting: Reporting;
  readonly address: number;
  readonly clock: Clock;
  eventCounter = 0;
  state: number = CARD_STATE.ABSENT;
  sharing = 0;
  atr = NO_BYTES;
  protocol: number = PROTOCOL.UNDEFINED;

  readonly handles = new Set<CardHandle>();
  readonly lock = new TransactionLock<CardHandle>((held) => this.transaction.held(held));
  readonly transaction: IdleTransaction = new IdleTransaction(this);
  readonly #options: ReaderOptions;
  #plugged = true;
  #inserted: InsertedCard | undefined;
  #powered = false;
  #poweringUp: Promise<number> | undefined;
  #stopIdle = (): void => {};
  /** Of a removal that the reader has not noticed yet. */
  readonly #notice: LateNotice;

  constructor(slot: Slot, options: ReaderOptions) {
    ({ pinPad: this.pinPad, driver: this.driver, reporting: this.reporting } = options);
    ({ address: this.address, clock: this.clock } = options);
    this.#notice = new LateNotice(this.clock);
    this.name = slot.name;
    this.slot = slot;
    this.#options = options;
    slot.on('inserted', this.#onInserted).on('removed', this.#onRemoved);
    if (slot.card !== undefined) this.#onInserted(slot.card);
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  /** The card that answered to powerOn or is mute; undefined when the slot is empty. */
  get inserted(): InsertedCard | undefined {
    return this.#inserted;
  }

  get powered(): boolean {
    return this.#powered;
  }

  /** Pulled out of the machine: no line in the table any more, every handle dead, every waiting call ended. */
  unplug(): void {
    this.#plugged = false;
    this.slot.off('inserted', this.#onInserted);
    this.slot.off('removed', this.#onRemoved);
    this.#notice.cancel();
    this.#leave();
    this.#empty();
    this.sharing = 0;
    this.lock.free();
  }

  /** Cold reset of a card that is not powered; concurrent callers share one. */
  async powerUp(): Promise<number> {
    this.#poweringUp ??= Promise.resolve(this.#power((card) => card.powerOn())).finally(() => {
      this.#poweringUp = undefined;
    });
    return this.#poweringUp;
  }

  /** SCARD_RESET_CARD: warm reset, or cold when it was not powered. Every handle gets W_RESET_CARD. */
  async reset(): Promise<number> {
    this.#setEvents(SCARD.W_RESET_CARD);
    return this.#power((card) => (this.#powered ? card.reset() : card.powerOn()));
  }

  /** SCARD_UNPOWER_CARD of SCardReconnect and SCardEndTransaction: off and on again. */
  async powerCycle(): Promise<number> {
    this.#setEvents(SCARD.W_RESET_CARD);
    return this.#power(async (card) => {
      await card.powerOff();
      return card.powerOn();
    });
  }

  /** SCARD_UNPOWER_CARD of SCardDisconnect: off, until the next SCardConnect. */
  async powerOff(): Promise<void> {
    this.#setEvents(SCARD.W_RESET_CARD);
    this.protocol = PROTOCOL.UNDEFINED;
    if (this.#inserted === undefined) return;
    await this.#off(this.#inserted);
    if (this.#inserted !== undefined) this.state = CARD_STATE.PRESENT;
  }

  /**
   * Agrees on a protocol, T=1 before T=0; what was agreed before stays.
   * @returns E_PROTO_MISMATCH when `preferred` leaves none
   */
  negotiate(preferred: number): number {
    if (preferred & PROTOCOL.RAW) this.protocol = PROTOCOL.RAW;
    else if (this.protocol === PROTOCOL.UNDEFINED) this.protocol = this.#bestProtocol(preferred);
    else if (!(preferred & this.protocol)) return SCARD.E_PROTO_MISMATCH;
    return this.protocol === PROTOCOL.UNDEFINED ? SCARD.E_PROTO_MISMATCH : SCARD.S_SUCCESS;
  }

  /** Somebody opened, changed or closed a handle. */
  setSharing(sharing: number): void {
    if (sharing === this.sharing) return;
    this.sharing = sharing;
    if (sharing === 0) this.#startIdle();
    else this.#stopIdle();
    this.#options.onChange();
  }

  #bestProtocol(preferred: number): number {
    const wanted = preferred & PROTOCOL_ANY_OLD ? PROTOCOL.ANY : preferred;
    const common = wanted & offeredProtocols(this.atr, this.reporting.truncatedAtr.value === 'T=0');
    return common & PROTOCOL.T1 || common & PROTOCOL.T0;
  }

  readonly #onInserted = (card: SmartCard): void => {
    // One that comes before the last one was missed.
    this.#notice.now();
    const inserted = new InsertedCard(card);
    this.#inserted = inserted;
    const outcome = this.#power((powered) => powered.powerOn());
    if (outcome instanceof Promise) void outcome.then(() => this.#present(inserted));
    else this.#present(inserted);
  };

  #present(inserted: InsertedCard): void {
    if (this.#inserted !== inserted) return;
    if (this.state === MUTE_CARD && this.reporting.noAtr.value === 'absent') {
      this.#empty();
      return;
    }
    this.eventCounter = (this.eventCounter + 1) & COUNTER_MASK;
    this.#options.onChange();
  }

  readonly #onRemoved = (): void => {
    const wasVisible = (this.state & CARD_STATE.PRESENT) !== 0;
    const noticedAfterMs = this.slot.noticedAfterMs ?? this.reporting.removalNoticedAfterMs.value;
    this.#leave();
    if (wasVisible) this.#notice.after(noticedAfterMs, () => this.#missed());
    else this.#empty();
  };

  /** It is known that the card has left. */
  #missed(): void {
    this.#empty();
    this.#setEvents(SCARD.W_REMOVED_CARD);
    this.eventCounter = (this.eventCounter + 1) & COUNTER_MASK;
    this.lock.free();
    this.#options.onChange();
  }

  #empty(): void {
    this.state = CARD_STATE.ABSENT;
    this.atr = NO_BYTES;
    this.protocol = PROTOCOL.UNDEFINED;
  }

  /** The contacts are open: no power, no answer to what was asked. */
  #leave(): void {
    const inserted = this.#inserted;
    this.#inserted = undefined;
    this.#stopIdle();
    if (inserted === undefined) return;
    inserted.leave();
    this.#powered = false;
    inserted.switchOff();
  }

  /** Powers or resets the card and sets state and ATR by its answer; synchronous when the card is. */
  #power(action: PowerAction): number | Promise<number> {
    this.protocol = PROTOCOL.UNDEFINED;
    const inserted = this.#inserted;
    if (inserted === undefined) return this.#absent();
    try {
      const atr = inserted.run(action);
      if (!(atr instanceof Promise)) return this.#answered(inserted, atr);
      return within(atr, this.reporting.atrLimitMs.value, this.clock, () => NO_BYTES).then(
        (late) => this.#answered(inserted, late),
        () => this.#answered(inserted, NO_BYTES),
      );
    } catch {
      return this.#answered(inserted, NO_BYTES);
    }
  }

  #answered(inserted: InsertedCard, atr: Bytes): number {
    if (this.#inserted !== inserted) return this.#inserted === undefined ? this.#absent() : SCARD.W_REMOVED_CARD;
    const mute = atr.length === 0 || atr.length > MAX_ATR_LENGTH;
    this.#powered = !mute;
    this.atr = mute ? NO_BYTES : atr;
    this.state = mute ? MUTE_CARD : GOOD_CARD;
    return mute ? SCARD.E_NOT_TRANSACTED : SCARD.S_SUCCESS;
  }

  /** Of a card that has not been missed yet all that is known is that it does not answer. */
  #absent(): number {
    this.atr = NO_BYTES;
    this.state = this.#notice.pending ? MUTE_CARD : CARD_STATE.ABSENT;
    return this.#notice.pending ? SCARD.E_NOT_TRANSACTED : SCARD.W_REMOVED_CARD;
  }

  #setEvents(event: number): void {
    for (const handle of this.handles) handle.event = event;
  }

  async #off(inserted: InsertedCard): Promise<void> {
    this.#powered = false;
    try {
      await inserted.run((card) => card.powerOff());
    } catch {
      // A card that cannot even be switched off is found mute when it is powered again.
    }
  }

  #startIdle(): void {
    const { idlePowerOffMs } = this.#options;
    if (!this.#powered || idlePowerOffMs === 0) return;
    const powerOff = () => {
      this.protocol = PROTOCOL.UNDEFINED;
      if (this.#inserted !== undefined) void this.#off(this.#inserted);
    };
    this.#stopIdle = this.clock.after(idlePowerOffMs, powerOff, { ref: false });
  }
}
