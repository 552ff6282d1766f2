/**
 * What one process keeps of the cards it has read: by cardid, item and freshness.
 *
 * Source: Microsoft, smart card architecture, caching; reference/minidriver.md 9.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { CACHE_MODE } from '../../minidriver/index.ts';

/** The counters of cardcf; a family whose counter changed is read anew. */
export interface Freshness {
  readonly pins: number;
  readonly containers: number;
  readonly files: number;
}
export type Family = keyof Freshness;

const OFFSET = { PINS: 1, CONTAINERS: 2, FILES: 4 } as const;

export function parseFreshness(cardcf: Bytes): Freshness {
  const view = new DataView(cardcf.buffer, cardcf.byteOffset, cardcf.byteLength);
  return {
    pins: view.getUint8(OFFSET.PINS),
    containers: view.getUint16(OFFSET.CONTAINERS, true),
    files: view.getUint16(OFFSET.FILES, true),
  };
}

interface Kept {
  readonly mode: number;
  freshness: Freshness;
  readonly items: Record<Family, Map<string, unknown>>;
}

export class CardCache {
  readonly #cards = new Map<string, Kept>();

  /**
   * Called with cardid and cardcf at the beginning of each transaction: lets go what is out of date.
   * @returns the families whose counter changed since the last time
   */
  check(cardIdentifier: string, mode: number, freshness: Freshness): readonly Family[] {
    const kept = this.#cards.get(cardIdentifier);
    if (kept === undefined) {
      this.#cards.set(cardIdentifier, { mode, freshness, items: noItems() });
      return [];
    }
    const changed = (Object.keys(freshness) as Family[]).filter((name) => kept.freshness[name] !== freshness[name]);
    for (const family of changed) kept.items[family].clear();
    kept.freshness = freshness;
    return changed;
  }

  /** The item, read when it is not known; a card that wants no cache is read each time. */
  async item<T>(cardIdentifier: string, family: Family, name: string, read: () => Promise<T>): Promise<T> {
    const kept = this.#cards.get(cardIdentifier);
    const items = kept === undefined || kept.mode === CACHE_MODE.NO_CACHE ? undefined : kept.items[family];
    if (items?.has(name)) return items.get(name) as T;
    const value = await read();
    items?.set(name, value);
    return value;
  }

  /** The card is read anew, whatever its counters say. */
  forget(cardIdentifier: string): void {
    this.#cards.delete(cardIdentifier);
  }

  /** The card has left: only a card with GLOBAL_CACHE is known when it comes back. */
  endSession(cardIdentifier: string): void {
    if (this.#cards.get(cardIdentifier)?.mode !== CACHE_MODE.GLOBAL_CACHE) this.#cards.delete(cardIdentifier);
  }
}

function noItems(): Record<Family, Map<string, unknown>> {
  return { pins: new Map(), containers: new Map(), files: new Map() };
}
