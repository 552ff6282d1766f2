/**
 * Fewer and shorter inputs that break the same invariant: pieces are left out, half of them first, then less and less.
 *
 * Source: A. Zeller, R. Hildebrandt, Simplifying and Isolating Failure-Inducing Input, IEEE TSE 28 (2002), ddmin.
 */
import type { Bytes } from '#iso7816/bytes.ts';

/** Trials at most: a smaller example is not worth more. */
const MOST_TRIALS = 2000;

type StillBreaks<T> = (items: readonly T[]) => boolean | Promise<boolean>;

class Trials {
  left = MOST_TRIALS;

  async fewer<T>(items: readonly T[], breaks: StillBreaks<T>): Promise<readonly T[]> {
    let kept = items;
    for (let size = Math.ceil(kept.length / 2); size >= 1; ) {
      const smaller = await this.#without(kept, size, breaks);
      if (smaller !== undefined) kept = smaller;
      else if (size === 1) return kept;
      else size = Math.ceil(size / 2);
      size = Math.min(size, Math.max(1, kept.length));
      if (kept.length === 0) return kept;
    }
    return kept;
  }

  async #without<T>(items: readonly T[], size: number, breaks: StillBreaks<T>): Promise<readonly T[] | undefined> {
    for (let at = 0; at < items.length && this.left > 0; at += size) {
      this.left--;
      const rest = [...items.slice(0, at), ...items.slice(at + size)];
      if (await breaks(rest)) return rest;
    }
    return undefined;
  }
}

/** @param breaks plays the inputs from the beginning; true when the same invariant is broken */
export async function minimised(inputs: readonly Bytes[], breaks: StillBreaks<Bytes>): Promise<readonly Bytes[]> {
  const trials = new Trials();
  const kept = [...(await trials.fewer(inputs, breaks))];
  for (const [i, input] of kept.entries()) {
    const withInput = (bytes: readonly number[]) => breaks(kept.with(i, Uint8Array.from(bytes)));
    kept[i] = Uint8Array.from(await trials.fewer([...input], withInput));
  }
  return kept;
}
