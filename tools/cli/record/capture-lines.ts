/**
 * The exchanges in a capture that `--trace pcapng=FILE` has written, as lines with arrows.
 *
 * Source: IETF draft-ietf-opsawg-pcapng-02, 4; Wireshark's wsutil/exported_pdu_tlvs.h (LINKTYPE 252, Exported PDU).
 */

import { toHex } from '#iso7816/bytes.ts';
import { RecordingError } from '#trace/recording.ts';
import type { TextLine } from '../text-lines.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const ENHANCED_PACKET = 6;
const COMMENT = 1;
/** Interface, time in two parts, length captured, length of the packet. */
const PACKET_HEAD = 20;
/** Type and length before a block's body, its length once more behind it. */
const AROUND = 12;
/** Of an exported PDU; big endian. */
const TAG = { END: 0, DISSECTOR: 12, DIRECTION: 35 } as const;
const TO_CARD = 0;

const padded = (length: number) => length + (-length & 3);

/** Whether these bytes begin a capture, of either byte order. */
export function isCapture(beginning: Buffer): boolean {
  return beginning.length >= 4 && beginning.readUInt32BE() === SECTION_HEADER;
}

interface Exported {
  readonly dissector: string;
  readonly toCard: boolean;
  readonly data: Buffer;
}

function exportedPdu(packet: Buffer): Exported {
  let [at, dissector, toCard] = [0, '', false];
  for (;;) {
    const [tag, length] = [packet.readUInt16BE(at), packet.readUInt16BE(at + 2)];
    const value = packet.subarray(at + 4, at + 4 + length);
    at += 4 + length;
    if (tag === TAG.END) return { dissector, toCard, data: packet.subarray(at) };
    if (tag === TAG.DISSECTOR) dissector = value.toString('latin1').replace(/\0+$/, '');
    if (tag === TAG.DIRECTION) toCard = value.readUInt32BE() === TO_CARD;
  }
}

/** The numbers of one byte order. */
type Numbers = (bytes: Buffer, at: number, size: 2 | 4) => number;
const LITTLE: Numbers = (bytes, at, size) => bytes.readUIntLE(at, size);
const BIG: Numbers = (bytes, at, size) => bytes.readUIntBE(at, size);

function commentsIn(options: Buffer, numbers: Numbers): string[] {
  const comments: string[] = [];
  for (let at = 0; at + 4 <= options.length; ) {
    const [code, length] = [numbers(options, at, 2), numbers(options, at + 2, 2)];
    if (code === COMMENT) comments.push(options.toString('utf8', at + 4, at + 4 + length));
    at += 4 + padded(length);
  }
  return comments;
}

/** What the card's power did, as our comment of an answer to reset says. */
function powerIn(comments: readonly string[]): string {
  return comments.some((comment) => comment.endsWith(': reset')) ? 'reset' : 'power on';
}

/** @throws RangeError when the block is not whole */
class Exchange {
  /** The command that each interface waits with for its response. */
  readonly #commands = new Map<number, string>();

  *lines(body: Buffer, numbers: Numbers): Generator<string> {
    const [on, length] = [numbers(body, 0, 4), numbers(body, 12, 4)];
    const { dissector, toCard, data } = exportedPdu(body.subarray(PACKET_HEAD, PACKET_HEAD + length));
    if (dissector !== 'iso7816') return;
    const command = this.#commands.get(on);
    this.#commands.delete(on);
    if (toCard) this.#commands.set(on, toHex(data, ' '));
    else if (command === undefined) yield powerIn(commentsIn(body.subarray(PACKET_HEAD + padded(length)), numbers));
    else yield* [`=> ${command}`, `<= ${toHex(data, ' ')}`];
  }
}

function* linesIn(capture: Buffer): Generator<string> {
  const exchange = new Exchange();
  let numbers = LITTLE;
  for (let at = 0; at < capture.length; ) {
    if (isCapture(capture.subarray(at))) numbers = capture.readUInt32LE(at + 8) === BYTE_ORDER_MAGIC ? LITTLE : BIG;
    const [type, length] = [numbers(capture, at, 4), numbers(capture, at + 4, 4)];
    if (length < AROUND || at + length > capture.length) throw new RangeError(`a block of ${length} bytes at ${at}`);
    if (type === ENHANCED_PACKET) yield* exchange.lines(capture.subarray(at + 8, at + length - 4), numbers);
    at += length;
  }
}

/** The exchanges in a capture, as often as they are asked for. */
export class CaptureLines {
  readonly #file: string;
  readonly #capture: Buffer;

  constructor(file: string, capture: Buffer) {
    this.#file = file;
    this.#capture = capture;
  }

  /** @throws RecordingError where the capture is cut off or no capture */
  *[Symbol.iterator](): Generator<TextLine> {
    let number = 0;
    try {
      for (const text of linesIn(this.#capture)) yield { number: ++number, text, ended: true };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RecordingError({
        en: `${this.#file}: the capture is cut off or damaged behind its exchange ${number}`,
        fr: `${this.#file} : la capture est coupée ou abîmée après son échange ${number}`,
      });
    }
  }
}
