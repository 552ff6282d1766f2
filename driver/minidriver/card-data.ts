/** CARD_DATA: what the caller gives to CardAcquireContext, and the context every other function takes. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { CardPort } from '../iasecc/card-channel.ts';
import type { CardContents } from './card-contents.ts';
import type { Configuration } from './settings/configuration.ts';
import type { TraceLog } from './settings/trace-log.ts';
import { copyOf } from './structures/layouts.ts';

/** What the card module finds on its machine. */
export interface MinidriverSettings {
  readonly configuration?: Partial<Configuration>;
  /** Where the calls are told. */
  readonly log?: TraceLog | undefined;
}

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
  readonly log: TraceLog | undefined;
  /** pvVendorSpecific: undefined before CardAcquireContext succeeds and after CardDeleteContext. */
  vendorSpecific: CardContents | undefined;

  constructor(version: number, { atr, cardName, card, log }: CardDataRequest, contents: CardContents) {
    this.version = version;
    this.atr = copyOf(atr);
    this.cardName = cardName;
    this.card = card;
    this.log = log;
    this.vendorSpecific = contents;
  }
}
