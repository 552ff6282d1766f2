/** What a recording holds beside the calls: commands and answers, answers to reset; commands masked. */
import type { Clock } from '#common/clock.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { maskCommand } from '#iso7816/mask.ts';
import { DISPOSITION, PROTOCOL } from '#pcsc/scard.ts';
import type { PowerEvent, TraceOrigin, TraceSink } from './event.ts';

/** A command that a card has answered. */
export interface Transmitted {
  readonly command: Bytes;
  readonly response: Bytes;
  /** Of the clock, when it was sent. */
  readonly sentAt: number;
}

export interface ToldExchangesOptions {
  readonly sink: TraceSink;
  readonly origin: TraceOrigin;
  readonly clock: Clock;
  /** The answer to reset of the card in a reader. */
  readonly atrOf: (reader: string) => Bytes;
  readonly codes?: CodeWatch | undefined;
}

/** Is shown the data fields that hold codes, to look for them elsewhere: what is shown is never kept with what is told. */
export type CodeWatch = (data: Bytes) => void;

/** CLA to Lc. */
const HEADER_LENGTH = 5;

const PROTOCOLS: Readonly<Record<number, NonNullable<PowerEvent['protocol']>>> = {
  [PROTOCOL.T0]: 'T=0',
  [PROTOCOL.T1]: 'T=1',
};

export class ToldExchanges {
  readonly #options: ToldExchangesOptions;
  /** Protocol and ATR that were told of each reader. */
  readonly #known = new Map<string, string>();

  constructor(options: ToldExchangesOptions) {
    this.#options = options;
  }

  /** A program is connected to the card: told once for each card that shows itself. */
  connected(reader: string, protocol: number): void {
    const atr = this.#options.atrOf(reader);
    const found = `${protocol} ${toHex(atr)}`;
    if (atr.length === 0 || this.#known.get(reader) === found) return;
    this.#known.set(reader, found);
    this.#power(reader, 'powerOn', PROTOCOLS[protocol]);
  }

  /** A call left the card like this. */
  left(reader: string | undefined, disposition: number): void {
    const resets = disposition === DISPOSITION.RESET_CARD || disposition === DISPOSITION.UNPOWER_CARD;
    if (resets && reader !== undefined) this.#power(reader, 'reset');
  }

  transmitted(reader: string, program: string, { command, response, sentAt }: Transmitted): void {
    const { sink, origin, clock, codes } = this.#options;
    const masked = maskCommand(command);
    if (masked !== command) codes?.(command.subarray(HEADER_LENGTH));
    sink({
      kind: 'apdu',
      origin,
      card: reader,
      // What comes from a socket is a piece of a larger block.
      command: masked === command ? new Uint8Array(command) : masked,
      response,
      durationMs: clock.now() - sentAt,
      program,
    });
  }

  #power(reader: string, action: PowerEvent['action'], protocol?: PowerEvent['protocol']): void {
    const { sink, origin, atrOf } = this.#options;
    const atr = atrOf(reader);
    sink({ kind: 'power', origin, card: reader, action, reader, atr, ...(protocol !== undefined && { protocol }) });
  }
}
