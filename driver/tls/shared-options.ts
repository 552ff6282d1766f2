/**
 * Options of contexts that the thread of the TLS has already: what crosses is a number, and not once more the certificates of
 * all authorities with each connection.
 */
import { types } from 'node:util';
import { equalBytes } from '#iso7816/bytes.ts';
import type { CardContextOptions } from './card-context.ts';

/** The one that was not asked for longest goes. */
const MOST_KNOWN = 16;

interface Known {
  readonly id: number;
  readonly options: CardContextOptions;
}

/**
 * Lists and bytes may be changed by their owner afterwards. Texts stay the same ones: to compare an authority's certificate
 * with itself is no work.
 * @throws DataCloneError for what no other thread can be given
 */
function copied(value: unknown): unknown {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map(copied) : structuredClone(value);
}

function copiedOptions(options: CardContextOptions): CardContextOptions {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, copied(value)]));
}

export interface SharedOptions {
  readonly id: number;
  /** When the other thread has not seen them yet. */
  readonly options?: CardContextOptions;
  /** What it need not keep any longer. */
  readonly forgotten?: number;
}

function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (types.isUint8Array(one) && types.isUint8Array(other)) return equalBytes(one, other);
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((value, i) => same(value, other[i]));
}

function sameOptions(one: CardContextOptions, other: CardContextOptions): boolean {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => same(Reflect.get(one, name), Reflect.get(other, name)));
}

/** What one other thread has seen. */
export class SharedOptionsTable {
  #known: readonly Known[] = [];
  #last = 0;

  /** @throws DataCloneError for what no other thread can be given */
  share(options: CardContextOptions): SharedOptions {
    const known = this.#known.find((one) => sameOptions(one.options, options));
    if (known !== undefined) {
      this.#known = [known, ...this.#known.filter((one) => one !== known)];
      return { id: known.id };
    }
    // What cannot cross is told before it counts as known.
    const fresh = { id: ++this.#last, options: copiedOptions(options) };
    const [forgotten] = this.#known.slice(MOST_KNOWN - 1);
    this.#known = [fresh, ...this.#known.slice(0, MOST_KNOWN - 1)];
    return { ...fresh, ...(forgotten && { forgotten: forgotten.id }) };
  }
}
