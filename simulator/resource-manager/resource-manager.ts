/**
 * The embedded PC/SC resource manager: pcscd's behaviour without daemon, root or socket.
 *
 * Every instance is a world of its own, with its own readers, contexts and handles. A call that pcscd's client library
 * repeats every 100 ms is put off here until it can be answered; nothing polls.
 *
 * Source: PC/SC part 5, 3; order of checks and codes: pcscd and libpcsclite 1.9.9, reference/pcsclite-protocol.md 5.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { TraceSink } from '#iso7816/trace-event.ts';
import {
  CARD_STATE,
  DISPOSITION,
  PCSCLITE_E_UNSUPPORTED_FEATURE,
  READER_STATE,
  SCARD,
  SCOPE,
  SHARE,
} from '#pcsc/scard.ts';
import type { ReaderStateQuery, Result, ScardContext, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import type { SmartCard } from '../card/port.ts';
import type { Slot } from '../reader/slot.ts';
import { type Attribute, attributeOf } from './attribute.ts';
import * as connection from './connection.ts';
import { type Exchange, exchange, refusesProtocol } from './exchange.ts';
import { type CardHandle, NO_BYTES } from './reader.ts';
import { MAX_READERS, ReaderTable } from './reader-table.ts';
import { isPnpNotification, type ReaderTableEntry, SHARING_EXCLUSIVE } from './status-change.ts';
import { type StatusChange, StatusWaiter } from './status-waiter.ts';

export interface ResourceManagerOptions {
  readonly trace?: TraceSink;
  /**
   * A card that nobody is connected to is powered off, and so forgets its PIN, after this time; 0 = never. pcscd takes
   * between 400 and 800 ms.
   */
  readonly idlePowerOffMs?: number;
}

interface Context {
  readonly handles: Set<CardHandle>;
  readonly waiters: Set<StatusWaiter>;
}

/** Reader name with its final NUL, as pcscd's protocol carries it. */
const MAX_READER_NAME = 128;
/** An extended command APDU, and a little: 4 + 3 + 65536 + 3 + 2. */
const MAX_APDU_LENGTH = 65548;
const DEFAULT_RESPONSE_LENGTH = 65538;
/** pcscd's SCARD_SCOPE_GLOBAL. */
const SCOPE_GLOBAL = 3;
const IDLE_POWER_OFF_MS = 800;
const MAX_ATTRIBUTE_LENGTH = 264;
/** Clients keep handles as signed numbers. */
const MAX_NUMBER = 0x7fffffff;

export class ResourceManager implements WinScard {
  readonly #table: ReaderTable;
  readonly #contexts = new Map<ScardContext, Context>();
  readonly #handles = new Map<ScardHandle, CardHandle>();
  readonly #watchers = new Set<() => void>();

  constructor(options: ResourceManagerOptions = {}) {
    this.#table = new ReaderTable({
      idlePowerOffMs: options.idlePowerOffMs ?? IDLE_POWER_OFF_MS,
      trace: options.trace,
      onChange: () => this.#tellWaiters(),
    });
  }

  /** The public state of every reader, in the order they were plugged. */
  readerTable(): Iterable<ReaderTableEntry> {
    return this.#table.entries.values();
  }

  /** Calls `watcher` after each change of the reader table, until the function returned is called. */
  onTableChange(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** True while another handle of the same context has the card to itself. */
  isBlockedByOwnContext(card: ScardHandle): boolean {
    const handle = this.#handles.get(card);
    const owner = handle?.reader.lock.owner;
    return owner !== undefined && owner !== handle && owner.context === handle?.context;
  }

  /** Plugs a reader in; programs see it as 'NAME 00 00'. @throws ReaderTableError */
  plugReader(name: string): Slot {
    return this.#table.plug(name);
  }

  /** Pulls a reader out; returns the card that was inside. @throws ReaderTableError when there is no such reader */
  unplugReader(name: string): SmartCard | undefined {
    return this.#table.unplug(name);
  }

  /** Names of the readers, in the order they were plugged. */
  readers(): readonly string[] {
    return [...this.#table.entries.keys()];
  }

  /** Ends every context and unplugs every reader. */
  async close(): Promise<void> {
    for (const context of [...this.#contexts.keys()]) await this.dropContext(context);
    for (const name of this.readers()) this.unplugReader(name);
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
    for (const handle of dropped.handles) this.#handles.delete(handle.id);
    for (const handle of dropped.handles) {
      const resets = handle.reader.lock.owner === handle && handle.event === SCARD.S_SUCCESS;
      await connection.close(handle, resets ? DISPOSITION.RESET_CARD : DISPOSITION.LEAVE_CARD);
    }
    for (const reader of this.#table.entries.values()) reader.lock.wake();
  }

  async establishContext(scope: number): Promise<Result & { readonly context: ScardContext }> {
    if (!Number.isInteger(scope) || scope < SCOPE.USER || scope > SCOPE_GLOBAL) {
      return { rv: SCARD.E_INVALID_VALUE, context: 0 };
    }
    const context = this.#newNumber();
    this.#contexts.set(context, { handles: new Set(), waiters: new Set() });
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
    const waiter = new StatusWaiter(this.#table.entries, states);
    if (states.length > MAX_READERS) return waiter.untouched(SCARD.E_INVALID_PARAMETER);
    if (states.every((state) => state.currentState & READER_STATE.IGNORE)) return waiter.untouched(SCARD.S_SUCCESS);
    const waiters = this.#contexts.get(context)?.waiters;
    if (waiters === undefined) return waiter.untouched(SCARD.E_INVALID_HANDLE);
    if (!states.every(({ reader }) => this.#table.entries.has(reader) || isPnpNotification(reader))) {
      return waiter.untouched(SCARD.E_UNKNOWN_READER);
    }
    if (waiter.look()) return waiter.outcome(SCARD.S_SUCCESS);
    waiters.add(waiter);
    try {
      return await waiter.wait(timeoutMs);
    } finally {
      waiters.delete(waiter);
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
    const handle: CardHandle = { id: this.#newNumber(), context, reader, event: SCARD.S_SUCCESS };
    const rv = connection.open(handle, shareMode, preferredProtocols);
    if (rv !== SCARD.S_SUCCESS) return refused(rv);
    owner.handles.add(handle);
    this.#handles.set(handle.id, handle);
    return { rv, card: handle.id, activeProtocol: reader.protocol };
  }

  async reconnect(
    card: ScardHandle,
    shareMode: number,
    preferredProtocols: number,
    initialization: number,
  ): ReturnType<WinScard['reconnect']> {
    const refused = (rv: number) => ({ rv, activeProtocol: 0 });
    const handle = this.#handles.get(card);
    if (handle === undefined) return refused(SCARD.E_INVALID_HANDLE);
    if (initialization !== DISPOSITION.LEAVE_CARD && !connection.touchesCard(initialization)) {
      return refused(SCARD.E_INVALID_VALUE);
    }
    if (!connection.isShareMode(shareMode)) return refused(SCARD.E_INVALID_VALUE);
    if (connection.lacksProtocol(shareMode, preferredProtocols)) return refused(SCARD.E_PROTO_MISMATCH);
    const { reader } = handle;
    if (!reader.plugged) return refused(SCARD.E_INVALID_VALUE);
    const again = (how: number) => () => this.reconnect(card, shareMode, preferredProtocols, how);
    if (reader.lock.blocks(handle)) return reader.lock.whenChanged(again(initialization));
    const rv = await connection.reopen(handle, shareMode, preferredProtocols, initialization);
    // The card has been reset already; only the sharing is still to be had.
    if (rv === SCARD.E_SHARING_VIOLATION) return reader.lock.whenChanged(again(DISPOSITION.LEAVE_CARD));
    return rv === SCARD.S_SUCCESS ? { rv, activeProtocol: reader.protocol } : refused(rv);
  }

  async disconnect(card: ScardHandle, disposition: number): Promise<Result> {
    const handle = this.#handles.get(card);
    if (handle === undefined) return { rv: SCARD.E_INVALID_HANDLE };
    if (!connection.isDisposition(disposition)) return { rv: SCARD.E_INVALID_VALUE };
    const { reader } = handle;
    if (reader.plugged && disposition !== DISPOSITION.LEAVE_CARD && reader.lock.blocks(handle)) {
      return reader.lock.whenChanged(() => this.disconnect(card, disposition));
    }
    this.#handles.delete(card);
    await connection.close(handle, disposition);
    this.#contexts.get(handle.context)?.handles.delete(handle);
    return { rv: SCARD.S_SUCCESS };
  }

  async status(card: ScardHandle): ReturnType<WinScard['status']> {
    const refused = (rv: number) => ({ rv, reader: '', state: 0, protocol: 0, atr: NO_BYTES });
    const handle = this.#handles.get(card);
    if (handle === undefined) return refused(SCARD.E_INVALID_HANDLE);
    const { reader } = handle;
    if (!this.#table.entries.has(reader.name)) return refused(SCARD.E_READER_UNAVAILABLE);
    if (!reader.plugged) return refused(SCARD.E_INVALID_VALUE);
    if (reader.lock.blocks(handle)) return reader.lock.whenChanged(() => this.status(card));
    if (handle.event !== SCARD.S_SUCCESS) return refused(handle.event);
    const state = ((reader.eventCounter << 16) | reader.state) >>> 0;
    return { rv: SCARD.S_SUCCESS, reader: reader.name, state, protocol: reader.protocol, atr: reader.atr };
  }

  async beginTransaction(card: ScardHandle): Promise<Result> {
    const handle = this.#handles.get(card);
    if (handle === undefined) return { rv: SCARD.E_INVALID_HANDLE };
    const { reader } = handle;
    if (!reader.plugged) return { rv: SCARD.E_INVALID_VALUE };
    if (handle.event !== SCARD.S_SUCCESS) return { rv: handle.event };
    if (reader.lock.blocks(handle)) return reader.lock.whenChanged(() => this.beginTransaction(card));
    reader.lock.take(handle);
    return { rv: SCARD.S_SUCCESS };
  }

  async endTransaction(card: ScardHandle, disposition: number): Promise<Result> {
    const handle = this.#handles.get(card);
    if (handle === undefined) return { rv: SCARD.E_INVALID_HANDLE };
    if (!connection.isDisposition(disposition)) return { rv: SCARD.E_INVALID_VALUE };
    const { reader } = handle;
    if (!reader.plugged) return { rv: SCARD.E_INVALID_VALUE };
    if (handle.event !== SCARD.S_SUCCESS) return { rv: handle.event };
    if (reader.lock.blocks(handle)) return { rv: SCARD.E_SHARING_VIOLATION };
    return { rv: await connection.endTransaction(handle, disposition) };
  }

  async transmit(
    card: ScardHandle,
    protocol: number,
    command: Bytes,
    maxResponseLength: number = DEFAULT_RESPONSE_LENGTH,
  ): Promise<Exchange> {
    const handle = this.#handles.get(card);
    if (handle === undefined) return { rv: SCARD.E_INVALID_HANDLE, response: NO_BYTES };
    if (command.length > MAX_APDU_LENGTH) return { rv: SCARD.E_INSUFFICIENT_BUFFER, response: NO_BYTES };
    const { reader } = handle;
    if (!reader.plugged) return { rv: SCARD.E_INVALID_VALUE, response: NO_BYTES };
    if (reader.lock.blocks(handle)) {
      return reader.lock.whenChanged(() => this.transmit(card, protocol, command, maxResponseLength));
    }
    if (handle.event !== SCARD.S_SUCCESS) return { rv: handle.event, response: NO_BYTES };
    const refusal = refusesProtocol(reader, protocol);
    if (refusal !== SCARD.S_SUCCESS) return { rv: refusal, response: NO_BYTES };
    return exchange(handle, command, maxResponseLength);
  }

  async control(card: ScardHandle, _controlCode: number, _input: Bytes): ReturnType<WinScard['control']> {
    const rv = this.#checkUnlocked(card);
    return { rv: rv === SCARD.S_SUCCESS ? PCSCLITE_E_UNSUPPORTED_FEATURE : rv, output: NO_BYTES };
  }

  async getAttrib(card: ScardHandle, attribute: number): Promise<Attribute> {
    const rv = this.#checkUnlocked(card) || this.#event(card);
    const handle = this.#handles.get(card);
    if (rv !== SCARD.S_SUCCESS || handle === undefined) return { rv, value: NO_BYTES };
    return attributeOf(handle.reader, attribute);
  }

  async setAttrib(card: ScardHandle, _attribute: number, value: Bytes): Promise<Result> {
    if (value.length === 0) return { rv: SCARD.E_INVALID_PARAMETER };
    if (value.length > MAX_ATTRIBUTE_LENGTH && this.#handles.has(card)) return { rv: SCARD.E_INSUFFICIENT_BUFFER };
    return { rv: this.#checkUnlocked(card) || this.#event(card) || SCARD.E_NOT_TRANSACTED };
  }

  /** For the calls that pcscd's client does not repeat: a lock held elsewhere is an error. */
  #checkUnlocked(card: ScardHandle): number {
    const handle = this.#handles.get(card);
    if (handle === undefined) return SCARD.E_INVALID_HANDLE;
    if (!handle.reader.plugged) return SCARD.E_INVALID_VALUE;
    return handle.reader.lock.blocks(handle) ? SCARD.E_SHARING_VIOLATION : SCARD.S_SUCCESS;
  }

  #event(card: ScardHandle): number {
    return this.#handles.get(card)?.event ?? SCARD.E_INVALID_HANDLE;
  }

  #tellWaiters(): void {
    for (const context of this.#contexts.values()) for (const waiter of context.waiters) waiter.changed();
    for (const watcher of this.#watchers) watcher();
  }

  /** A positive 32-bit number that is neither a context nor a handle. */
  #newNumber(): number {
    const number = 1 + Math.floor(Math.random() * MAX_NUMBER);
    return this.#contexts.has(number) || this.#handles.has(number) ? this.#newNumber() : number;
  }
}
