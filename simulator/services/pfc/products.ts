/** Products by number; no number is given twice, not even after a reset. */
import { PortalError } from './portal-error.ts';
import { type Entry, isAlive, stateOf } from './product.ts';

/** More than any test orders. */
const MOST_PRODUCTS = 10_000;

export class Products {
  readonly #entries = new Map<number, Entry>();
  /** The last renewal of each, by the number of what it renews. */
  readonly #renewals = new Map<number, Entry>();
  #last = 0;

  /** The newest first. */
  get all(): readonly Entry[] {
    return [...this.#entries.values()].reverse();
  }

  get(number: number): Entry | undefined {
    return this.#entries.get(number);
  }

  /** @throws PortalError `full` */
  requireRoom(): void {
    if (this.#entries.size < MOST_PRODUCTS) return;
    throw new PortalError('full', {
      en: `the portal holds ${MOST_PRODUCTS} products: reset it`,
      fr: `le portail contient ${MOST_PRODUCTS} produits : remettez-le à zéro`,
    });
  }

  add(entry: Omit<Entry, 'number'>): Entry {
    const added = { ...entry, number: this.#last + 1 };
    this.#last = added.number;
    this.#enter(added);
    return added;
  }

  /** What follows that product, as long as it is alive. */
  renewalOf(number: number, now: Date): Entry | undefined {
    const renewal = this.#renewals.get(number);
    return renewal !== undefined && isAlive(stateOf(renewal, now)) ? renewal : undefined;
  }

  /** The number of the last one, whether or not it is there still. */
  get last(): number {
    return this.#last;
  }

  /** These were there before. */
  enterAgain(entries: readonly Entry[], last: number): void {
    for (const entry of entries) this.#enter(entry);
    this.#last = Math.max(last, ...this.#entries.keys());
  }

  clear(): void {
    this.#entries.clear();
    this.#renewals.clear();
  }

  #enter(entry: Entry): void {
    this.#entries.set(entry.number, entry);
    if (entry.renews !== undefined) this.#renewals.set(entry.renews, entry);
  }
}
