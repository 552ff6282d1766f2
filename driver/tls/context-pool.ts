/**
 * Contexts of connections that have ended, for those that come: one is of one connection at a time, so that what the card
 * said of it is known, and a new one costs milliseconds and the authorities' certificates once more.
 */
import type { SecureContext } from 'node:tls';
import { type CardContextOptions, cardContext, forgetOutcome, type RemoteCardKey } from './card-context.ts';
import type { SharedOptions } from './shared-options.ts';

/** Of all options together; the one that waited longest goes. */
const MOST_IDLE = 32;

export interface LentContext {
  readonly context: SecureContext;
  /** The connection has ended. */
  giveBack(): void;
}

export class ContextPool {
  readonly #key: RemoteCardKey;
  readonly #options = new Map<number, CardContextOptions>();
  #idle: { readonly id: number; readonly context: SecureContext }[] = [];

  constructor(key: RemoteCardKey) {
    this.#key = key;
  }

  /** @param connection its number, for the card's side; @throws what `cardContext` throws */
  take({ id, options, forgotten }: SharedOptions, connection?: number): LentContext {
    if (forgotten !== undefined) this.#forget(forgotten);
    if (options !== undefined) this.#options.set(id, options);
    const position = this.#idle.findIndex((idle) => idle.id === id);
    const idle = position < 0 ? undefined : this.#idle.splice(position, 1)[0];
    const context = idle?.context ?? cardContext(this.#key, this.#options.get(id));
    forgetOutcome(context, connection);
    return { context, giveBack: () => this.#keep(id, context) };
  }

  #forget(id: number): void {
    this.#options.delete(id);
    this.#idle = this.#idle.filter((idle) => idle.id !== id);
  }

  #keep(id: number, context: SecureContext): void {
    if (!this.#options.has(id)) return;
    this.#idle.push({ id, context });
    if (this.#idle.length > MOST_IDLE) this.#idle.shift();
  }
}
