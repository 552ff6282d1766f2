/** What was called, and over how many connections: each handshake is a signature of the card. Source: reference/pitfalls.md D8. */
import type { Duplex } from 'node:stream';
import type { Flow } from '../flows.ts';

export interface SoapCall {
  readonly at: Date;
  /** Empty when what was sent names none. */
  readonly operation: string;
  readonly flow: Flow;
  /** From 1, in the order in which they were opened. */
  readonly connection: number;
  /** SHA-256 of the certificate that was shown; empty without one. */
  readonly fingerprint: string;
  /** Undefined when it was done. */
  readonly refused?: string;
}

const MOST_CALLS = 1000;

export class Calls {
  readonly #numbers = new WeakMap<Duplex, number>();
  #all: readonly SoapCall[] = [];
  #connections = 0;

  /** Handshakes that came to an end since the start. */
  get connections(): number {
    return this.#connections;
  }

  get all(): readonly SoapCall[] {
    return this.#all;
  }

  connected(socket: Duplex): void {
    this.#connections++;
    this.#numbers.set(socket, this.#connections);
  }

  numberOf(socket: Duplex): number {
    return this.#numbers.get(socket) ?? 0;
  }

  add(call: SoapCall): void {
    this.#all = [...this.#all, call].slice(-MOST_CALLS);
  }

  clear(): void {
    this.#all = [];
    this.#connections = 0;
  }
}
