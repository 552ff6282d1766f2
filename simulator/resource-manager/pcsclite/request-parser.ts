/**
 * Requests out of a byte stream: a client sends header, body and data in one to three pieces, cut anywhere.
 *
 * Source: reference/pcsclite-protocol.md 1, 2.
 */
import {
  Body,
  COMMAND,
  type CommandNumber,
  HEADER_LENGTH,
  isCommand,
  LAYOUT,
  MAX_ATTRIBUTE_LENGTH,
  MAX_DATA_LENGTH,
} from './messages.ts';

/** Bytes that no client would send; pcscd closes the connection, and so do we. */
export class ProtocolError extends Error {
  override name = 'ProtocolError';
  readonly code = 'ERR_PCSCLITE_PROTOCOL';
}

export interface Request {
  readonly command: CommandNumber;
  readonly body: Body;
  /** What follows the body of TRANSMIT and CONTROL; empty for the others. */
  readonly data: Buffer;
}

const NO_DATA = Buffer.alloc(0);

function commandOf(buffered: Buffer): CommandNumber {
  const size = buffered.readUInt32LE(0);
  const command = buffered.readUInt32LE(4);
  if (!isCommand(command)) throw new ProtocolError(`command ${command}: no such command`);
  if (size !== LAYOUT[command].size)
    throw new ProtocolError(`command ${command}: body of ${size} bytes, expected ${LAYOUT[command].size}`);
  return command;
}

/** Length of the data behind a body. @throws ProtocolError */
function dataLength(command: CommandNumber, body: Body): number {
  if (command === COMMAND.GET_ATTRIB || command === COMMAND.SET_ATTRIB) {
    const length = body.get(LAYOUT[command].length);
    if (length > MAX_ATTRIBUTE_LENGTH) throw new ProtocolError(`attribute of ${length} bytes`);
  }
  if (command !== COMMAND.TRANSMIT && command !== COMMAND.CONTROL) return 0;
  const length = body.get(LAYOUT[command].sendLength);
  if (length > MAX_DATA_LENGTH) throw new ProtocolError(`data of ${length} bytes, expected at most ${MAX_DATA_LENGTH}`);
  return length;
}

export class RequestParser {
  #buffered: Buffer = NO_DATA;

  /** Bytes that wait for the rest of their request. */
  get waiting(): number {
    return this.#buffered.length;
  }

  push(chunk: Buffer): void {
    this.#buffered = this.#buffered.length === 0 ? chunk : Buffer.concat([this.#buffered, chunk]);
  }

  /** The next whole request, or undefined when more bytes are needed. @throws ProtocolError */
  next(): Request | undefined {
    const buffered = this.#buffered;
    if (buffered.length < HEADER_LENGTH) return undefined;
    const command = commandOf(buffered);
    const dataAt = HEADER_LENGTH + LAYOUT[command].size;
    if (buffered.length < dataAt) return undefined;
    const body = new Body(buffered.subarray(HEADER_LENGTH, dataAt));
    const end = dataAt + dataLength(command, body);
    if (buffered.length < end) return undefined;
    this.#buffered = buffered.subarray(end);
    return { command, body, data: buffered.subarray(dataAt, end) };
  }
}
