/**
 * The readers of another resource manager, physical ones too, as our socket serves them: each call is passed on to that
 * winscard; what clients read in the reader table is kept here, as SCardGetStatusChange tells it.
 *
 * Source: PC/SC part 5, 3.2; reference/pcsclite-protocol.md 2 and 4.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { CARD_STATE, PNP_NOTIFICATION, PROTOCOL, READER_STATE, SCARD, SCOPE } from '#pcsc/scard.ts';
import type { ReaderState, ScardContext, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import type { ReaderAction, TraceSink } from '#trace/event.ts';
import { shielded } from '#trace/shielded.ts';
import type { ServedManager } from './served-manager.ts';
import { type ReaderTableEntry, SHARING_EXCLUSIVE } from './status-change.ts';

/** How often the list of readers is looked at even if nothing was notified. */
const ROUND_MS = 1000;
/** libpcsclite takes 16 states, one of which is the list of readers. */
const WATCHED_READERS = 15;
const KNOWN_BITS = 0xffff;
/** Codes of a wait that ended without an event: a reader that has just gone is among them. */
const NOTHING_NEW: readonly number[] = [SCARD.E_TIMEOUT, SCARD.E_CANCELLED, SCARD.E_UNKNOWN_READER];

/** A reader as it was last seen; `seen` is the state of that moment. */
type Entry = { -readonly [Key in keyof ReaderTableEntry]: ReaderTableEntry[Key] } & { seen: number };

function newEntry(name: string): Entry {
  const nothing = { atr: new Uint8Array(0), protocol: PROTOCOL.UNDEFINED };
  return { name, eventCounter: 0, state: CARD_STATE.ABSENT, sharing: 0, seen: READER_STATE.UNAWARE, ...nothing };
}

function cardState(found: number): number {
  if (!(found & READER_STATE.PRESENT)) return CARD_STATE.ABSENT;
  if (found & READER_STATE.MUTE) return CARD_STATE.PRESENT | CARD_STATE.SWALLOWED;
  return CARD_STATE.PRESENT | CARD_STATE.POWERED | CARD_STATE.NEGOTIABLE;
}

function sharingOf(found: number): number {
  if (found & READER_STATE.EXCLUSIVE) return SHARING_EXCLUSIVE;
  return found & READER_STATE.INUSE ? 1 : 0;
}

export interface ForwardedOptions {
  readonly trace?: TraceSink;
  /** The one reader that is shown; all by default. */
  readonly only?: string | undefined;
}

export class ForwardedManager implements ServedManager {
  readonly #winscard: WinScard;
  readonly #context: ScardContext;
  readonly #sink: TraceSink | undefined;
  readonly #only: string | undefined;
  /** Names of those that are not shown. */
  #hidden: readonly string[] = [];
  readonly #table = new Map<string, Entry>();
  readonly #watchers = new Set<() => void>();
  /** Names of the readers by the cards that programs are connected to. */
  readonly #cards = new Map<ScardHandle, string>();
  #watching: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(winscard: WinScard, context: ScardContext, { trace, only }: ForwardedOptions) {
    this.#winscard = winscard;
    this.#context = context;
    this.#only = only;
    this.#sink = trace && shielded(trace, 'trace of the readers');
  }

  /**
   * The readers as they are now, and as they change until `close`.
   * @returns the code of the refusal when the service is not there
   */
  static async open(winscard: WinScard, options: ForwardedOptions = {}): Promise<ForwardedManager | number> {
    const { rv, context } = await winscard.establishContext(SCOPE.SYSTEM);
    if (rv !== SCARD.S_SUCCESS) return rv;
    const manager = new ForwardedManager(winscard, context, options);
    await manager.#look();
    manager.#watching = manager.#watch();
    return manager;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#winscard.cancel(this.#context);
    await this.#watching;
    await this.#winscard.releaseContext(this.#context);
  }

  readerTable(): Iterable<ReaderTableEntry> {
    return this.#table.values();
  }

  readers(): readonly string[] {
    return [...this.#table.keys()];
  }

  /** Names of the readers that are there and not shown. */
  hidden(): readonly string[] {
    return this.#hidden;
  }

  onTableChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  establishContext: WinScard['establishContext'] = (...call) => this.#winscard.establishContext(...call);
  releaseContext: WinScard['releaseContext'] = (...call) => this.#winscard.releaseContext(...call);
  isValidContext: WinScard['isValidContext'] = (...call) => this.#winscard.isValidContext(...call);
  listReaders: WinScard['listReaders'] = (...call) => this.#winscard.listReaders(...call);
  getStatusChange: WinScard['getStatusChange'] = (...call) => this.#winscard.getStatusChange(...call);
  cancel: WinScard['cancel'] = (...call) => this.#winscard.cancel(...call);
  beginTransaction: WinScard['beginTransaction'] = (...call) => this.#winscard.beginTransaction(...call);
  endTransaction: WinScard['endTransaction'] = (...call) => this.#winscard.endTransaction(...call);
  transmit: WinScard['transmit'] = (...call) => this.#winscard.transmit(...call);
  transmitAtOnce: WinScard['transmit'] = (...call) => this.#winscard.transmit(...call);
  setAttrib: WinScard['setAttrib'] = (...call) => this.#winscard.setAttrib(...call);

  async connect(...call: Parameters<WinScard['connect']>): ReturnType<WinScard['connect']> {
    const [, reader] = call;
    const result = await this.#winscard.connect(...call);
    if (result.rv !== SCARD.S_SUCCESS) return result;
    this.#cards.set(result.card, reader);
    this.#update(result.card, { protocol: result.activeProtocol });
    return result;
  }

  async reconnect(...call: Parameters<WinScard['reconnect']>): ReturnType<WinScard['reconnect']> {
    const result = await this.#winscard.reconnect(...call);
    if (result.rv === SCARD.S_SUCCESS) this.#update(call[0], { protocol: result.activeProtocol });
    return result;
  }

  async disconnect(...call: Parameters<WinScard['disconnect']>): ReturnType<WinScard['disconnect']> {
    const result = await this.#winscard.disconnect(...call);
    if (result.rv === SCARD.S_SUCCESS) this.#cards.delete(call[0]);
    return result;
  }

  /** The client takes state, protocol and ATR from the table. */
  async status(card: ScardHandle): ReturnType<WinScard['status']> {
    const result = await this.#winscard.status(card);
    const { rv, state, protocol, atr } = result;
    if (rv === SCARD.S_SUCCESS) this.#update(card, { state: state & KNOWN_BITS, protocol, atr });
    return result;
  }

  async control(card: ScardHandle, code: number, input: Bytes, maxLength = Number.POSITIVE_INFINITY) {
    const result = await this.#winscard.control(card, code, input, maxLength);
    return fitting(result, result.output, maxLength);
  }

  async getAttrib(card: ScardHandle, attribute: number, maxLength = Number.POSITIVE_INFINITY) {
    const result = await this.#winscard.getAttrib(card, attribute, maxLength);
    return fitting(result, result.value, maxLength);
  }

  #update(card: ScardHandle, found: Partial<ReaderTableEntry>): void {
    const entry = this.#table.get(this.#cards.get(card) ?? '');
    if (entry !== undefined) Object.assign(entry, found);
  }

  async #watch(): Promise<void> {
    while (!this.#closed && (await this.#look()));
  }

  /** Waits for a change, a round at most; false when there is no service any more. */
  async #look(): Promise<boolean> {
    const { rv, readers } = await this.#winscard.listReaders(this.#context);
    if (rv !== SCARD.S_SUCCESS && rv !== SCARD.E_NO_READERS_AVAILABLE) return this.#lost();
    let changed = this.#list(rv === SCARD.S_SUCCESS ? this.#shown(readers) : []);
    const states = [...this.#table.values()].slice(0, WATCHED_READERS);
    const queries = states.map(({ name, seen }) => ({ reader: name, currentState: seen }));
    const list = { reader: PNP_NOTIFICATION, currentState: READER_STATE.UNAWARE };
    const found = await this.#winscard.getStatusChange(this.#context, ROUND_MS, [...queries, list]);
    if (found.rv === SCARD.S_SUCCESS) for (const state of found.states) changed = this.#saw(state) || changed;
    if (changed) for (const watcher of this.#watchers) watcher();
    return found.rv === SCARD.S_SUCCESS || NOTHING_NEW.includes(found.rv) || this.#lost();
  }

  #shown(readers: readonly string[]): readonly string[] {
    const isShown = (name: string) => this.#only === undefined || name === this.#only;
    this.#hidden = readers.filter((name) => !isShown(name));
    return readers.filter(isShown);
  }

  #lost(): boolean {
    this.#list([]);
    for (const watcher of this.#watchers) watcher();
    return false;
  }

  #list(readers: readonly string[]): boolean {
    const gone = this.readers().filter((name) => !readers.includes(name));
    for (const name of gone) this.#leaves(name);
    const come = readers.filter((name) => !this.#table.has(name));
    for (const name of come) {
      this.#table.set(name, newEntry(name));
      this.#tell(name, 'plugged');
    }
    return gone.length > 0 || come.length > 0;
  }

  #leaves(name: string): void {
    if ((this.#table.get(name)?.seen ?? 0) & READER_STATE.PRESENT) this.#tell(name, 'card-removed');
    this.#table.delete(name);
    this.#tell(name, 'unplugged');
  }

  /** True when clients have to be told. */
  #saw({ reader, eventState, atr }: ReaderState): boolean {
    const entry = this.#table.get(reader);
    if (entry === undefined || !(eventState & READER_STATE.CHANGED) || eventState & READER_STATE.UNKNOWN) return false;
    const before = entry.seen;
    const eventCounter = eventState >>> 16;
    const isThere = (state: number) => (state & READER_STATE.PRESENT) !== 0;
    const another = before >>> 16 !== eventCounter || isThere(before) !== isThere(eventState);
    if (isThere(before) && another) this.#tell(reader, 'card-removed');
    if (isThere(eventState) && another) this.#tell(reader, 'card-inserted');
    const state = another ? { state: cardState(eventState), protocol: PROTOCOL.UNDEFINED } : {};
    const seen = (eventState & ~READER_STATE.CHANGED) >>> 0;
    Object.assign(entry, { seen, eventCounter, sharing: sharingOf(eventState), atr, ...state });
    return true;
  }

  #tell(reader: string, action: ReaderAction): void {
    this.#sink?.({ kind: 'reader', origin: 'reader', reader, action });
  }
}

/** What does not fit the client's buffer is not sent. */
function fitting<T extends { readonly rv: number }>(result: T, { length }: Bytes, maxLength: number): T {
  return result.rv === SCARD.S_SUCCESS && length > maxLength ? { ...result, rv: SCARD.E_INSUFFICIENT_BUFFER } : result;
}
