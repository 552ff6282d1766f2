/**
 * The card in one reader, as one process uses it: its handle, its card context and the transaction it may hold.
 *
 * The transaction in which a PIN was presented stays open until the process has left the card alone for the time-out:
 * the next call needs no PIN then. Other programs wait meanwhile; at its end the PINs are forgotten.
 *
 * Source: specification 7.07, 2.2; reference/minidriver.md 2.7, 2.8, 7.3, 10 (TransactionTimeoutMilliseconds).
 */

import type { Clock } from '#common/clock.ts';
import { Turn } from '#common/turn.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { DISPOSITION, SCARD } from '#pcsc/scard.ts';
import {
  type CardData,
  cardAcquireContext,
  cardDeauthenticateEx,
  cardDeleteContext,
  cardReadFile,
  type MinidriverSettings,
  registeredCard,
} from '../../minidriver/index.ts';
import type { PcscCard } from '../../pcsc/card.ts';
import type { PcscContext } from '../../pcsc/context.ts';
import { despiteResets, giveBackAfterReset, isReset, onceSettled } from '../../pcsc/resets.ts';
import { ScardError } from '../../pcsc/scard-error.ts';
import { scardOf } from '../csp-error.ts';
import { PresentedPins } from '../pin/presented-pins.ts';
import { identifierNow } from './card-identity.ts';
import { BROKEN_EXCHANGE, ConnectionLost, GONE } from './connection-errors.ts';

export interface ConnectionOptions {
  readonly clock: Clock;
  readonly transactionTimeoutMs: number;
  readonly minidriver: MinidriverSettings;
  readonly isRegistered: (atr: Bytes) => Promise<boolean>;
  /** Called at the beginning of each transaction, within it. */
  readonly begun: (connection: CardConnection) => Promise<void>;
  /** The card has left, or the process lets it go; the handle is closed when `closed` resolves. */
  readonly ended: (connection: CardConnection, closed: Promise<void>) => void;
}

export class CardConnection {
  readonly reader: string;
  #cardData: CardData;
  readonly #card: PcscCard;
  readonly #options: ConnectionOptions;
  #cardIdentifier = '';
  readonly #pins = new PresentedPins();
  #inTransaction = false;
  /** The card was reset since it was last looked at. */
  #wasReset = false;
  #lost = false;
  #cancelTimeout = (): void => {};
  readonly #turn = new Turn();

  private constructor(card: PcscCard, cardData: CardData, options: ConnectionOptions) {
    this.reader = card.reader;
    this.#card = card;
    this.#cardData = cardData;
    this.#options = options;
  }

  /** Connects, shared, and acquires a card context. @throws ScardError, MinidriverError; both SCARD_E_UNKNOWN_CARD */
  static async open(context: PcscContext, reader: string, options: ConnectionOptions): Promise<CardConnection> {
    const card = await onceSettled(() => context.connect(reader), options.clock);
    try {
      const { value } = await despiteResets(card, () => card.status(), options.clock);
      const { atr } = value;
      if (!(await options.isRegistered(atr))) {
        const hint = {
          en: 'no driver of this computer is registered for its ATR',
          fr: "aucun pilote de cet ordinateur n'est enregistré pour son ATR",
        };
        throw new ScardError(SCARD.E_UNKNOWN_CARD, 'SCardListCards', { reader, hint });
      }
      const cardName = registeredCard(atr)?.name ?? reader;
      const cardData = await cardAcquireContext({ atr, cardName, card, ...options.minidriver });
      return new CardConnection(card, cardData, options);
    } catch (error) {
      await card.disconnect().catch(() => {});
      throw error;
    }
  }

  /** cardid in hexadecimal; '' before the first transaction. */
  get cardIdentifier(): string {
    return this.#cardIdentifier;
  }

  get cardData(): CardData {
    return this.#cardData;
  }

  /** A card context that has read nothing yet takes the place of the one that has. */
  forget(): Promise<void> {
    return this.#turn.run(async () => {
      const { atr, cardName } = this.#cardData;
      await cardDeleteContext(this.#cardData);
      this.#cardData = await cardAcquireContext({ atr, cardName, card: this.#card, ...this.#options.minidriver });
    });
  }

  get lost(): boolean {
    return this.#lost;
  }

  /** True when that PIN was presented in this transaction. */
  isAuthenticated(pinId: number): boolean {
    return this.#pins.isAuthenticated(pinId);
  }

  /**
   * Presents a code to the card: counted whatever comes of it, never repeated.
   * @throws what `present` throws; nothing is authenticated by that PIN then
   */
  present<T>(pinId: number, present: (cardData: CardData) => Promise<T>): Promise<T> {
    return this.#pins.present(pinId, () => present(this.cardData));
  }

  /**
   * `work` within a transaction, alone among the calls of this process.
   *
   * A reset by another program is taken up silently: a new transaction, nothing authenticated, `work` once more; unless
   * a code was under way, which might cost a second try.
   * @throws ConnectionLost when the card had left before `work` began; else what `work` throws
   */
  inTransaction<T>(work: () => Promise<T>): Promise<T> {
    return this.#turn.run(async () => {
      await this.#begin();
      try {
        return await this.#once(work);
      } catch (error) {
        if (GONE.has(scardOf(error))) this.#lose(scardOf(error));
        throw error;
      } finally {
        await this.#pause();
      }
    });
  }

  /** Ends the transaction that is open, if any: the PINs are forgotten. */
  endTransaction(): Promise<void> {
    return this.#turn.run(() => this.#end());
  }

  /** Lets the card go: transaction ended, context deleted, handle closed. */
  close(): Promise<void> {
    return this.#turn.run(async () => {
      await this.#end();
      this.#lose();
    });
  }

  async #once<T>(work: () => Promise<T>): Promise<T> {
    this.#pins.begin();
    try {
      return await work();
    } catch (error) {
      if (!isReset(error)) throw error;
      await this.#giveBack();
      if (this.#pins.codeInTheAir) throw error;
    }
    await this.#begin();
    return work();
  }

  async #begin(): Promise<void> {
    this.#cancelTimeout();
    if (this.#lost)
      throw new ConnectionLost({
        en: `the card in '${this.reader}' has left`,
        fr: `la carte de '${this.reader}' est partie`,
      });
    try {
      while (!(await this.#hasBegun())) {
        // Reset again meanwhile: from the beginning.
      }
    } catch (cause) {
      if (cause instanceof ConnectionLost) throw cause;
      if (!GONE.has(scardOf(cause))) {
        await this.#end();
        throw cause;
      }
      this.#lose(scardOf(cause));
      throw new ConnectionLost(
        { en: `the card in '${this.reader}' has left`, fr: `la carte de '${this.reader}' est partie` },
        { cause },
      );
    }
  }

  /** True in a transaction on the card this connection is for; false when it was reset in the middle. */
  async #hasBegun(): Promise<boolean> {
    try {
      if (this.#inTransaction) {
        // The handle is looked at before it is relied upon: the card may have gone while the transaction was open.
        await this.#card.status();
        return true;
      }
      const { resets } = await despiteResets(this.#card, () => this.#card.beginTransaction(), this.#options.clock);
      this.#inTransaction = true;
      this.#wasReset ||= resets > 0;
      if (this.#wasReset) await this.#checkIdentity();
      this.#wasReset = false;
      await this.#identify();
      await this.#options.begun(this);
      return true;
    } catch (error) {
      if (!isReset(error)) throw error;
      await this.#giveBack();
      return false;
    }
  }

  /** After a reset within the transaction. */
  async #giveBack(): Promise<void> {
    this.#forgotten();
    this.#wasReset = true;
    await giveBackAfterReset(this.#card, this.#options.clock);
  }

  /**
   * A reset hides a removal: of a card that was swapped and then reset, PC/SC tells the reset only, and the handle works
   * with the new card. A PIN must never reach a card it was not meant for, so cardid is read from the card again.
   * @throws ConnectionLost when it is another card
   */
  async #checkIdentity(): Promise<void> {
    const now = await identifierNow(this.#card, this.#options.minidriver);
    if (now !== '' && (now === this.#cardIdentifier || this.#cardIdentifier === '')) return;
    await this.#card.endTransaction().catch(() => {});
    this.#lose();
    throw new ConnectionLost({
      en: `another card is in '${this.reader}'`,
      fr: `une autre carte est dans '${this.reader}'`,
    });
  }

  /** Without a reset a handle never changes its card: one look is enough. */
  async #identify(): Promise<void> {
    if (this.#cardIdentifier !== '') return;
    this.#cardIdentifier = toHex(await cardReadFile(this.cardData, null, 'cardid'));
  }

  /** With a PIN presented the transaction stays open for a while; without, nothing would be gained by that. */
  async #pause(): Promise<void> {
    if (this.#pins.authenticated === 0) return this.#end();
    const { clock, transactionTimeoutMs } = this.#options;
    // Nobody waits for it: what goes wrong shows at the next call.
    const end = () => void this.endTransaction().catch(() => {});
    this.#cancelTimeout = clock.after(transactionTimeoutMs, end, { ref: false });
  }

  async #end(): Promise<void> {
    this.#cancelTimeout();
    if (this.#lost || !this.#inTransaction) return;
    const disposition = await this.#deauthenticate();
    this.#forgotten();
    try {
      await this.#card.endTransaction(disposition);
    } catch (error) {
      if (isReset(error)) await this.#giveBack();
      else if (GONE.has(scardOf(error))) this.#lose(scardOf(error));
      else throw error;
    }
  }

  /** What must become of the card: a reset when it cannot forget its PINs otherwise. */
  async #deauthenticate(): Promise<number> {
    if (this.#pins.toForget === 0) return DISPOSITION.LEAVE_CARD;
    try {
      await cardDeauthenticateEx(this.cardData, this.#pins.toForget);
      return DISPOSITION.LEAVE_CARD;
    } catch {
      return DISPOSITION.RESET_CARD;
    }
  }

  #lose(why?: number): void {
    if (this.#lost) return;
    this.#lost = true;
    // After a broken exchange the card may still be there, its PINs verified; after a removal it may be another one.
    const leftOpen = this.#pins.toForget !== 0 && BROKEN_EXCHANGE.has(why);
    this.#cancelTimeout();
    this.#forgotten();
    // The handle of a card that has left only takes room.
    void cardDeleteContext(this.cardData).catch(() => {});
    const closed = this.#card.disconnect(leftOpen ? DISPOSITION.RESET_CARD : DISPOSITION.LEAVE_CARD).catch(() => {});
    this.#options.ended(this, closed);
  }

  /** The card knows nothing of this process any more, and nothing is held. */
  #forgotten(): void {
    this.#pins.forgotten();
    this.#inTransaction = false;
  }
}
