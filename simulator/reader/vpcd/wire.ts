/**
 * The connection of a card to its reader: answers leave by it, and messages are taken from it.
 *
 * A reader at work sends its next message microseconds after an answer, and one that sends length and message apart makes
 * two of it: the way through the event loop costs more than the card. Where system calls are given, a message is waited
 * for in the kernel first, for a moment; the event loop stands still meanwhile and has its turn at least every 20 ms.
 */
import type { Socket } from 'node:net';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { frame, frameInto, MAX_FRAME_LENGTH } from './framing.ts';

/** System calls on the descriptor of a connected socket. */
export interface BlockingSocket {
  /** Reading waits from now on, each time at most for `patienceMs`. */
  block(fd: number, patienceMs: number): void;
  /** Reading waits no longer, as the event loop wants it. */
  unblock(fd: number): void;
  /** Bytes read into `buffer`; none, or a negative number, when none came. */
  receive(fd: number, buffer: Bytes): number;
  /** Of the first `length` bytes, how many were sent without waiting; a negative number for none. */
  send(fd: number, bytes: Bytes, length: number): number;
}

export interface WireOptions {
  readonly acknowledge?: ((fd: number) => void) | undefined;
  readonly blocking?: BlockingSocket | undefined;
}

const PATIENCE_MS = 2;
const LONGEST_MS = 20;
/** Looking at the clock after each reading would be felt. */
const READINGS_A_LOOK = 16;

export class Wire {
  readonly #socket: Socket;
  readonly #options: WireOptions;
  /** The one memory of all answers that leave at once. */
  readonly #frame = new Uint8Array(MAX_FRAME_LENGTH);
  #fd: number | undefined;

  constructor(socket: Socket, options: WireOptions) {
    this.#socket = socket;
    this.#options = options;
  }

  /** One message. */
  send(message: Bytes): void {
    if (!this.#socket.writable) return;
    if (!this.#sendNow(message)) this.#socket.write(frame(message));
    const fd = this.#descriptor();
    // Sending made the kernel delay acknowledgements again: each answer is followed by the cure.
    if (fd !== undefined) this.#options.acknowledge?.(fd);
  }

  /** False when nothing was sent: never before what waits already; what did not leave at once waits then. */
  #sendNow(message: Bytes): boolean {
    const { blocking } = this.#options;
    const fd = this.#descriptor();
    if (blocking === undefined || fd === undefined || this.#socket.writableLength > 0) return false;
    const length = frameInto(this.#frame, message);
    const sent = blocking.send(fd, this.#frame, length);
    if (sent <= 0) return false;
    if (sent < length) this.#socket.write(this.#frame.slice(sent, length));
    return true;
  }

  /** Reads into `buffer` and calls `take` for as long as the reader is at work and `take` says that it may go on. */
  linger(buffer: Bytes, take: (buffer: Bytes, length: number) => boolean): void {
    const { blocking } = this.#options;
    const fd = this.#descriptor();
    if (blocking === undefined || fd === undefined) return;
    const end = SYSTEM_CLOCK.now() + LONGEST_MS;
    blocking.block(fd, PATIENCE_MS);
    for (let count = 1; ; count++) {
      const length = blocking.receive(fd, buffer);
      // An end or an error is left to the event loop, which meets it again.
      if (length <= 0 || !take(buffer, length)) break;
      if (count % READINGS_A_LOOK === 0 && SYSTEM_CLOCK.now() > end) break;
    }
    if (!this.#socket.destroyed) blocking.unblock(fd);
  }

  /** Of the socket's handle: Node has no public name for it. */
  #descriptor(): number | undefined {
    if (this.#socket.destroyed) return undefined;
    this.#fd ??= (this.#socket as unknown as { readonly _handle?: { readonly fd?: number } })._handle?.fd;
    return this.#fd !== undefined && this.#fd >= 0 ? this.#fd : undefined;
  }
}
