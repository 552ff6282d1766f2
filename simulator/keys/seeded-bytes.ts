/**
 * A stream of bytes that looks random and is always the same for the same seed.
 *
 * SHA-256 in counter mode over a textual name: nothing depends on the version of Node or of OpenSSL.
 */
import { createHash } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';

export class SeededBytes {
  /** What the bytes are for, the seed included. */
  readonly name: readonly (string | number)[];
  readonly #seed: string;
  #counter = 0;
  #position = 0;
  #rest: Bytes = new Uint8Array(0);

  /** Two names, two unrelated streams. */
  constructor(...name: readonly (string | number)[]) {
    this.name = name;
    this.#seed = JSON.stringify(['cps-sim/1', ...name]);
  }

  /** Bytes drawn so far. */
  get position(): number {
    return this.#position;
  }

  /** The next `length` bytes of the stream. */
  next(length: number): Bytes {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      if (this.#rest.length === 0) this.#rest = this.#block();
      const part = this.#rest.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    this.#position += length;
    return bytes;
  }

  /** The next `count` decimal digits; each byte below 250 gives one, so that all are equally likely. */
  digits(count: number): string {
    let text = '';
    while (text.length < count) {
      const [byte] = this.next(1);
      if (byte !== undefined && byte < 250) text += byte % 10;
    }
    return text;
  }

  #block(): Bytes {
    const digest = createHash('sha256')
      .update(`${this.#seed}:${this.#counter++}`)
      .digest();
    return new Uint8Array(digest);
  }
}
