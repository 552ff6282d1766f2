/** The lines of a file, one after the other: it may be longer than memory. */
import { closeSync, readSync } from 'node:fs';
import { isOwnDescriptor, openRegularFile, readInput } from './regular-file.ts';
import { TooLargeError } from './too-large-error.ts';

/** A line as it came, one that is not empty. */
export interface Line {
  /** From 1. */
  readonly number: number;
  /** Without its line feed; a carriage return is left. */
  readonly bytes: Uint8Array;
  /** False for what stands behind the last line feed. */
  readonly ended: boolean;
}

const LINE_FEED = 0x0a;
const NOTHING = Buffer.alloc(0);

/** Puts the pieces of a file together to lines. */
export class LineSplitter {
  readonly #name: string;
  readonly #limit: number;
  #number = 1;
  #rest: Buffer = NOTHING;

  /** @param limit bytes of a line. @param name of the file, for errors */
  constructor(name: string, limit: number) {
    this.#name = name;
    this.#limit = limit;
  }

  /** The lines that end in this piece. @throws TooLargeError for a line that is too long */
  *push(piece: Uint8Array): Generator<Line> {
    let start = 0;
    for (let at = 0; at < piece.length; at++) {
      if (piece[at] !== LINE_FEED) continue;
      const number = this.#number++;
      // Millions of empty lines cost next to nothing.
      if (at > start || this.#rest.length > 0) {
        const bytes = this.#with(piece.subarray(start, at));
        this.#rest = NOTHING;
        yield { number, bytes, ended: true };
      }
      start = at + 1;
    }
    this.#rest = Buffer.concat([this.#rest, piece.subarray(start)]);
    if (this.#rest.length > this.#limit)
      throw new TooLargeError(`${this.#name}:${this.#number}`, undefined, this.#limit);
  }

  /** What stands behind the last line feed. */
  *end(): Generator<Line> {
    if (this.#rest.length > 0) yield { number: this.#number, bytes: this.#rest, ended: false };
  }

  #with(bytes: Uint8Array): Uint8Array {
    return this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
  }
}

export interface LineLimits {
  /** Bytes of a line. */
  readonly line: number;
  /** Bytes of what can be read but once, a pipe: it is kept. */
  readonly pipe: number;
}

const CHUNK = 0x40000;

/** The lines of a file that are not empty, as often as they are asked for; each is good until the next one is taken. */
export class FileLines {
  readonly #path: string;
  readonly #limit: number;
  /** Of what cannot be opened again. */
  readonly #kept: Uint8Array | undefined;

  /** @throws TooLargeError for a descriptor of ours with more than may be kept; an error of the file system */
  constructor(path: string, { line, pipe }: LineLimits, kept?: Uint8Array) {
    this.#path = path;
    this.#limit = line;
    this.#kept = kept ?? (isOwnDescriptor(path) ? readInput(path, pipe) : undefined);
  }

  /** @throws FileKindError, TooLargeError for a line that is too long; an error of the file system */
  *[Symbol.iterator](): Generator<Line> {
    const splitter = new LineSplitter(this.#path, this.#limit);
    for (const piece of this.#pieces()) yield* splitter.push(piece);
    yield* splitter.end();
  }

  /** The first bytes, some thousand of them, or all. */
  beginning(): Uint8Array {
    for (const piece of this.#pieces()) return piece.slice(0, CHUNK);
    return NOTHING;
  }

  *#pieces(): Generator<Uint8Array> {
    if (this.#kept !== undefined) {
      yield this.#kept;
      return;
    }
    const file = openRegularFile(this.#path);
    try {
      const chunk = new Uint8Array(CHUNK);
      for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) yield chunk.subarray(0, count);
    } finally {
      closeSync(file);
    }
  }
}
