/**
 * What a program does through PC/SC, and what it sees of the readers, as trace events of origin `driver`.
 *
 * Codes are masked here, where the event is made.
 */
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { DISPOSITION, PNP_NOTIFICATION, READER_STATE, SCARD } from '#pcsc/scard.ts';
import type { ReaderState, ScardHandle, WinScard } from '#pcsc/winscard.ts';
import type { ReaderAction, TraceSink } from '#trace/event.ts';
import { codeName } from '#windows/codes.ts';

class Tracer {
  readonly #sink: TraceSink;
  readonly #clock: Clock;
  readonly #readers = new Map<ScardHandle, string>();
  /** Whether a card was seen in each reader. */
  readonly #seen = new Map<string, boolean>();

  constructor(sink: TraceSink, clock: Clock) {
    this.#sink = sink;
    this.#clock = clock;
  }

  connected(card: ScardHandle, reader: string): void {
    this.#readers.set(card, reader);
  }

  disconnected(card: ScardHandle): void {
    this.#readers.delete(card);
  }

  readerOf(card: ScardHandle): string {
    return this.#readers.get(card) ?? `handle ${card}`;
  }

  async transmitted<R extends { readonly rv: number; readonly response: Uint8Array }>(
    card: ScardHandle,
    command: Uint8Array,
    transmit: () => Promise<R>,
  ): Promise<R> {
    const start = this.#clock.now();
    const result = await transmit();
    this.#sink({
      kind: 'apdu',
      origin: 'driver',
      card: this.readerOf(card),
      command: maskCommand(command).slice(),
      response: result.response,
      durationMs: this.#clock.now() - start,
      ...(result.rv === SCARD.S_SUCCESS ? {} : { reason: codeName(result.rv) }),
    });
    return result;
  }

  /** Also for the initialization of SCardReconnect. */
  disposed(card: ScardHandle, disposition: number): void {
    if (disposition !== DISPOSITION.RESET_CARD && disposition !== DISPOSITION.UNPOWER_CARD) return;
    const action = disposition === DISPOSITION.RESET_CARD ? 'reset' : 'powerOff';
    this.#sink({ kind: 'power', origin: 'driver', card: this.readerOf(card), action });
  }

  listed(readers: readonly string[]): void {
    for (const [reader, present] of this.#seen) {
      if (readers.includes(reader)) continue;
      this.#seen.delete(reader);
      if (present) this.#reader(reader, 'card-removed');
      this.#reader(reader, 'unplugged');
    }
    for (const reader of readers) this.#plugged(reader);
  }

  looked({ reader, eventState }: ReaderState): void {
    if (reader === PNP_NOTIFICATION || (eventState & READER_STATE.UNKNOWN) !== 0) return;
    const present = (eventState & READER_STATE.PRESENT) !== 0;
    this.#plugged(reader);
    if (this.#seen.get(reader) === present) return;
    this.#seen.set(reader, present);
    this.#reader(reader, present ? 'card-inserted' : 'card-removed');
  }

  #plugged(reader: string): void {
    if (this.#seen.has(reader)) return;
    this.#seen.set(reader, false);
    this.#reader(reader, 'plugged');
  }

  #reader(reader: string, action: ReaderAction): void {
    this.#sink({ kind: 'reader', origin: 'driver', reader, action });
  }
}

/** The same winscard; `sink` takes every APDU, reset and reader event that passes through it. */
export function traced(winscard: WinScard, sink: TraceSink, clock: Clock = SYSTEM_CLOCK): WinScard {
  const tracer = new Tracer(sink, clock);
  return {
    establishContext: (scope) => winscard.establishContext(scope),
    releaseContext: (context) => winscard.releaseContext(context),
    isValidContext: (context) => winscard.isValidContext(context),
    listReaders: async (context) => {
      const result = await winscard.listReaders(context);
      if (result.rv === SCARD.S_SUCCESS || result.rv === SCARD.E_NO_READERS_AVAILABLE) tracer.listed(result.readers);
      return result;
    },
    getStatusChange: async (context, timeoutMs, states) => {
      const result = await winscard.getStatusChange(context, timeoutMs, states);
      if (result.rv === SCARD.S_SUCCESS) for (const state of result.states) tracer.looked(state);
      return result;
    },
    cancel: (context) => winscard.cancel(context),
    connect: async (context, reader, shareMode, preferredProtocols) => {
      const result = await winscard.connect(context, reader, shareMode, preferredProtocols);
      if (result.rv === SCARD.S_SUCCESS) tracer.connected(result.card, reader);
      return result;
    },
    reconnect: async (card, shareMode, preferredProtocols, initialization) => {
      const result = await winscard.reconnect(card, shareMode, preferredProtocols, initialization);
      if (result.rv === SCARD.S_SUCCESS) tracer.disposed(card, initialization);
      return result;
    },
    disconnect: async (card, disposition) => {
      const result = await winscard.disconnect(card, disposition);
      if (result.rv !== SCARD.S_SUCCESS) return result;
      tracer.disposed(card, disposition);
      tracer.disconnected(card);
      return result;
    },
    status: (card) => winscard.status(card),
    beginTransaction: (card) => winscard.beginTransaction(card),
    endTransaction: async (card, disposition) => {
      const result = await winscard.endTransaction(card, disposition);
      if (result.rv === SCARD.S_SUCCESS) tracer.disposed(card, disposition);
      return result;
    },
    transmit: (card, ...call) => tracer.transmitted(card, call[1], () => winscard.transmit(card, ...call)),
    control: (card, controlCode, input) => winscard.control(card, controlCode, input),
    getAttrib: (card, attribute) => winscard.getAttrib(card, attribute),
    setAttrib: (card, attribute, value) => winscard.setAttrib(card, attribute, value),
  };
}
