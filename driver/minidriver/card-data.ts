/** CARD_DATA: what the caller gives to CardAcquireContext, and the context every other function takes. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { CardPort } from '../iasecc/card-channel.ts';
import type { CardContents } from './card-contents.ts';
import { copyOf } from './layouts.ts';

/** The settings of the guide's table 18, and what nobody outside the issuer can know. */
export interface Configuration {
  /** wContainersFreshness and wFilesFreshness of cardcf. */
  readonly containersFreshness: number;
  readonly filesFreshness: number;
  /**
   * Container names of cmapfile: `{cardNumber}` stands for the 16 digits, `{suffix}` for AUTH or SIGN. The guide prints
   * it with spaces and eleven digits in front; whether both are meant nobody outside the issuer knows.
   */
  readonly containerName: string;
}

export const DEFAULT_CONFIGURATION: Configuration = {
  containersFreshness: 0,
  filesFreshness: 0,
  containerName: '80250000001 {cardNumber} {suffix}',
};

/** The members of CARD_DATA that the caller fills. */
export interface CardDataRequest {
  /** dwVersion the caller knows, 4 and more; CARD_DATA_VERSION.CURRENT by default. */
  readonly version?: number;
  readonly atr: Bytes;
  /** pwszCardName: name under which the card is registered. */
  readonly cardName: string;
  /** hScard: the connected card. The caller holds the transactions. */
  readonly card: CardPort;
  readonly configuration?: Partial<Configuration>;
}

/** CARD_DATA after CardAcquireContext: the context of one card. */
export class CardData {
  /** dwVersion agreed upon, 4 to 7; fixed for the life of the context. */
  readonly version: number;
  readonly atr: Bytes;
  readonly cardName: string;
  readonly card: CardPort;
  /** pvVendorSpecific: undefined before CardAcquireContext succeeds and after CardDeleteContext. */
  vendorSpecific: CardContents | undefined;

  constructor(version: number, atr: Bytes, cardName: string, card: CardPort, contents: CardContents) {
    this.version = version;
    this.atr = copyOf(atr);
    this.cardName = cardName;
    this.card = card;
    this.vendorSpecific = contents;
  }
}
