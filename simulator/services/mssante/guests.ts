/**
 * Connections that have not said who they are: a limited number for a limited time. When too many stand at the door the one
 * that has been there longest goes, so that the next honest client comes in.
 */
import type { Duplex } from 'node:stream';
import { SYSTEM_CLOCK } from '#common/clock.ts';

const MOST = 400;
/** A person looks for the card and types its code meanwhile. */
const PATIENCE_MS = 120_000;

export class Guests {
  readonly #waiting = new Map<Duplex, () => void>();

  came(socket: Duplex): void {
    const stop = SYSTEM_CLOCK.after(PATIENCE_MS, () => socket.destroy(), { ref: false });
    this.#waiting.set(socket, stop);
    socket.once('close', () => this.known(socket));
    for (const [longest] of this.#waiting) {
      if (this.#waiting.size <= MOST) break;
      this.known(longest);
      longest.destroy();
    }
  }

  /** It has shown a card that is taken. */
  known(socket: Duplex): void {
    this.#waiting.get(socket)?.();
    this.#waiting.delete(socket);
  }
}
