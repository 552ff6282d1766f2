/** The arguments of a command, taken one by one and strictly. Source: RFC 9051, 9 (formal syntax). */
import type { Bytes } from '#iso7816/bytes.ts';
import { bad } from './imap-error.ts';

/** No atom has these; `]` is one of an astring. */
const ATOM = /[!#$&'+-[^-z|}~]+/y;
const ASTRING_ATOM = /[!#$&'+-[\]^-z|}~]+/y;
const LIST_ATOM = /[!#-'*-[\]^-z|}~]+/y;
const FLAG = /\\?[!#$&'+-[^-z|}~]+/y;
const QUOTED = /"((?:[\t -!#-[\]-\xff]|\\["\\])*)"/y;
const NUMBER = /\d{1,10}/y;
const SET = /(?:\d{1,10}|\*)(?::(?:\d{1,10}|\*))?(?:,(?:\d{1,10}|\*)(?::(?:\d{1,10}|\*))?)*/y;
const LITERAL = /~?\{\d+\+?\}\r?\n/y;
const LARGEST = 0xffffffff;
/** Ranges of one set. */
const MOST_RANGES = 2000;

/** From one number to another; `*`, the last there is, is undefined. */
export type Range = readonly [from: number | undefined, to: number | undefined];

export class Cursor {
  readonly #text: string;
  readonly #literals: readonly Bytes[];
  #at = 0;
  #literal = 0;

  /** @param text as Latin-1, each literal as its length alone */
  constructor(text: string, literals: readonly Bytes[] = []) {
    this.#text = text;
    this.#literals = literals;
  }

  error(expected: string) {
    const found =
      this.#at >= this.#text.length
        ? 'the end'
        : `'${this.#text.slice(this.#at, this.#at + 12).replace(/[^ -~]/g, '?')}'`;
    return bad(`argument at character ${this.#at + 1}: found ${found}, expected ${expected}`);
  }

  get more(): boolean {
    return this.#at < this.#text.length;
  }

  end(): void {
    if (this.more) throw this.error('nothing more');
  }

  space(): void {
    if (!this.takeIf(' ')) throw this.error('a space');
  }

  /** Whether that stands here, in any case; it is taken then. */
  takeIf(word: string): boolean {
    if (this.#text.slice(this.#at, this.#at + word.length).toUpperCase() !== word.toUpperCase()) return false;
    this.#at += word.length;
    return true;
  }

  /** Whether that stands here. */
  sees(word: string): boolean {
    return this.#text.startsWith(word, this.#at);
  }

  take(word: string): void {
    if (!this.takeIf(word)) throw this.error(`'${word}'`);
  }

  atom(expected = 'an atom'): string {
    return this.#match(ATOM, expected);
  }

  flag(): string {
    return this.#match(FLAG, 'a flag');
  }

  number(expected = 'a number'): number {
    const value = Number(this.#match(NUMBER, expected));
    if (value > LARGEST) throw this.error(`${expected} up to ${LARGEST}`);
    return value;
  }

  set(): readonly Range[] {
    const ranges = this.#match(SET, 'numbers, as 1:3,5 or 7:*').split(',');
    if (ranges.length > MOST_RANGES) throw bad(`${ranges.length} ranges of numbers, at most ${MOST_RANGES}`);
    const end = (text: string) => (text === '*' ? undefined : this.#nonZero(Number(text)));
    return ranges.map((range) => {
      const [from = '', to = from] = range.split(':');
      return [end(from), end(to)];
    });
  }

  /** A quoted string or a literal. */
  string(expected = 'a string'): Bytes {
    if (this.sees('"')) {
      const quoted = this.#match(QUOTED, expected);
      return Buffer.from(quoted.slice(1, -1).replaceAll(/\\(["\\])/g, '$1'), 'latin1');
    }
    this.#match(LITERAL, expected);
    return this.#literals[this.#literal++] as Bytes;
  }

  /** An atom, a quoted string or a literal, as Latin-1. */
  astring(expected = 'a string'): string {
    if (this.sees('"') || this.sees('{')) return Buffer.from(this.string(expected)).toString('latin1');
    return this.#match(ASTRING_ATOM, expected);
  }

  /** A pattern of LIST: a string, or an atom with wildcards. */
  pattern(): string {
    if (this.sees('"') || this.sees('{')) return Buffer.from(this.string()).toString('latin1');
    return this.#match(LIST_ATOM, 'a pattern of names');
  }

  /** `(one one one)`; an empty list too. */
  list<T>(one: () => T): T[] {
    this.take('(');
    const found: T[] = [];
    if (this.takeIf(')')) return found;
    do found.push(one());
    while (this.takeIf(' '));
    this.take(')');
    return found;
  }

  /** Up to that character, which is taken too. */
  until(end: string, expected: string): string {
    const at = this.#text.indexOf(end, this.#at);
    if (at < 0) throw this.error(expected);
    const found = this.#text.slice(this.#at, at);
    this.#at = at + end.length;
    return found;
  }

  /** What stands before any of these characters. */
  before(ends: string, expected: string): string {
    let at = this.#at;
    while (at < this.#text.length && !ends.includes(this.#text[at] as string)) at++;
    if (at === this.#at) throw this.error(expected);
    const found = this.#text.slice(this.#at, at);
    this.#at = at;
    return found;
  }

  #nonZero(value: number): number {
    if (value === 0 || value > LARGEST) throw this.error(`numbers from 1 to ${LARGEST}`);
    return value;
  }

  #match(pattern: RegExp, expected: string): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) throw this.error(expected);
    this.#at += found.length;
    return found;
  }
}
