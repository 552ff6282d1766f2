/**
 * The embedded PC/SC resource manager: pcscd's behaviour without daemon, root or socket.
 *
 * Every instance is a world of its own, with its own readers, contexts and handles. A call that pcscd's client library
 * repeats every 100 ms is put off here until it can be answered; nothing polls.
 *
 * Source: PC/SC part 5, 3; order of checks and codes: pcscd and libpcsclite 1.9.9, reference/pcsclite-protocol.md 5.
 */

import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { CARD_STATE, DISPOSITION, PNP_NOTIFICATION, READER_STATE, SCARD, SCOPE, SHARE } from '#pcsc/scard.ts';
import type { ReaderStateQuery, Result, ScardContext, WinScard } from '#pcsc/winscard.ts';
import type { TraceSink } from '#trace/event.ts';
import type { SmartCard } from '../card/port.ts';
import { DEFAULT_REPORTING, type ReportingName } from '../reader/reporting/profiles.ts';
import type { Slot } from '../reader/slot.ts';
import { CardCalls } from './card-calls.ts';
import * as connection from './connection.ts';
import type { Exchange } from './exchange.ts';
import type { CardHandle, Context } from './reader.ts';
import { type PluggedReader, ReaderTable } from './reader-table.ts';
import type { ServedContextOptions, ServedManager } from './served-manager.ts';
import { isPnpNotification, type ReaderTableEntry, SHARING_EXCLUSIVE } from './status-change.ts';
import { type StatusChange, StatusWaiter, StatusWaiters } from './status-waiter.ts';

export interface ResourceManagerOptions {
  readonly trace?: TraceSink;
  /**
   * A card that nobody is connected to is powered off, and so forgets its PIN, after this time; 0 = never. pcscd takes
   * between 400 and 800 ms.
   */
  readonly idlePowerOffMs?: number;
  /** For that, and for how long calls wait. The machine's by default. */
  readonly clock?: Clock;
  /** Readers it can hold; as many as are plugged by default. */
  readonly maxReaders?: number;
  /** Of a reader that is asked for none. */
  readonly reporting?: ReportingName;
}

/** Reader name with its final NUL, as pcscd's protocol carries it. */
const MAX_READER_NAME = 128;
/** pcscd's SCARD_SCOPE_GLOBAL. */
const SCOPE_GLOBAL = 3;
const IDLE_POWER_OFF_MS = 800;
/** States that one SCardGetStatusChange can ask for: libpcsclite's limit. */
const MAX_STATES = 16;
/** Of one context, and of one reader: pcscd's limits. */
const MAX_HANDLES = 200;
/** Clients keep handles as signed numbers. */
const MAX_NUMBER = 0x7fffffff;

export class ResourceManager implements ServedManager {
  readonly reporting: ReportingName;
  readonly #clock: Clock;
  readonly #table: ReaderTable;
  readonly #contexts = new Map<ScardContext, Context>();
  readonly #cards: CardCalls;
  readonly #watchers = new Set<() => void>();
  readonly #waiters = new StatusWaiters();

  constructor(options: ResourceManagerOptions = {}) {
    this.#clock = options.clock ?? SYSTEM_CLOCK;
    this.reporting = options.reporting ?? DEFAULT_REPORTING;
    this.#table = new ReaderTable({
      clock: this.#clock,
      idlePowerOffMs: options.idlePowerOffMs ?? IDLE_POWER_OFF_MS,
      trace: options.trace,
      reporting: this.reporting,
      maxReaders: options.maxReaders ?? Number.POSITIVE_INFINITY,
      onChange: (reader, listed) => this.#tellWaiters(reader, listed),
    });
    this.#cards = new CardCalls(this.#table.entries);
  }

  readerTable(): Iterable<ReaderTableEntry> {
    return this.#table.entries.values();
  }

  onTableChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * Plugs a reader in, with a PIN pad or without; programs see it as 'NAME 00 00'.
   * @throws ReaderTableError
   */
  plugReader(name: string, reader?: PluggedReader): Slot {
    return this.#table.plug(name, reader);
  }

  /** Pulls a reader out; returns the card that was inside. @throws ReaderTableError when there is no such reader */
  unplugReader(name: string): SmartCard | undefined {
    return this.#table.unplug(name);
  }

  readers(): readonly string[] {
    return [...this.#table.entries.keys()];
  }

  /** Ends every context and unplugs every reader; a card that does not answer is not waited for. */
  async close(): Promise<void> {
    const dropped = [...this.#contexts.keys()].map((context) => this.dropContext(context));
    for (const name of this.readers()) this.unplugReader(name);
    await Promise.all(dropped);
  }

  /** The service dies as by SIGKILL: contexts and handles are gone, nobody is told, and the cards lose their power. */
  kill(): void {
    for (const { waiters, handles } of this.#contexts.values()) {
      for (const waiter of waiters) waiter.end(SCARD.E_CANCELLED);
      for (const { letGo } of handles) letGo.abort();
    }
    this.#contexts.clear();
    this.#cards.handles.clear();
    this.#table.kill();
  }

  /** It starts again, with the readers and cards that are there then. */
  start(): void {
    this.#table.start();
  }

  /**
   * What happens when a program dies: its waiting calls end, its handles are closed, and a card that it had locked is
   * reset, so that the next program starts on a clean card.
   */
  async dropContext(context: ScardContext): Promise<void> {
    const dropped = this.#contexts.get(context);
    if (dropped === undefined) return;
    this.#contexts.delete(context);
    for (const waiter of dropped.waiters) waiter.end(SCARD.E_CANCELLED);
    for (const handle of dropped.handles) this.#cards.handles.delete(handle.id);
    for (const handle of dropped.handles) {
      const resets = handle.reader.lock.owner === handle && handle.event === SCARD.S_SUCCESS;
      await connection.close(handle, resets ? DISPOSITION.RESET_CARD : DISPOSITION.LEAVE_CARD);
    }
    for (const reader of this.#table.entries.values()) reader.lock.wake();
  }

  async establishContext(
    scope: number,
    { oneCallAtATime = false, ref = true }: ServedContextOptions = {},
  ): Promise<Result & { readonly context: ScardContext }> {
    if (!Number.isInteger(scope) || scope < SCOPE.USER || scope > SCOPE_GLOBAL) {
      return { rv: SCARD.E_INVALID_VALUE, context: 0 };
    }
    const context = this.#newNumber();
    this.#contexts.set(context, { handles: new Set(), waiters: new Set(), oneCallAtATime, ref });
    return { rv: SCARD.S_SUCCESS, context };
  }

  async releaseContext(context: ScardContext): Promise<Result> {
    if (!this.#contexts.has(context)) return { rv: SCARD.E_INVALID_HANDLE };
    await this.dropContext(context);
    return { rv: SCARD.S_SUCCESS };
  }

  async isValidContext(context: ScardContext): Promise<Result> {
    return { rv: this.#contexts.has(context) ? SCARD.S_SUCCESS : SCARD.E_INVALID_HANDLE };
  }

  async listReaders(context: ScardContext): Promise<Result & { readonly readers: readonly string[] }> {
    if (!this.#contexts.has(context)) return { rv: SCARD.E_INVALID_HANDLE, readers: [] };
    const readers = this.readers();
    return { rv: readers.length === 0 ? SCARD.E_NO_READERS_AVAILABLE : SCARD.S_SUCCESS, readers };
  }

  async getStatusChange(
    context: ScardContext,
    timeoutMs: number,
    states: readonly ReaderStateQuery[],
  ): Promise<StatusChange> {
    const waiter = new StatusWaiter(this.#table.entries, states, this.#clock);
    if (states.length > MAX_STATES) return waiter.untouched(SCARD.E_INVALID_PARAMETER);
    if (states.every((state) => state.currentState & READER_STATE.IGNORE)) return waiter.untouched(SCARD.S_SUCCESS);
    const asking = this.#contexts.get(context);
    if (asking === undefined) return waiter.untouched(SCARD.E_INVALID_HANDLE);
    const { waiters, ref } = asking;
    if (!states.every(({ reader }) => this.#table.entries.has(reader) || isPnpNotification(reader))) {
      return waiter.untouched(SCARD.E_UNKNOWN_READER);
    }
    if (waiter.look()) return waiter.outcome(SCARD.S_SUCCESS);
    waiters.add(waiter);
    this.#waiters.add(waiter);
    try {
      return await waiter.wait(timeoutMs, { ref });
    } finally {
      waiters.delete(waiter);
      this.#waiters.delete(waiter);
    }
  }

  async cancel(context: ScardContext): Promise<Result> {
    const waiters = this.#contexts.get(context)?.waiters;
    if (waiters === undefined) return { rv: SCARD.E_INVALID_HANDLE };
    for (const waiter of waiters) waiter.end(SCARD.E_CANCELLED);
    return { rv: SCARD.S_SUCCESS };
  }

  async connect(
    context: ScardContext,
    readerName: string,
    shareMode: number,
    preferredProtocols: number,
  ): ReturnType<WinScard['connect']> {
    const refused = (rv: number) => ({ rv, card: 0, activeProtocol: 0 });
    if (readerName.length > MAX_READER_NAME) return refused(SCARD.E_INVALID_VALUE);
    const owner = this.#contexts.get(context);
    if (owner === undefined) return refused(SCARD.E_INVALID_HANDLE);
    if (connection.lacksProtocol(shareMode, preferredProtocols)) return refused(SCARD.E_PROTO_MISMATCH);
    if (!connection.isShareMode(shareMode)) return refused(SCARD.E_INVALID_VALUE);
    const reader = this.#table.entries.get(readerName);
    if (reader === undefined) return refused(SCARD.E_UNKNOWN_READER);
    if (reader.sharing === SHARING_EXCLUSIVE) return refused(SCARD.E_SHARING_VIOLATION);
    const again = () => this.connect(context, readerName, shareMode, preferredProtocols);
    if (reader.lock.blocks(undefined)) return reader.lock.whenChanged(again);
    if (shareMode !== SHARE.DIRECT) {
      if (!(reader.state & CARD_STATE.PRESENT)) return refused(SCARD.E_NO_SMARTCARD);
      if (!reader.powered) {
        const rv = await reader.powerUp();
        // Everything may have changed while the card started: all checks again.
        return rv === SCARD.E_NOT_TRANSACTED ? refused(SCARD.W_UNPOWERED_CARD) : again();
      }
    }
    if (owner.handles.size >= MAX_HANDLES || reader.handles.size >= MAX_HANDLES) return refused(SCARD.E_NO_MEMORY);
    const letGo = new AbortController();
    const handle: CardHandle = { id: this.#newNumber(), context: owner, reader, event: SCARD.S_SUCCESS, letGo };
    const rv = connection.open(handle, shareMode, preferredProtocols);
    if (rv !== SCARD.S_SUCCESS) return refused(rv);
    owner.handles.add(handle);
    this.#cards.handles.set(handle.id, handle);
    return { rv, card: handle.id, activeProtocol: reader.protocol };
  }

  reconnect: WinScard['reconnect'] = (...call) => this.#cards.reconnect(...call);
  disconnect: WinScard['disconnect'] = (...call) => this.#cards.disconnect(...call);
  status: WinScard['status'] = (...call) => this.#cards.status(...call);
  beginTransaction: WinScard['beginTransaction'] = (...call) => this.#cards.beginTransaction(...call);
  endTransaction: WinScard['endTransaction'] = (...call) => this.#cards.endTransaction(...call);
  setAttrib: WinScard['setAttrib'] = (...call) => this.#cards.setAttrib(...call);

  control(...call: Parameters<WinScard['control']>): ReturnType<WinScard['control']> {
    return this.#cards.control(...call);
  }

  getAttrib(...call: Parameters<WinScard['getAttrib']>): ReturnType<WinScard['getAttrib']> {
    return this.#cards.getAttrib(...call);
  }

  async transmit(...call: Parameters<WinScard['transmit']>): Promise<Exchange> {
    return this.#cards.transmit(...call);
  }

  transmitAtOnce(...call: Parameters<WinScard['transmit']>): Exchange | Promise<Exchange> {
    return this.#cards.transmit(...call);
  }

  #tellWaiters(reader: string, listed: boolean): void {
    this.#waiters.changed(reader);
    if (listed) this.#waiters.changed(PNP_NOTIFICATION);
    for (const watcher of this.#watchers) watcher();
  }

  /** A positive 32-bit number that is neither a context nor a handle. */
  #newNumber(): number {
    const number = 1 + Math.floor(Math.random() * MAX_NUMBER);
    return this.#contexts.has(number) || this.#cards.handles.has(number) ? this.#newNumber() : number;
  }
}
