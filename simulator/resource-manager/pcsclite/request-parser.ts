/**
 * Requests out of a byte stream: a client sends header, body and data in one to three pieces, cut anywhere.
 *
 * Source: reference/pcsclite-protocol.md 1, 2.
 */

import { ReasonedError } from '#common/coded-error.ts';
import { englishOnly } from '#common/language.ts';
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

/** What no client would do: a request that is none, or of another client's card; more at once than is kept for it. */
export type ProtocolReason = 'command' | 'body' | 'attribute' | 'data' | 'handle' | 'sentAhead' | 'notRead';

/** Bytes that no client would send; pcscd closes the connection, and so do we. */
export class ProtocolError extends ReasonedError<ProtocolReason> {
  override readonly name = 'ProtocolError';
  readonly code = 'ERR_PCSCLITE_PROTOCOL';
}

export interface Request {
  readonly command: CommandNumber;
  readonly body: Body;
  /** What follows the body of TRANSMIT and CONTROL; empty for the others. */
  readonly data: Buffer;
}

function commandOf(buffered: Buffer): CommandNumber {
  const size = buffered.readUInt32LE(0);
  const command = buffered.readUInt32LE(4);
  if (!isCommand(command)) throw new ProtocolError('command', englishOnly(`command ${command}: no such command`));
  if (size !== LAYOUT[command].size)
    throw new ProtocolError(
      'body',
      englishOnly(`command ${command}: body of ${size} bytes, expected ${LAYOUT[command].size}`),
    );
  return command;
}

/** Length of the data behind a body. @throws ProtocolError */
function dataLength(command: CommandNumber, body: Body): number {
  if (command === COMMAND.GET_ATTRIB || command === COMMAND.SET_ATTRIB) {
    const length = body.get(LAYOUT[command].length);
    if (length > MAX_ATTRIBUTE_LENGTH)
      throw new ProtocolError(
        'attribute',
        englishOnly(`attribute of ${length} bytes, expected at most ${MAX_ATTRIBUTE_LENGTH}`),
      );
  }
  if (command !== COMMAND.TRANSMIT && command !== COMMAND.CONTROL) return 0;
  const length = body.get(LAYOUT[command].sendLength);
  if (length > MAX_DATA_LENGTH)
    throw new ProtocolError('data', englishOnly(`data of ${length} bytes, expected at most ${MAX_DATA_LENGTH}`));
  return length;
}

export class RequestParser {
  #chunks: Buffer[] = [];
  #length = 0;
  /** As many bytes tell more of the request under way. */
  #needed: number = HEADER_LENGTH;

  /** Bytes that have not become a request yet. */
  get waiting(): number {
    return this.#length;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next whole request, or undefined when more bytes are needed. @throws ProtocolError */
  next(): Request | undefined {
    while (this.#length >= this.#needed) {
      const buffered = this.#joined();
      const command = commandOf(buffered);
      const dataAt = HEADER_LENGTH + LAYOUT[command].size;
      this.#needed = dataAt;
      if (buffered.length < dataAt) continue;
      const body = new Body(buffered.subarray(HEADER_LENGTH, dataAt));
      const end = dataAt + dataLength(command, body);
      this.#needed = end;
      if (buffered.length < end) continue;
      this.#restart(buffered.subarray(end));
      return { command, body, data: buffered.subarray(dataAt, end) };
    }
    return undefined;
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    const buffered = this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks);
    this.#chunks = [buffered];
    return buffered;
  }

  #restart(rest: Buffer): void {
    this.#chunks = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    this.#needed = HEADER_LENGTH;
  }
}
