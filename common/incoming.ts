/** Bytes of a connection as lines and counted blocks, never more of them in memory than somebody waits for. */
import type { Duplex } from 'node:stream';

const LF = 0x0a;
/** Bytes that may wait for their reader before the sender has to. */
const ENOUGH = 65_536;

export class Incoming {
  readonly #stream: Duplex;
  #parts: Buffer[] = [];
  #length = 0;
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', this.#take);
    for (const event of ['end', 'close', 'error']) stream.on(event, this.#end);
  }

  readonly #take = (part: Buffer): void => {
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length > ENOUGH) this.#stream.pause();
    this.#wake?.();
  };

  readonly #end = (): void => {
    this.#ended = true;
    this.#wake?.();
  };

  /** What has come is thrown away, and nothing more is read: what was sent in clear never counts inside TLS. */
  leave(): void {
    this.#stream.off('data', this.#take);
    this.#stream.pause();
    this.#parts = [];
    this.#length = 0;
  }

  /** The next line with its end; `tooLong` without one among the first `most` bytes; undefined at the end. */
  async line(most: number): Promise<Buffer | 'tooLong' | undefined> {
    for (;;) {
      const all = this.#joined();
      const end = all.indexOf(LF);
      if (end >= 0 && end < most) return this.#cut(end + 1);
      if (all.length >= most) return 'tooLong';
      if (!(await this.#more())) return undefined;
    }
  }

  /** That many bytes; undefined when the connection ends before. */
  async bytes(count: number): Promise<Uint8Array | undefined> {
    while (this.#length < count) if (!(await this.#more())) return undefined;
    return Uint8Array.from(this.#cut(count));
  }

  #joined(): Buffer {
    if (this.#parts.length !== 1) this.#parts = [Buffer.concat(this.#parts)];
    return this.#parts[0] as Buffer;
  }

  #cut(count: number): Buffer {
    const all = this.#joined();
    this.#parts = count === all.length ? [] : [all.subarray(count)];
    this.#length -= count;
    return all.subarray(0, count);
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    const before = this.#length;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      this.#stream.resume();
    });
    this.#wake = undefined;
    return this.#length > before || !this.#ended;
  }
}
