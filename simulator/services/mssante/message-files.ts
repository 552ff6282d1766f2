/** The bytes of messages as files: one for each message, in however many folders it is. */
import type { Bytes } from '#iso7816/bytes.ts';
import { mailFileName } from '../state/fields.ts';
import type { KeptFiles } from '../state/memory.ts';

export class MessageFiles {
  readonly #files: KeptFiles | undefined;
  /** Those that are there, by the bytes as they stand in memory. */
  #numbers = new Map<Bytes, number>();
  #last: number;

  /** @param files undefined where nothing is kept */
  constructor(files: KeptFiles | undefined, last = 0) {
    this.#files = files;
    this.#last = last;
  }

  /** Number of the last one, whether or not it is there still. */
  get last(): number {
    return this.#last;
  }

  /** Number of the file of these bytes, which have been kept. */
  numberOf(raw: Bytes): number {
    return this.#numbers.get(raw) ?? 0;
  }

  /** Reads files, each once: who asks again has the same bytes. @throws StateError `damaged` */
  reader(): (number: number) => Bytes {
    const read = new Map<number, Bytes>();
    return (number) => {
      const raw = read.get(number) ?? this.#files?.read(mailFileName(number)) ?? new Uint8Array(0);
      read.set(number, raw);
      this.#numbers.set(raw, number);
      return raw;
    };
  }

  /** Writes those that are not there yet. @throws StateError `write` */
  keep(messages: readonly Bytes[]): void {
    if (this.#files === undefined) return;
    for (const raw of messages) {
      if (this.#numbers.has(raw)) continue;
      this.#files.write(mailFileName(this.#last + 1), raw);
      this.#last++;
      this.#numbers.set(raw, this.#last);
    }
  }

  /** All others go, once they are not named any more. */
  keepOnly(messages: () => readonly Bytes[]): void {
    this.#files?.keepOnly(() => {
      this.#numbers = new Map(messages().map((raw) => [raw, this.numberOf(raw)]));
      return [...this.#numbers.values()].map(mailFileName);
    });
  }
}
