/**
 * What a program does to a card through PC/SC, as trace events of origin `driver`: for cards that cannot tell themselves.
 *
 * Codes are masked here, where the event is made.
 */
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { DISPOSITION, PROTOCOL, SCARD } from '#pcsc/scard.ts';
import type { ScardHandle, WinScard } from '#pcsc/winscard.ts';
import type { TraceSink } from '#trace/event.ts';
import { codeName } from '#windows/codes.ts';

const PROTOCOL_NAMES: ReadonlyMap<number, 'T=0' | 'T=1'> = new Map([
  [PROTOCOL.T0, 'T=0'],
  [PROTOCOL.T1, 'T=1'],
]);

class Tracer {
  readonly #sink: TraceSink;
  readonly #clock: Clock;
  readonly #readers = new Map<ScardHandle, string>();

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

  /** Also for the initialization of SCardReconnect, which tells the protocol agreed on. */
  disposed(card: ScardHandle, disposition: number, activeProtocol: number = PROTOCOL.UNDEFINED): void {
    if (disposition !== DISPOSITION.RESET_CARD && disposition !== DISPOSITION.UNPOWER_CARD) return;
    const action = disposition === DISPOSITION.RESET_CARD ? 'reset' : 'powerOff';
    const reader = this.readerOf(card);
    const protocol = PROTOCOL_NAMES.get(activeProtocol);
    this.#sink({ kind: 'power', origin: 'driver', card: reader, reader, action, ...(protocol && { protocol }) });
  }
}

/** The same winscard; `sink` takes every APDU, reset and loss of power that passes through it. */
export function traced(winscard: WinScard, sink: TraceSink, clock: Clock = SYSTEM_CLOCK): WinScard {
  const tracer = new Tracer(sink, clock);
  return {
    establishContext: (...call) => winscard.establishContext(...call),
    releaseContext: (context) => winscard.releaseContext(context),
    isValidContext: (context) => winscard.isValidContext(context),
    listReaders: (context) => winscard.listReaders(context),
    getStatusChange: (...call) => winscard.getStatusChange(...call),
    cancel: (context) => winscard.cancel(context),
    connect: async (context, reader, shareMode, preferredProtocols) => {
      const result = await winscard.connect(context, reader, shareMode, preferredProtocols);
      if (result.rv === SCARD.S_SUCCESS) tracer.connected(result.card, reader);
      return result;
    },
    reconnect: async (card, shareMode, preferredProtocols, initialization) => {
      const result = await winscard.reconnect(card, shareMode, preferredProtocols, initialization);
      if (result.rv === SCARD.S_SUCCESS) tracer.disposed(card, initialization, result.activeProtocol);
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
