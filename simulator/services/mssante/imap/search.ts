/** SEARCH. Source: RFC 9051, 6.4.4; words are looked for as people read them, in any case. */
import type { StoredMessage } from '../folder.ts';
import { decodedHeader, decoderOf, folded, wordsOf } from '../message/decoded-text.ts';
import { headerOf, mimeTree } from '../message/mime-tree.ts';
import type { Cursor, Range } from './cursor.ts';
import { bad, ImapError } from './imap-error.ts';
import { parseDate } from './values.ts';

interface Candidate {
  readonly sequence: number;
  readonly message: StoredMessage;
}

export type Criterion = (candidate: Candidate) => boolean;

/** What numbers of a set mean, where `*` is the last. */
export interface Numbers {
  readonly lastSequence: number;
  readonly lastUid: number;
}

/** Keys in keys, and keys at all. */
const DEEPEST = 20;
const MOST_KEYS = 200;
const DAY_MS = 86_400_000;

export function inSet(ranges: readonly Range[], value: number, last: number): boolean {
  return ranges.some(([from = last, to = last]) => value >= Math.min(from, to) && value <= Math.max(from, to));
}

const FLAGS: Readonly<Record<string, string>> = {
  ANSWERED: '\\Answered',
  DELETED: '\\Deleted',
  DRAFT: '\\Draft',
  FLAGGED: '\\Flagged',
  SEEN: '\\Seen',
};

const HEADERS = ['BCC', 'CC', 'FROM', 'SUBJECT', 'TO'];

function has(flag: string, wanted: boolean): Criterion {
  const same = (one: string) => one.toLowerCase() === flag.toLowerCase();
  return ({ message }) => [...message.flags].some(same) === wanted;
}

function header(name: string, word: string): Criterion {
  return ({ message }) => {
    const values = mimeTree(message.raw).fields.filter((field) => field.name === name.toLowerCase());
    return holds(
      values.map(({ value }) => folded(decodedHeader(value))),
      word,
    );
  };
}

/** @param texts folded */
function holds(texts: readonly string[], word: string): boolean {
  const wanted = folded(word);
  return texts.some((text) => text.includes(wanted));
}

/** NaN, which is neither before nor after anything, when the message does not say it. */
function sentOn({ message }: Candidate): number {
  return new Date(headerOf(mimeTree(message.raw), 'date') ?? '').getTime();
}

function byDate(compared: string, day: number, moment: (candidate: Candidate) => number): Criterion {
  if (compared === 'BEFORE') return (one) => moment(one) < day;
  if (compared === 'SINCE') return (one) => moment(one) >= day;
  return (one) => moment(one) >= day && moment(one) < day + DAY_MS;
}

type Decoder = NonNullable<ReturnType<typeof decoderOf>>;

/** @throws ImapError BAD for bytes that are none of its character set */
function decodedBy(decoder: Decoder, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw bad(`words that are no ${decoder.encoding}`);
  }
}

class Keys {
  readonly #args: Cursor;
  readonly #numbers: Numbers;
  readonly #decoder: Decoder;
  #count = 0;

  constructor(args: Cursor, numbers: Numbers, decoder: Decoder) {
    this.#args = args;
    this.#numbers = numbers;
    this.#decoder = decoder;
  }

  all(depth: number): Criterion {
    const keys = [this.one(depth)];
    while (this.#args.takeIf(' ')) keys.push(this.one(depth));
    return (candidate) => keys.every((key) => key(candidate));
  }

  one(depth: number): Criterion {
    this.#count++;
    if (depth > DEEPEST || this.#count > MOST_KEYS)
      throw this.#args.error(`at most ${MOST_KEYS} keys, ${DEEPEST} in one another`);
    if (this.#args.takeIf('(')) {
      const inside = this.all(depth + 1);
      this.#args.take(')');
      return inside;
    }
    if (/[\d*]/.test(['*', ...'0123456789'].find((one) => this.#args.sees(one)) ?? '')) {
      const ranges = this.#args.set();
      return ({ sequence }) => inSet(ranges, sequence, this.#numbers.lastSequence);
    }
    return this.#named(this.#args.atom('a key of SEARCH').toUpperCase(), depth);
  }

  #named(name: string, depth: number): Criterion {
    if (name === 'ALL' || name === 'OLD') return () => true;
    if (name === 'NEW' || name === 'RECENT') return () => false;
    if (Object.hasOwn(FLAGS, name)) return has(FLAGS[name] as string, true);
    if (name.startsWith('UN') && Object.hasOwn(FLAGS, name.slice(2))) return has(FLAGS[name.slice(2)] as string, false);
    this.#args.space();
    return this.#withArgument(name, depth);
  }

  #withArgument(name: string, depth: number): Criterion {
    if (HEADERS.includes(name)) return header(name, this.#word());
    const date = /^(?<sent>SENT)?(?<compared>BEFORE|ON|SINCE)$/.exec(name)?.groups;
    if (date !== undefined) {
      const moment = date.sent === undefined ? ({ message }: Candidate) => message.internalDate.getTime() : sentOn;
      return byDate(date.compared ?? '', this.#day(), moment);
    }
    switch (name) {
      case 'BODY':
        return this.#inText(({ body }) => body);
      case 'TEXT':
        return this.#inText(({ headers, body }) => [...headers, ...body]);
      case 'HEADER': {
        const field = this.#word();
        this.#args.space();
        return header(field, this.#word());
      }
      case 'KEYWORD':
        return has(this.#args.flag(), true);
      case 'UNKEYWORD':
        return has(this.#args.flag(), false);
      default:
        return this.#other(name, depth);
    }
  }

  #other(name: string, depth: number): Criterion {
    switch (name) {
      case 'LARGER':
      case 'SMALLER': {
        const size = this.#args.number();
        return ({ message: { raw } }) => (name === 'LARGER' ? raw.length > size : raw.length < size);
      }
      case 'NOT': {
        const key = this.one(depth + 1);
        return (candidate) => !key(candidate);
      }
      case 'OR': {
        const first = this.one(depth + 1);
        this.#args.space();
        const second = this.one(depth + 1);
        return (candidate) => first(candidate) || second(candidate);
      }
      case 'UID': {
        const ranges = this.#args.set();
        return ({ message }) => inSet(ranges, message.uid, this.#numbers.lastUid);
      }
      default:
        throw this.#args.error(`a key of SEARCH before this, not ${name.slice(0, 40)}`);
    }
  }

  #inText(pieces: (words: ReturnType<typeof wordsOf>) => readonly string[]): Criterion {
    const word = this.#word();
    return ({ message }) => holds(pieces(wordsOf(message.raw)), word);
  }

  #word(): string {
    return decodedBy(this.#decoder, Buffer.from(this.#args.astring(), 'latin1'));
  }

  #day(): number {
    const date = parseDate(this.#args.astring('a date'));
    if (date === undefined) throw this.#args.error('a date before this, as 3-Sep-2018');
    return date.getTime();
  }
}

function charsetOf(args: Cursor): Decoder {
  const decoder = decoderOf(args.astring('a character set'), true);
  if (decoder === undefined)
    throw new ImapError('NO', 'character set not known', { responseCode: 'BADCHARSET (UTF-8 US-ASCII ISO-8859-1)' });
  args.space();
  return decoder;
}

/** @throws ImapError NO for a character set that is not known */
export function parseSearch(args: Cursor, numbers: Numbers): Criterion {
  const decoder = args.takeIf('CHARSET ') ? charsetOf(args) : new TextDecoder();
  const criterion = new Keys(args, numbers, decoder).all(0);
  args.end();
  return criterion;
}
