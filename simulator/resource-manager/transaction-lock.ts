/**
 * Who has a reader's card to itself, and who waits for it.
 *
 * A blocked call is put off, never polled: each time something changes, every blocked call runs again from its first
 * check, in the order of arrival, and waits again (in the same order) when it is still blocked.
 *
 * Source: PC/SC part 5, SCardBeginTransaction; reference/pcsclite-protocol.md 5.
 */
export class TransactionLock<Owner> {
  #owner: Owner | undefined;
  #count = 0;
  #blocked: (() => void)[] = [];
  readonly #held: (held: boolean) => void;

  /** @param held told when somebody has taken the card, and when nobody has it any more */
  constructor(held: (held: boolean) => void = () => {}) {
    this.#held = held;
  }

  get owner(): Owner | undefined {
    return this.#owner;
  }

  /** True when somebody else than `handle` holds the lock. */
  blocks(handle: Owner | undefined): boolean {
    return this.#owner !== undefined && this.#owner !== handle;
  }

  /** One level deeper for `handle`, which must not be blocked. */
  take(handle: Owner): void {
    this.#owner = handle;
    this.#count += 1;
    this.#held(true);
  }

  /**
   * One level up. False when that would fall below `floor`, the level that no EndTransaction may give back (1 for the
   * owner of an exclusive connection, else 0); the lock then stays as it was.
   */
  release(floor: 0 | 1): boolean {
    if (this.#count <= floor) return false;
    this.#count -= 1;
    if (this.#count === 0) this.free();
    return true;
  }

  /** All levels at once; the blocked calls run again. */
  free(): void {
    this.#owner = undefined;
    this.#count = 0;
    this.#held(false);
    this.wake();
  }

  /** The outcome of `again`, run as soon as something has changed. */
  whenChanged<T>(again: () => Promise<T>): Promise<T> {
    return new Promise((resolve) => this.#blocked.push(() => resolve(again())));
  }

  wake(): void {
    const blocked = this.#blocked;
    if (blocked.length === 0) return;
    this.#blocked = [];
    for (const run of blocked) run();
  }
}
