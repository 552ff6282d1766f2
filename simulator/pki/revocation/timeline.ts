/** What became of an authority's certificates, to the second: nothing is forgotten, so that any moment can be asked. */
import type { CrlReason } from './reasons.ts';

/** A certificate that the authority issued. */
export interface IssuedNumber {
  /** In hexadecimal: a string takes less than bytes, and there may be a hundred thousand. */
  readonly serial: string;
  /** Seconds since 1970, as everywhere here. */
  readonly issuedAt: number;
  /** In the order of time. */
  changes: readonly Change[];
}

/** From that second on the certificate is revoked or on hold; `removeFromCRL`: on hold no longer. */
export interface Change {
  readonly issued: IssuedNumber;
  readonly second: number;
  readonly reason: CrlReason;
}

export function secondOf(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

export function dateOf(second: number): Date {
  return new Date(second * 1000);
}

/** What is said last of a certificate at that second. */
export function lastChange({ changes }: IssuedNumber, second: number): Change | undefined {
  return changes.findLast((change) => change.second <= second);
}

/** How many of these come no later than that second. */
function countUntil(changes: readonly Change[], second: number): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle] as Change).second <= second) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The changes of all certificates of an authority. */
export class Timeline {
  #changes: Change[] = [];
  #sorted = true;

  add(change: Change): void {
    const last = this.#changes.at(-1);
    this.#sorted &&= last === undefined || last.second <= change.second;
    this.#changes.push(change);
    // Never pushed: there would be room for sixteen more in each of a hundred thousand.
    change.issued.changes = [...change.issued.changes, change];
  }

  /** Every change, in an order in which they may come again. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** How many changes there are until that second, it included. */
  count(second: number): number {
    return countUntil(this.#inOrder(), second);
  }

  /** The second of the last change until that second. */
  lastSecond(second: number): number | undefined {
    return this.#inOrder()[this.count(second) - 1]?.second;
  }

  /** What is said last of each certificate, of those about which something was said behind `from` until `to`. */
  between(from: number, to: number): Change[] {
    const changes = this.#inOrder().slice(this.count(from), this.count(to));
    return changes.filter((change) => lastChange(change.issued, to) === change);
  }

  /** The order of equals is that in which they came. */
  #inOrder(): readonly Change[] {
    if (!this.#sorted) {
      this.#changes = this.#changes.toSorted((a, b) => a.second - b.second);
      this.#sorted = true;
    }
    return this.#changes;
  }
}
