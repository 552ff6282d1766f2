/**
 * One Windows process with the smart card CSP and KSP loaded: the cards it is connected to, what it has read of them,
 * the PINs it has collected, the dialogs it shows. Two of them share nothing but the cards.
 *
 * Source: Microsoft, smart card architecture; reference/minidriver.md 9, 10.
 */

import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import type { Language } from '#common/language.ts';
import { Turn } from '#common/turn.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TraceSink } from '#trace/event.ts';
import { cardGetProperty, cardReadFile, type MinidriverSettings } from '../minidriver/index.ts';
import { cardLeaves } from '../pcsc/card-leaves.ts';
import { PcscContext } from '../pcsc/context.ts';
import { ScardError } from '../pcsc/scard-error.ts';
import { CardCache, parseFreshness } from './card/card-cache.ts';
import { CardConnection } from './card/card-connection.ts';
import { scardOf } from './csp-error.ts';
import { type Dialogs, NOBODY } from './pin/dialogs.ts';
import { PinCache } from './pin/pin-cache.ts';
import type { PinCachePolicy } from './pin/pin-info.ts';
import { type CspSettings, checkProcessArguments } from './process-settings.ts';

const DEFAULT_TRANSACTION_TIMEOUT_MS = 1500;

/** The service is not there any more, or not the one the context was made with. */
const SERVICE_GONE: ReadonlySet<number | undefined> = new Set([
  SCARD.E_NO_SERVICE,
  SCARD.E_SERVICE_STOPPED,
  SCARD.F_COMM_ERROR,
  SCARD.E_INVALID_HANDLE,
]);

/** Refusals of one reader that say nothing of the others. */
const NOT_HERE: ReadonlySet<number | undefined> = new Set([
  SCARD.E_NO_SMARTCARD,
  SCARD.E_UNKNOWN_CARD,
  SCARD.E_CARD_UNSUPPORTED,
  SCARD.E_UNKNOWN_READER,
  SCARD.E_READER_UNAVAILABLE,
  SCARD.E_SHARING_VIOLATION,
  SCARD.E_PROTO_MISMATCH,
  SCARD.W_UNRESPONSIVE_CARD,
  SCARD.W_UNPOWERED_CARD,
  SCARD.W_REMOVED_CARD,
  SCARD.E_NOT_TRANSACTED,
]);

export class CspProcess {
  readonly dialogs: Dialogs;
  readonly language: Language;
  readonly pinCache: PinCache;
  readonly cardCache = new CardCache();
  readonly pinCachePolicy: PinCachePolicy | undefined;
  /** PP_UI_PROMPT: words of the program in place of those of the insert-card dialog, for the life of the process. */
  insertCardPrompt: string | undefined;
  readonly #winscard: WinScard;
  readonly #program: string | undefined;
  readonly #trace: TraceSink | undefined;
  readonly #clock: Clock;
  readonly #transactionTimeoutMs: number;
  readonly #minidriver: MinidriverSettings;
  readonly #isRegistered: (atr: Bytes) => Promise<boolean>;
  readonly #connections = new Map<string, Promise<CardConnection>>();
  /** By reader: whoever asks for a connection while it is being opened gets that one. */
  readonly #connecting = new Map<string, Turn>();
  /** Open provider contexts and keys by card: the last one to go ends the transaction. */
  readonly #users = new Map<string, number>();
  /** Handles that are being closed. */
  readonly #closing = new Set<Promise<void>>();
  #context: Promise<PcscContext> | undefined;
  /** Every context that is still to be released: also those of a service that went away. */
  readonly #contexts = new Set<PcscContext>();
  #ended = false;

  constructor(winscard: WinScard, settings: CspSettings = {}) {
    checkProcessArguments(winscard, settings);
    this.#winscard = winscard;
    this.#program = settings.program;
    this.#trace = settings.trace;
    this.#clock = settings.clock ?? SYSTEM_CLOCK;
    this.dialogs = settings.dialogs ?? NOBODY;
    this.language = settings.language ?? 'fr';
    this.pinCache = new PinCache(this.#clock);
    this.pinCachePolicy = settings.pinCachePolicy;
    this.#transactionTimeoutMs = settings.transactionTimeoutMs ?? DEFAULT_TRANSACTION_TIMEOUT_MS;
    this.#minidriver = settings.minidriver ?? {};
    this.#isRegistered = settings.isRegistered ?? (async () => true);
  }

  /** A function of the layer is called; the function returned tells the trace what came of it. */
  calling(layer: 'csp' | 'ksp', name: string): (result: string) => void {
    const start = this.#clock.now();
    const program = this.#program ?? 'program';
    return (result) => {
      const durationMs = this.#clock.now() - start;
      this.#trace?.({ kind: 'call', origin: 'driver', layer, program, function: name, result, durationMs });
    };
  }

  /** Readers plugged in, those with a known connection first. @throws ScardError E_NO_SERVICE */
  async readers(): Promise<readonly string[]> {
    const found = await this.#withService((context) => context.listReaders());
    const connected = (reader: string) => (this.#connections.has(reader) ? 0 : 1);
    return [...found].sort((a, b) => connected(a) - connected(b));
  }

  /**
   * The card in that reader; undefined when there is none this process can use now.
   * @throws ScardError of the service itself; E_SYSTEM_CANCELLED when the process has ended
   */
  connection(reader: string): Promise<CardConnection | undefined> {
    const turn = this.#connecting.get(reader) ?? new Turn();
    this.#connecting.set(reader, turn);
    return turn.run(() => this.#connect(reader));
  }

  async #connect(reader: string): Promise<CardConnection | undefined> {
    const known = await this.#connections.get(reader)?.catch(() => undefined);
    if (known !== undefined && !known.lost) return known;
    const opening = this.#open(reader);
    this.#connections.set(reader, opening);
    try {
      return await opening;
    } catch (error) {
      this.#connections.delete(reader);
      if (NOT_HERE.has(scardOf(error))) return undefined;
      throw error;
    }
  }

  /** Whatever was read of the cards that are there is read anew. */
  async forgetWhatWasRead(): Promise<void> {
    for (const connection of await this.#openConnections()) {
      await connection.forget();
      this.cardCache.forget(connection.cardIdentifier);
    }
  }

  /** The reader in which this process last saw that card. */
  async readerOf(cardIdentifier: string): Promise<string | undefined> {
    const connections = await this.#openConnections();
    return connections.find((connection) => connection.cardIdentifier === cardIdentifier)?.reader;
  }

  /** Whether no card is in that reader, or leaves it within that time. @throws ScardError when nobody can tell */
  cardLeaves(reader: string, withinMs: number): Promise<boolean> {
    return cardLeaves(this.#winscard, reader, withinMs, { program: this.#program });
  }

  /** A provider context or key begins to use a card. */
  use(cardIdentifier: string): void {
    this.#users.set(cardIdentifier, (this.#users.get(cardIdentifier) ?? 0) + 1);
  }

  /** It is closed; the last one leaves no transaction behind. */
  async leave(cardIdentifier: string): Promise<void> {
    const users = (this.#users.get(cardIdentifier) ?? 1) - 1;
    if (users > 0) {
      this.#users.set(cardIdentifier, users);
      return;
    }
    this.#users.delete(cardIdentifier);
    for (const connection of await this.#openConnections()) {
      if (connection.cardIdentifier === cardIdentifier) await connection.endTransaction();
    }
  }

  /** Ends every transaction that is open: the PINs presented are forgotten by the cards. */
  async endTransactions(): Promise<void> {
    for (const connection of await this.#openConnections()) await connection.endTransaction();
  }

  /** The process ends: transactions ended, handles and contexts closed; what it still wants is refused. */
  async close(): Promise<void> {
    this.#ended = true;
    for (const connection of await this.#openConnections()) await connection.close().catch(() => {});
    this.#connections.clear();
    // A handle of pcsc-lite that is closed while its context is released waits for ever.
    await Promise.all(this.#closing);
    await this.#context?.catch(() => {});
    this.#context = undefined;
    const contexts = [...this.#contexts];
    this.#contexts.clear();
    for (const context of contexts) await context.release().catch(() => {});
  }

  async #openConnections(): Promise<CardConnection[]> {
    const settled = await Promise.all([...this.#connections.values()].map((opening) => opening.catch(() => undefined)));
    return settled.filter((connection) => connection !== undefined && !connection.lost) as CardConnection[];
  }

  #open(reader: string): Promise<CardConnection> {
    const options = {
      clock: this.#clock,
      transactionTimeoutMs: this.#transactionTimeoutMs,
      minidriver: this.#minidriver,
      isRegistered: this.#isRegistered,
      begun: (connection: CardConnection) => this.#begun(connection),
      ended: (connection: CardConnection, closed: Promise<void>) => this.#letGo(connection, closed),
    };
    return this.#withService((context) => CardConnection.open(context, reader, options));
  }

  /** cardid and cardcf at the beginning of each transaction: entirely sufficient to trust what is kept. */
  async #begun({ cardData, cardIdentifier }: CardConnection): Promise<void> {
    const mode = new DataView((await cardGetProperty(cardData, 'Cache Mode')).buffer).getUint32(0, true);
    const freshness = parseFreshness(await cardReadFile(cardData, null, 'cardcf'));
    const changed = this.cardCache.check(cardIdentifier, mode, freshness);
    if (changed.includes('pins')) this.pinCache.forgetCard(cardIdentifier);
  }

  #letGo(connection: CardConnection, closed: Promise<void>): void {
    this.#closing.add(closed);
    void closed.then(() => this.#closing.delete(closed));
    this.#connections.delete(connection.reader);
    this.cardCache.endSession(connection.cardIdentifier);
  }

  /** @throws what `work` throws; of a service that has gone the next call finds the one that is there then */
  async #withService<T>(work: (context: PcscContext) => Promise<T>): Promise<T> {
    if (this.#ended)
      throw new ScardError(SCARD.E_SYSTEM_CANCELLED, 'SCardEstablishContext', {
        hint: { en: 'the program has ended', fr: 'le programme est terminé' },
      });
    this.#context ??= this.#establish();
    const service = this.#context;
    try {
      return await work(await service);
    } catch (error) {
      if (this.#context === service && SERVICE_GONE.has(scardOf(error))) this.#context = undefined;
      throw error;
    }
  }

  #establish(): Promise<PcscContext> {
    const service = PcscContext.establish(this.#winscard, { program: this.#program });
    const failed = () => {
      if (this.#context === service) this.#context = undefined;
    };
    service.then((context) => this.#contexts.add(context), failed);
    return service;
  }
}
