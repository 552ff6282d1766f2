/** Chance that comes from a seed: the same seed, the same cases. */
import type { Bytes } from '#iso7816/bytes.ts';
import { SeededBytes } from '../../simulator/keys/seeded-bytes.ts';

/** Drawn at once: a call for each byte would cost more than the card. */
const POOL = 4096;

export class Dice {
  readonly #stream: SeededBytes;
  #pool: Bytes = new Uint8Array(0);
  #at = 0;

  constructor(...name: readonly (string | number)[]) {
    this.#stream = new SeededBytes('fuzz', ...name);
  }

  byte(): number {
    if (this.#at >= this.#pool.length) {
      this.#pool = this.#stream.next(POOL);
      this.#at = 0;
    }
    return this.#pool[this.#at++] ?? 0;
  }

  /** A whole number from 0 up to `limit`, without it; at most 65536. */
  below(limit: number): number {
    return limit <= 0x100
      ? (this.byte() * limit) >> 8
      : Math.floor((((this.byte() << 8) | this.byte()) * limit) / 0x10000);
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  of<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] ?? list[0];
  }

  bytes(length: number): Bytes {
    const drawn = new Uint8Array(length);
    for (let i = 0; i < length; i++) drawn[i] = this.byte();
    return drawn;
  }
}
