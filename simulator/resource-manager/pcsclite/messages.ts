/**
 * The messages of libpcsclite's socket protocol: what each command's body holds, and where.
 *
 * A request is a header (length of the body, command) and a body; TRANSMIT and CONTROL have data behind it that the
 * length does not count. The answer is the body with its fields filled in, no header before it. Integers are 32 bits in
 * the byte order of the machine, which is little-endian wherever this runs.
 *
 * Source: pcsc-lite 1.9.9 to 2.5, `winscard_msg.h`; reference/pcsclite-protocol.md 1 and 2.
 */

export const COMMAND = {
  ESTABLISH_CONTEXT: 0x01,
  RELEASE_CONTEXT: 0x02,
  CONNECT: 0x04,
  RECONNECT: 0x05,
  DISCONNECT: 0x06,
  BEGIN_TRANSACTION: 0x07,
  END_TRANSACTION: 0x08,
  TRANSMIT: 0x09,
  CONTROL: 0x0a,
  STATUS: 0x0b,
  CANCEL: 0x0d,
  GET_ATTRIB: 0x0f,
  SET_ATTRIB: 0x10,
  VERSION: 0x11,
  GET_READERS_STATE: 0x12,
  WAIT_READER_STATE_CHANGE: 0x13,
  STOP_WAITING: 0x14,
  GET_READER_EVENTS: 0x15,
  GET_READERS_STATE_SIZE: 0x16,
  GET_READERS_STATE_ARRAY: 0x17,
} as const;

export type CommandNumber = (typeof COMMAND)[keyof typeof COMMAND];

/** Where the fields of each body are, in bytes from its start; `size` is the length of the body. */
export const LAYOUT = {
  [COMMAND.VERSION]: { size: 12, major: 0, minor: 4, rv: 8 },
  [COMMAND.ESTABLISH_CONTEXT]: { size: 12, scope: 0, context: 4, rv: 8 },
  [COMMAND.RELEASE_CONTEXT]: { size: 8, context: 0, rv: 4 },
  [COMMAND.CONNECT]: {
    size: 152,
    context: 0,
    reader: 4,
    shareMode: 132,
    protocols: 136,
    card: 140,
    activeProtocol: 144,
    rv: 148,
  },
  [COMMAND.RECONNECT]: {
    size: 24,
    card: 0,
    shareMode: 4,
    protocols: 8,
    initialization: 12,
    activeProtocol: 16,
    rv: 20,
  },
  [COMMAND.DISCONNECT]: { size: 12, card: 0, disposition: 4, rv: 8 },
  [COMMAND.BEGIN_TRANSACTION]: { size: 8, card: 0, rv: 4 },
  [COMMAND.END_TRANSACTION]: { size: 12, card: 0, disposition: 4, rv: 8 },
  [COMMAND.TRANSMIT]: {
    size: 32,
    card: 0,
    sendProtocol: 4,
    sendPciLength: 8,
    sendLength: 12,
    receiveProtocol: 16,
    receivePciLength: 20,
    receiveLength: 24,
    rv: 28,
  },
  [COMMAND.CONTROL]: { size: 24, card: 0, controlCode: 4, sendLength: 8, receiveLength: 12, returned: 16, rv: 20 },
  [COMMAND.STATUS]: { size: 8, card: 0, rv: 4 },
  [COMMAND.CANCEL]: { size: 8, context: 0, rv: 4 },
  [COMMAND.GET_ATTRIB]: { size: 280, card: 0, attribute: 4, value: 8, length: 272, rv: 276 },
  [COMMAND.SET_ATTRIB]: { size: 280, card: 0, attribute: 4, value: 8, length: 272, rv: 276 },
  [COMMAND.GET_READERS_STATE]: { size: 0 },
  [COMMAND.WAIT_READER_STATE_CHANGE]: { size: 0 },
  [COMMAND.STOP_WAITING]: { size: 0 },
  [COMMAND.GET_READER_EVENTS]: { size: 0 },
  [COMMAND.GET_READERS_STATE_SIZE]: { size: 0 },
  [COMMAND.GET_READERS_STATE_ARRAY]: { size: 0 },
} as const satisfies Readonly<Record<CommandNumber, { readonly size: number } & Readonly<Record<string, number>>>>;

export const HEADER_LENGTH = 8;
/** Room for an attribute in GET_ATTRIB and SET_ATTRIB. */
export const MAX_ATTRIBUTE_LENGTH = 264;
/** Room for a reader's name, its final NUL included. */
export const READER_NAME_LENGTH = 128;
/** Longest data behind TRANSMIT and CONTROL: an extended APDU, and a little. */
export const MAX_DATA_LENGTH = 65548;

export function isCommand(number: number): number is CommandNumber {
  return number in LAYOUT;
}

/** A message body; offsets come from LAYOUT. */
export class Body {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get(offset: number): number {
    return this.bytes.readUInt32LE(offset);
  }

  set(offset: number, value: number): this {
    this.bytes.writeUInt32LE(value >>> 0, offset);
    return this;
  }

  /** UTF-8 up to the first NUL, at most `length` bytes. */
  text(offset: number, length: number): string {
    const field = this.bytes.subarray(offset, offset + length);
    const end = field.indexOf(0);
    return field.toString('utf8', 0, end < 0 ? length : end);
  }
}

/** A body of zeros with some numbers in it, by their offsets. */
export function structure(size: number, fields: Readonly<Record<number, number>>): Buffer {
  const body = new Body(Buffer.alloc(size));
  for (const [offset, value] of Object.entries(fields)) body.set(Number(offset), value);
  return body.bytes;
}

/** `wait_reader_state_change`: what ends a wait. */
export function waitStructure(rv: number): Buffer {
  return structure(8, { 4: rv });
}
