/**
 * A card in the field of a contactless reader. What the antenna learnt of it the reader tells itself, as the answer to a
 * command of class FF that never reaches the card; everything else passes through.
 *
 * Source: PC/SC part 3, revision 2.01.09, 3.2.2.1.3 (Get Data) and 3.1.3.2.3.1 (the ATR that the reader makes of an ATS).
 */
import { historicalBytes } from '#iso7816/atr.ts';
import { type Bytes, concat, NO_BYTES, uint16 } from '#iso7816/bytes.ts';
import { readCommandApdu } from '#iso7816/command-apdu.ts';
import { INS } from '#iso7816/ins.ts';
import { SW, swWrongLe } from '#iso7816/status-word.ts';
import type { TraceSink } from '#trace/event.ts';
import type { SmartCard } from '../card/port.ts';

const READER_CLASS = 0xff;
const INS_OFFSET = 1;
/** P1 of Get Data. */
const DATA = { UID: 0x00, HISTORICAL_BYTES: 0x01 } as const;

type NearCard = Omit<SmartCard, 'getAtr'> & { getAtr(): Bytes };

export class CardInField implements SmartCard {
  readonly name: string;
  readonly #card: NearCard;
  readonly #uid: Bytes;
  readonly #trace: TraceSink | undefined;

  /** @param uid what the card said of itself when the reader looked for cards */
  constructor(card: NearCard, uid: Bytes, trace?: TraceSink) {
    this.name = card.name;
    this.#card = card;
    this.#uid = uid;
    this.#trace = trace;
  }

  powerOn(): Bytes | Promise<Bytes> {
    return this.#card.powerOn();
  }

  powerOff(): void | Promise<void> {
    return this.#card.powerOff();
  }

  reset(): Bytes | Promise<Bytes> {
    return this.#card.reset();
  }

  getAtr(): Bytes {
    return this.#card.getAtr();
  }

  transmit(command: Bytes): Bytes | Promise<Bytes> {
    if (command[0] !== READER_CLASS || command[INS_OFFSET] !== INS.GET_DATA) return this.#card.transmit(command);
    const response = this.#getData(command);
    this.#trace?.({ kind: 'apdu', origin: 'reader', card: this.name, command, response, durationMs: 0 });
    return response;
  }

  #getData(bytes: Bytes): Bytes {
    const command = readCommandApdu(bytes);
    if (typeof command === 'function' || command.data.length > 0) return uint16(SW.WRONG_LENGTH);
    const { p1, p2, ne } = command;
    if (p2 !== 0) return uint16(SW.WRONG_P1_P2);
    if (p1 !== DATA.UID && p1 !== DATA.HISTORICAL_BYTES) return uint16(SW.FUNCTION_NOT_SUPPORTED);
    const data = p1 === DATA.UID ? this.#uid : (historicalBytes(this.#card.getAtr()) ?? NO_BYTES);
    // Without Le, and with Le 00, all of it.
    if (ne === 0 || ne >= 256 || ne === data.length) return concat(data, uint16(SW.SUCCESS));
    return ne < data.length ? uint16(swWrongLe(data.length)) : concat(data, uint16(SW.END_OF_FILE));
  }
}
