/**
 * The system's winscard for a process with an event loop: no wait without end, no deadlock of the pool, no hang at exit.
 *
 * `process.exit()` joins libuv's pool, so a thread that waits in winscard would keep the process alive for ever: waits
 * are cut in slices and cancelled at exit; a call that another program blocks cannot be cancelled and is cut off.
 *
 * Limits: at most (pool size - 1) calls of this process run at a time, 3 by default, those of a card that this process
 * holds (transaction, exclusive) not counted; set UV_THREADPOOL_SIZE before node starts for more. A wait beyond
 * (pool size - 2) takes turns with the others and sees its event up to SLICE_MS later.
 */
import { writeSync } from 'node:fs';
import { inspect } from 'node:util';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { INFINITE, PNP_NOTIFICATION, READER_STATE, SCARD, SHARE } from '#pcsc/scard.ts';
import type { ReaderStateQuery, Result, WinScard } from '#pcsc/winscard.ts';
import { CallGate } from './call-gate.ts';

/** What the binding offers: winscard, each function exactly one call of the library. */
export interface SystemCalls extends WinScard {
  /** SCardCancel on this thread. */
  cancelNow(context: number): void;
  /** Ends the process without joining its threads. */
  exitNow(code: number): void;
}

export const SLICE_MS = 250;
/** SCardCancel says nothing to a wait that has not reached the service yet: it is repeated until the wait has ended. */
const CANCEL_AGAIN_MS = 5;

type Changed = Awaited<ReturnType<WinScard['getStatusChange']>>;

interface Wait {
  readonly context: number;
  cancelled: boolean;
}

interface OpenCard {
  readonly context: number;
  exclusive: boolean;
  transactions: number;
}

export class PatientWinScard implements WinScard {
  readonly #system: SystemCalls;
  readonly #gate: CallGate;
  readonly #waits = new Set<Wait>();
  readonly #cards = new Map<number, OpenCard>();
  #running = 0;
  #watchesExit = false;

  constructor(system: SystemCalls, gate: CallGate = new CallGate()) {
    this.#system = system;
    this.#gate = gate;
  }

  async establishContext(scope: number) {
    this.#watchExit();
    return this.#call(undefined, () => this.#system.establishContext(scope));
  }

  async releaseContext(context: number) {
    await this.#endWaits(context);
    const result = await this.#count(() => this.#system.releaseContext(context));
    if (result.rv === SCARD.S_SUCCESS)
      for (const [card, open] of this.#cards) if (open.context === context) this.#cards.delete(card);
    return result;
  }

  isValidContext(context: number) {
    return this.#call(undefined, () => this.#system.isValidContext(context));
  }

  listReaders(context: number) {
    return this.#call(undefined, () => this.#system.listReaders(context));
  }

  async getStatusChange(context: number, timeoutMs: number, states: readonly ReaderStateQuery[]): Promise<Changed> {
    const wait: Wait = { context, cancelled: false };
    this.#waits.add(wait);
    try {
      return await this.#slices(wait, timeoutMs, states);
    } finally {
      this.#waits.delete(wait);
    }
  }

  async #slices(wait: Wait, timeoutMs: number, states: readonly ReaderStateQuery[]): Promise<Changed> {
    const { context } = wait;
    const end = timeoutMs === INFINITE ? Number.POSITIVE_INFINITY : SYSTEM_CLOCK.now() + timeoutMs;
    const watchesList = timeoutMs > SLICE_MS && states.some(({ reader }) => reader === PNP_NOTIFICATION);
    const before = watchesList ? await this.listReaders(context) : undefined;
    for (;;) {
      const left = Math.max(0, Math.ceil(end - SYSTEM_CLOCK.now()));
      const slice = Math.min(left, SLICE_MS);
      const result = await this.#gate.run('wait', async () =>
        wait.cancelled ? unchanged(states) : this.#system.getStatusChange(context, slice, states),
      );
      if (result.rv !== SCARD.E_TIMEOUT) return result;
      if (wait.cancelled) return { ...result, rv: SCARD.E_CANCELLED };
      if (before !== undefined && (await this.listReaders(context)).readers.length !== before.readers.length)
        return withListChanged(result);
      if (slice === left) return result;
    }
  }

  async cancel(context: number): Promise<Result> {
    const result = await this.#system.cancel(context);
    return (await this.#endWaits(context)) ? { rv: SCARD.S_SUCCESS } : result;
  }

  /** True when there was a wait to end. */
  async #endWaits(context: number): Promise<boolean> {
    const waits = [...this.#waits].filter((wait) => wait.context === context);
    for (const wait of waits) wait.cancelled = true;
    while (waits.some((wait) => this.#waits.has(wait))) {
      await this.#system.cancel(context);
      await SYSTEM_CLOCK.wait(CANCEL_AGAIN_MS);
    }
    return waits.length > 0;
  }

  async connect(context: number, reader: string, shareMode: number, preferredProtocols: number) {
    const connect = () => this.#system.connect(context, reader, shareMode, preferredProtocols);
    const result = await this.#call(undefined, connect);
    const exclusive = shareMode === SHARE.EXCLUSIVE;
    if (result.rv === SCARD.S_SUCCESS) this.#cards.set(result.card, { context, exclusive, transactions: 0 });
    return result;
  }

  async reconnect(card: number, shareMode: number, preferredProtocols: number, initialization: number) {
    const reconnect = () => this.#system.reconnect(card, shareMode, preferredProtocols, initialization);
    const result = await this.#call(card, reconnect);
    const open = this.#cards.get(card);
    if (open !== undefined && result.rv === SCARD.S_SUCCESS) open.exclusive = shareMode === SHARE.EXCLUSIVE;
    return result;
  }

  async disconnect(card: number, disposition: number) {
    const result = await this.#call(card, () => this.#system.disconnect(card, disposition));
    if (result.rv === SCARD.S_SUCCESS) this.#cards.delete(card);
    return result;
  }

  status(card: number) {
    return this.#call(card, () => this.#system.status(card));
  }

  async beginTransaction(card: number) {
    const result = await this.#call(card, () => this.#system.beginTransaction(card));
    const open = this.#cards.get(card);
    if (open !== undefined && result.rv === SCARD.S_SUCCESS) open.transactions++;
    return result;
  }

  async endTransaction(card: number, disposition: number) {
    const result = await this.#count(() => this.#system.endTransaction(card, disposition));
    const open = this.#cards.get(card);
    if (open !== undefined && result.rv !== SCARD.E_SHARING_VIOLATION)
      open.transactions = Math.max(0, open.transactions - 1);
    return result;
  }

  transmit(card: number, protocol: number, command: Uint8Array, maxResponseLength?: number) {
    return this.#call(card, () => this.#system.transmit(card, protocol, command, maxResponseLength));
  }

  control(card: number, controlCode: number, input: Uint8Array) {
    return this.#call(card, () => this.#system.control(card, controlCode, input));
  }

  getAttrib(card: number, attribute: number) {
    return this.#call(card, () => this.#system.getAttrib(card, attribute));
  }

  setAttrib(card: number, attribute: number, value: Uint8Array) {
    return this.#call(card, () => this.#system.setAttrib(card, attribute, value));
  }

  /** Nobody can block the calls of a card that this process holds; they may be what ends a block, so they never queue. */
  #call<T>(card: number | undefined, work: () => Promise<T>): Promise<T> {
    const open = card === undefined ? undefined : this.#cards.get(card);
    const holds = open !== undefined && (open.exclusive || open.transactions > 0);
    return holds ? this.#count(work) : this.#gate.run('call', () => this.#count(work));
  }

  async #count<T>(work: () => Promise<T>): Promise<T> {
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
    }
  }

  #watchExit(): void {
    if (this.#watchesExit) return;
    this.#watchesExit = true;
    let fatal: unknown;
    process.on('uncaughtExceptionMonitor', (error) => {
      fatal = error;
    });
    const onExit = (code: number) => {
      for (const { context } of this.#waits) this.#system.cancelNow(context);
      if (this.#running === 0) return;
      const listeners = process.listeners('exit');
      for (const listener of listeners.slice(listeners.indexOf(onExit) + 1)) listener(code);
      // Node prints the error that ends a process only after this event.
      if (fatal !== undefined && process.listenerCount('uncaughtException') === 0) writeSync(2, `${inspect(fatal)}\n`);
      this.#system.exitNow(code);
    };
    process.on('exit', onExit);
  }
}

function unchanged(states: readonly ReaderStateQuery[]): Changed {
  const found = states.map((state) => ({ ...state, eventState: state.currentState, atr: new Uint8Array(0) }));
  return { rv: SCARD.E_TIMEOUT, states: found };
}

/** A reader that came or went between two slices, which the library cannot see. */
function withListChanged({ states }: Changed): Changed {
  const changed = states.map((state) =>
    state.reader === PNP_NOTIFICATION ? { ...state, eventState: state.eventState | READER_STATE.CHANGED } : state,
  );
  return { rv: SCARD.S_SUCCESS, states: changed };
}
