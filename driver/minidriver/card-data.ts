/** CARD_DATA: what the caller gives to CardAcquireContext, and the context every other function takes. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { TraceSink } from '#trace/event.ts';
import type { CardPort } from '../iasecc/card-channel.ts';
import type { CardContents } from './card-contents.ts';
import type { Configuration } from './settings/configuration.ts';
import type { TraceLog } from './settings/trace-log.ts';
import { copyOf } from './structures/layouts.ts';

/** What the card module finds on its machine. */
export interface MinidriverSettings {
  readonly configuration?: Partial<Configuration>;
  /** The log of the card module, as on Windows. */
  readonly log?: TraceLog | undefined;
  /** Told of each function the program calls. */
  readonly trace?: TraceSink | undefined;
  /** Name of the program, for the trace. */
  readonly program?: string | undefined;
  /** Bytes of the padding that CardRSADecrypt puts back; the system's by default. */
  readonly random?: ((length: number) => Bytes) | undefined;
  /** For the durations told; that of the log by default. */
  readonly clock?: Clock | undefined;
}

/** Who is told of a call. */
export type Told = Pick<MinidriverSettings, 'log' | 'trace' | 'program' | 'clock'>;

/** The members of CARD_DATA that the caller fills. */
export interface CardDataRequest extends MinidriverSettings {
  /** dwVersion the caller knows, 4 and more; CARD_DATA_VERSION.CURRENT by default. */
  readonly version?: number;
  readonly atr: Bytes;
  /** pwszCardName: name under which the card is registered. */
  readonly cardName: string;
  /** hScard: the connected card. The caller holds the transactions. */
  readonly card: CardPort;
}

/** CARD_DATA after CardAcquireContext: the context of one card. */
export class CardData {
  /** dwVersion agreed upon, 4 to 7; fixed for the life of the context. */
  readonly version: number;
  readonly atr: Bytes;
  readonly cardName: string;
  readonly card: CardPort;
  readonly random: (length: number) => Bytes;
  /** Who is told of each call. */
  readonly told: Told;
  /** pvVendorSpecific: undefined before CardAcquireContext succeeds and after CardDeleteContext. */
  vendorSpecific: CardContents | undefined;

  constructor(version: number, request: CardDataRequest, contents: CardContents) {
    const { atr, cardName, card, log, trace, program, clock } = request;
    this.version = version;
    this.atr = copyOf(atr);
    this.cardName = cardName;
    this.card = card;
    this.random = request.random ?? randomBytes;
    this.told = { log, trace, program, clock };
    this.vendorSpecific = contents;
  }
}
