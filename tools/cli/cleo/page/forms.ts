/**
 * The forms of the page: each has a token that only this page gave away, and is taken once. Whoever sends it again, by a second
 * click or from the history, is led to where the first one led.
 */
import { randomBytes } from 'node:crypto';

/** The oldest give way: a page that is left open does not count for ever. */
const MOST = 1000;

/** Unguessable, and fit for an address. */
export function newToken(): string {
  return randomBytes(24).toString('base64url');
}

export class Forms {
  /** By token: where the form led, once it was sent. */
  readonly #known = new Map<string, Promise<string> | undefined>();

  /** The token of a form that is about to be shown. */
  issue(): string {
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MOST && oldest !== undefined) this.#known.delete(oldest);
    const token = newToken();
    this.#known.set(token, undefined);
    return token;
  }

  /** Where the form leads: `work` runs the first time. Undefined when this page gave no such form. */
  take(token: string, work: () => Promise<string>): Promise<string> | undefined {
    if (!this.#known.has(token)) return undefined;
    const led = this.#known.get(token) ?? work();
    this.#known.set(token, led);
    return led;
  }
}
