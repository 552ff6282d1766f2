/**
 * A recording without whose card it was. Files are read in pieces: they are put together, freed of their holder as a whole,
 * and taken apart again.
 */
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { INS } from '#iso7816/ins.ts';
import { bytesAvailable } from '#iso7816/status-word.ts';
import { CardPosition } from '#trace/card-position.ts';
import type { ApduEvent, PcscEvent, StampedEvent } from '#trace/event.ts';
import { withoutHolder, withoutNumber } from './hidden-data.ts';

const OFFSET = { CLA: 0, INS: 1, P1: 2, P2: 3 } as const;
const STATUS_WORD_LENGTH = 2;
const SHORT_FID = 0x80;
/** The reader answers these itself: the UID of a contactless card among them. */
const READER_CLASS = 0xff;
const READER_SERIAL_NUMBER = 'SCARD_ATTR_VENDOR_IFD_SERIAL_NO';

const byte = (command: Bytes, at: number) => command[at] ?? 0;

/** Where the data of one answer stand in a content. */
interface Piece {
  readonly content: Content;
  readonly offset: number;
}

/** What is known of a file, or of the answer to one command. */
class Content {
  #bytes: Bytes = new Uint8Array(0);
  #hidden: Bytes | undefined;

  put(offset: number, data: Bytes): void {
    const end = offset + data.length;
    if (end > this.#bytes.length) this.#bytes = concat(this.#bytes, new Uint8Array(end - this.#bytes.length));
    this.#bytes.set(data, offset);
  }

  /** When all that was read of it has been put. */
  hidden(offset: number, length: number): Bytes {
    this.#hidden ??= withoutHolder(this.#bytes);
    return this.#hidden.subarray(offset, offset + length);
  }
}

/** The contents of one card. */
class CardContents {
  readonly #position = new CardPosition();
  readonly #files = new Map<string, Content>();
  /** What the next GET RESPONSE goes on with. */
  #pending: Piece | undefined;

  reset(): void {
    this.#position.reset();
    this.#pending = undefined;
  }

  /** Undefined for an answer that tells of nobody: signatures, challenges, FCP. */
  take({ command, response }: ApduEvent): Piece | undefined {
    const piece = this.#pieceOf(command);
    this.#position.answered(command, response);
    const data = response.subarray(0, -STATUS_WORD_LENGTH);
    piece?.content.put(piece.offset, data);
    const more = bytesAvailable((byte(response, response.length - 2) << 8) | byte(response, response.length - 1));
    this.#pending = piece && more !== undefined ? { ...piece, offset: piece.offset + data.length } : undefined;
    return piece;
  }

  #pieceOf(command: Bytes): Piece | undefined {
    const ins = byte(command, OFFSET.INS);
    if (ins === INS.GET_RESPONSE) return this.#pending;
    if (ins === INS.READ_BINARY) return this.#pieceOfFile(command);
    const alone: readonly number[] = [INS.GET_DATA, INS.GET_DATA_ODD, INS.READ_RECORD];
    return alone.includes(ins) ? { content: new Content(), offset: 0 } : undefined;
  }

  #pieceOfFile(command: Bytes): Piece {
    const p1 = byte(command, OFFSET.P1);
    const p2 = byte(command, OFFSET.P2);
    const isBySfi = (p1 & SHORT_FID) !== 0;
    const name = this.#position.placeOf(command);
    const content = this.#files.get(name) ?? new Content();
    this.#files.set(name, content);
    return { content, offset: isBySfi ? p2 : (p1 << 8) | p2 };
  }
}

function hiddenResponse({ command, response }: ApduEvent, piece: Piece | undefined): Bytes {
  const length = response.length - STATUS_WORD_LENGTH;
  if (length <= 0) return response;
  const sw = response.subarray(length);
  if (byte(command, OFFSET.CLA) === READER_CLASS) return concat(withoutNumber(response.subarray(0, length)), sw);
  return piece === undefined ? response : concat(piece.content.hidden(piece.offset, length), sw);
}

/** What is written to a card is of its holder too. */
function hiddenCommand({ command }: ApduEvent): Bytes {
  if (byte(command, OFFSET.INS) !== INS.UPDATE_BINARY) return command;
  return concat(command.subarray(0, 5), withoutHolder(command.subarray(5)));
}

function hiddenCall(event: StampedEvent & PcscEvent): StampedEvent {
  if (event.detail !== READER_SERIAL_NUMBER || event.output === undefined) return event;
  return { ...event, output: withoutNumber(event.output) };
}

/**
 * A card file may be named as its holder is: the name of its reader stands for it, as in the other events.
 * @param events each command told once
 */
export function withoutIdentity(events: readonly StampedEvent[]): readonly StampedEvent[] {
  const cards = new Map<string, CardContents>();
  const pieces = new Map<StampedEvent, Piece>();
  for (const event of events) {
    if (event.kind !== 'apdu' && event.kind !== 'power') continue;
    const contents = cards.get(event.card) ?? new CardContents();
    cards.set(event.card, contents);
    const piece = event.kind === 'apdu' ? contents.take(event) : contents.reset();
    if (event.kind === 'apdu' && piece) pieces.set(event, piece);
  }
  return events.map((event) => {
    if (event.kind === 'pcsc') return hiddenCall(event);
    if (event.kind === 'reader' && event.card !== undefined) return { ...event, card: event.reader };
    if (event.kind !== 'apdu') return event;
    return { ...event, command: hiddenCommand(event), response: hiddenResponse(event, pieces.get(event)) };
  });
}
