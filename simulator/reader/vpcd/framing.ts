/**
 * Messages between vpcd (the reader) and vpicc (the card): two bytes of length, big-endian, and that many bytes.
 *
 * From the reader a message of one byte is a control, anything else a command APDU. From the card a message is the ATR
 * or a response APDU.
 *
 * Source: vsmartcard, "Virtual Smart Card" documentation, protocol between vpcd and vpicc.
 */

import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { type Bytes, concat, NO_BYTES, uint16, uint16At } from '#iso7816/bytes.ts';

/** Controls of the reader; only `getAtr` is answered. */
export const VPCD_CONTROL = { POWER_OFF: 0, POWER_ON: 1, RESET: 2, GET_ATR: 4 } as const;

/** Ports of vsmartcard's vpcd: this one is the first slot's, the next one the second's. */
export const VPCD_PORT = 35963;

export const MAX_MESSAGE_LENGTH = 0xffff;

const HEADER_LENGTH = 2;
export const MAX_FRAME_LENGTH = HEADER_LENGTH + MAX_MESSAGE_LENGTH;

export class FramingError extends CodedError {
  override readonly name = 'FramingError';
  readonly code: 'ERR_VPCD_MESSAGE_TOO_LONG' | 'ERR_VPCD_MESSAGE_CUT';

  constructor(code: FramingError['code'], message: Text) {
    super(message);
    this.code = code;
  }
}

/** Length of a message with its own length before it. @throws FramingError over 65535 bytes */
function framedLength(message: Bytes): number {
  if (message.length > MAX_MESSAGE_LENGTH) {
    throw new FramingError('ERR_VPCD_MESSAGE_TOO_LONG', {
      en: `message of ${message.length} bytes, vpcd's two-byte length carries at most ${MAX_MESSAGE_LENGTH}`,
      fr: `message de ${message.length} octets, la longueur sur deux octets de vpcd en porte ${MAX_MESSAGE_LENGTH} au plus`,
    });
  }
  return HEADER_LENGTH + message.length;
}

/** Puts length and message to the beginning of `framed`; how many bytes they take. @throws FramingError over 65535 bytes */
export function frameInto(framed: Bytes, message: Bytes): number {
  const length = framedLength(message);
  framed[0] = message.length >> 8;
  framed[1] = message.length & 0xff;
  framed.set(message, HEADER_LENGTH);
  return length;
}

/** Length and message as one piece of memory, so that they leave in one TCP segment. @throws FramingError over 65535 bytes */
export function frame(message: Bytes): Bytes {
  const framed = new Uint8Array(framedLength(message));
  frameInto(framed, message);
  return framed;
}

/** The beginning of a message of that length, which is never ended. */
export function partOfFrame(part: Bytes, length: number): Bytes {
  return concat(uint16(length), part);
}

const NO_MESSAGES: readonly Bytes[] = [];

/** Not `slice`, which shares the memory of a Buffer, and no view first: a piece of memory costs more than to copy a command. */
function copy(bytes: Bytes, length: number): Bytes {
  const copied = new Uint8Array(length);
  for (let i = 0; i < length; i++) copied[i] = bytes[i] as number;
  return copied;
}

/** Takes the bytes of a stream however they were cut, gives its messages whole. */
export class FrameDecoder {
  #chunks: Bytes[] = [];
  #length = 0;
  readonly #header = new Uint8Array(HEADER_LENGTH);
  /** Bytes that must have come before it is worth looking again. */
  #needed = HEADER_LENGTH;

  /** The messages that the first `length` bytes of `chunk` complete, in order; all is copied, `chunk` may be used again. */
  push(chunk: Bytes, length = chunk.length): readonly Bytes[] {
    if (this.#length === 0 && length === HEADER_LENGTH) return this.#begin(chunk);
    if (this.holdsLengthAlone && this.#length + length === this.#needed) return [this.#whole(chunk, length)];
    this.#chunks.push(copy(chunk, length));
    this.#length += length;
    return this.#length < this.#needed ? [] : this.#cut(this.#joined());
  }

  /** All that has come of the next message is its length: vpcd up to 3.3 sends it apart. */
  get holdsLengthAlone(): boolean {
    return this.#length === HEADER_LENGTH;
  }

  /** What has come of a message whose length is known; undefined when none has begun. */
  get begun(): { readonly part: Bytes; readonly length: number } | undefined {
    if (this.#length < HEADER_LENGTH) return undefined;
    return { part: this.#joined().slice(HEADER_LENGTH), length: this.#needed - HEADER_LENGTH };
  }

  /** The stream has ended. @throws FramingError when it ended inside a message */
  end(): void {
    const [got, needed] = [this.#length, this.#needed];
    this.#keep(NO_BYTES, HEADER_LENGTH);
    if (got === 0) return;
    const expected = got < HEADER_LENGTH ? HEADER_LENGTH : needed;
    throw new FramingError('ERR_VPCD_MESSAGE_CUT', {
      en: `connection ended inside a message: ${got} bytes of ${expected}`,
      fr: `connexion terminée au milieu d'un message : ${got} octets sur ${expected}`,
    });
  }

  /** A length alone, then its message alone: what vpcd up to 3.3 sends, command after command. */
  #begin(header: Bytes): readonly Bytes[] {
    const length = uint16At(header, 0);
    if (length === 0) return [NO_BYTES];
    this.#header[0] = length >> 8;
    this.#header[1] = length & 0xff;
    this.#chunks = [this.#header];
    this.#length = HEADER_LENGTH;
    this.#needed = HEADER_LENGTH + length;
    return NO_MESSAGES;
  }

  #whole(chunk: Bytes, length: number): Bytes {
    this.#chunks = [];
    this.#length = 0;
    this.#needed = HEADER_LENGTH;
    return copy(chunk, length);
  }

  #cut(bytes: Bytes): Bytes[] {
    const messages: Bytes[] = [];
    let offset = 0;
    for (;;) {
      const high = bytes[offset];
      const low = bytes[offset + 1];
      const end = high === undefined || low === undefined ? undefined : offset + HEADER_LENGTH + ((high << 8) | low);
      if (end === undefined || end > bytes.length) {
        this.#keep(bytes.subarray(offset), end === undefined ? HEADER_LENGTH : end - offset);
        return messages;
      }
      messages.push(new Uint8Array(bytes.subarray(offset + HEADER_LENGTH, end)));
      offset = end;
    }
  }

  #keep(rest: Bytes, needed: number): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#needed = needed;
  }

  #joined(): Bytes {
    const [first] = this.#chunks;
    return this.#chunks.length === 1 && first !== undefined ? first : concat(...this.#chunks);
  }
}
