/**
 * Handles of the system as numbers: Windows gives 64 bits, more than a number holds exactly.
 */
const FIRST_TOKEN = 2 ** 52;

export class NativeHandles {
  readonly #values = new Map<number, bigint>();
  #next = FIRST_TOKEN;

  /** The number that stands for `value` here: itself when it is one. */
  add(value: number | bigint): number {
    if (typeof value === 'number') return value;
    const token = this.#next++;
    this.#values.set(token, value);
    return token;
  }

  get(token: number): number | bigint {
    return this.#values.get(token) ?? token;
  }

  /** As `get`, for the last time. */
  take(token: number): number | bigint {
    const value = this.get(token);
    this.#values.delete(token);
    return value;
  }
}
