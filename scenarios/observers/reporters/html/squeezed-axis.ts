/**
 * Where moments stand on a line on which time is squeezed: a second of waiting takes little more room than a command.
 * On a linear axis the making of a key fills the picture, and the card is one stroke at its end.
 */

/** Widths in pixels between two moments: however close, and however far apart they are. */
const NARROWEST = 2.5;
const WIDEST = 36;
/** Every tenfold of time takes so much more. */
const PER_DECADE = 7;
/** A wait from which on it is told how long it was. */
const TOLD_MS = 100;

/** A wait, as it stands on the line. */
export interface Wait {
  readonly x: number;
  readonly ms: number;
}

function widthOf(ms: number): number {
  return Math.min(WIDEST, NARROWEST + PER_DECADE * Math.log10(1 + ms));
}

export class SqueezedAxis {
  readonly #places = new Map<number, number>();
  readonly waits: readonly Wait[];
  /** Of the whole line. */
  readonly width: number;

  /**
   * @param moments milliseconds, in any order, any of them several times
   * @param widest the line at most, in pixels; many moments then stand closer
   */
  constructor(moments: Iterable<number>, widest: number) {
    const sorted = [...new Set(moments)].sort((a, b) => a - b);
    const gaps = sorted.map((at, i) => at - (sorted[i - 1] ?? at));
    const natural = gaps.reduce((sum, ms, i) => sum + (i === 0 ? 0 : widthOf(ms)), 0);
    const scale = natural > widest ? widest / natural : 1;
    const waits: Wait[] = [];
    let x = 0;
    for (const [i, at] of sorted.entries()) {
      const [ms = 0, from] = [gaps[i], x];
      if (i > 0) x += widthOf(ms) * scale;
      if (ms >= TOLD_MS) waits.push({ x: (from + x) / 2, ms });
      this.#places.set(at, x);
    }
    this.waits = waits;
    this.width = x;
  }

  /** Pixels from the left; of one of the moments. */
  x(at: number): number {
    return this.#places.get(at) ?? 0;
  }
}
