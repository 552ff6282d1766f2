/**
 * One client's wait for a change of the reader table.
 *
 * Each registration ends with exactly one structure on the stream: the event, the cancellation, or the answer to
 * STOP_WAITING. A client of protocol 4:6 asks for the table after it has registered: an event in between is in that
 * table, so it needs no structure; a cancellation in between is told behind the table. Sent earlier, either would be
 * taken for the table.
 *
 * Source: reference/pcsclite-protocol.md 4.
 */
import { SCARD } from '#pcsc/scard.ts';

type State = 'idle' | 'table-wanted' | 'armed';

export class EventWait {
  readonly #end: (rv: number) => void;
  #state: State = 'idle';
  #cancelled = false;

  /** @param end sends the structure that ends a registration */
  constructor(end: (rv: number) => void) {
    this.#end = end;
  }

  get registered(): boolean {
    return this.#state !== 'idle';
  }

  /** WAIT_READER_STATE_CHANGE: armed at once when its answer is the table, else when the table has been asked for. */
  register(tableSent: boolean): void {
    this.#cancelled = false;
    this.#state = tableSent ? 'armed' : 'table-wanted';
  }

  /** The table has been sent. */
  tableSent(): void {
    if (this.#state !== 'table-wanted') return;
    this.#state = 'armed';
    if (this.#cancelled) this.#finish(SCARD.E_CANCELLED);
  }

  /** The table has changed. */
  changed(): void {
    if (this.#state === 'armed') this.#finish(SCARD.S_SUCCESS);
  }

  cancel(): void {
    if (this.#state === 'armed') this.#finish(SCARD.E_CANCELLED);
    this.#cancelled = true;
  }

  /** STOP_WAITING: a client whose event has crossed it has had its structure already. */
  stop(): void {
    if (this.registered) this.#finish(SCARD.S_SUCCESS);
  }

  #finish(rv: number): void {
    this.#state = 'idle';
    this.#end(rv);
  }
}
