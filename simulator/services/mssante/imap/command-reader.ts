/**
 * Commands with their literals. Too long a line, too large a literal: refused before its bytes are read.
 *
 * Source: RFC 9051, 2.2.1 and 4.3 (literals); RFC 7888 (LITERAL+).
 */

import type { Incoming } from '#common/incoming.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { LIMITS } from '../holder-box.ts';
import { Cursor } from './cursor.ts';
import { ImapError } from './imap-error.ts';

/** Bytes of a line, lines of one command, and bytes of a literal that is no message. */
const LONGEST_LINE = 16_384;
const MOST_LITERALS = 50;
const LONGEST_WORD = 16_384;
const TAG = /^[!#$&',-[\]^-z|}~]{1,64}(?= )/;
const NAME = /^[A-Za-z]{1,20}/;
const LITERAL = /~?\{(\d+)(\+?)\}\r?\n$/;

export interface Command {
  readonly tag: string;
  /** In capitals. */
  readonly name: string;
  readonly args: Cursor;
}

/** A line that is no command: answered with its tag when it has one. */
export class NoCommand {
  readonly tag: string;
  readonly error: ImapError;

  constructor(tag: string, error: ImapError) {
    this.tag = tag;
    this.error = error;
  }
}

function tooLong(): ImapError {
  return new ImapError('BAD', `a line of more than ${LONGEST_LINE} bytes`, { ends: true });
}

/** What a literal of that command may have: a message, or a word. */
function largest(text: string, authenticated: boolean): number {
  return authenticated && /^\S+ APPEND /i.test(text) ? LIMITS.message : LONGEST_WORD;
}

function tagOf(text: string): string {
  return TAG.exec(text)?.[0] ?? '*';
}

export interface ReaderOptions {
  /** Somebody may go on: `+ ...` is sent. */
  readonly goOn: () => void;
  readonly authenticated: () => boolean;
}

export class CommandReader {
  readonly #incoming: Incoming;
  readonly #options: ReaderOptions;

  constructor(incoming: Incoming, options: ReaderOptions) {
    this.#incoming = incoming;
    this.#options = options;
  }

  /** Undefined at the end of the connection. */
  async next(): Promise<Command | NoCommand | undefined> {
    let text = '';
    const literals: Bytes[] = [];
    for (;;) {
      const line = await this.#incoming.line(LONGEST_LINE);
      if (line === undefined) return undefined;
      if (line === 'tooLong') return new NoCommand(tagOf(text), tooLong());
      text += line.toString('latin1');
      const [, digits, plus] = LITERAL.exec(text) ?? [];
      if (digits === undefined) return this.#command(text, literals);
      const literal = await this.#literal(text, Number(digits), plus === '+', literals.length);
      if (literal === undefined) return undefined;
      if (literal instanceof NoCommand) return literal;
      literals.push(literal);
    }
  }

  /** A line that answers `+`. Undefined at the end; too long is none. */
  async line(): Promise<string | undefined> {
    const line = await this.#incoming.line(LONGEST_LINE);
    return line === undefined || line === 'tooLong' ? undefined : line.toString('latin1').replace(/\r?\n$/, '');
  }

  async #literal(text: string, length: number, plus: boolean, count: number): Promise<Bytes | NoCommand | undefined> {
    const most = largest(text, this.#options.authenticated());
    if (length > most || count >= MOST_LITERALS) {
      const message =
        count >= MOST_LITERALS
          ? `more than ${MOST_LITERALS} literals`
          : `a literal of ${Number.isSafeInteger(length) ? length : 'far too many'} bytes, at most ${most}`;
      // Who did not wait to be asked sends it all the same: the connection ends.
      return new NoCommand(tagOf(text), new ImapError('BAD', message, { responseCode: 'TOOBIG', ends: plus }));
    }
    if (!plus) this.#options.goOn();
    return this.#incoming.bytes(length);
  }

  #command(text: string, literals: readonly Bytes[]): Command | NoCommand {
    const line = text.replace(/\r?\n$/, '');
    const tag = TAG.exec(line)?.[0];
    if (tag === undefined) return new NoCommand('*', new ImapError('BAD', 'expected a tag, a space and a command'));
    const name = NAME.exec(line.slice(tag.length + 1))?.[0];
    if (name === undefined) return new NoCommand(tag, new ImapError('BAD', 'expected a command behind the tag'));
    const args = new Cursor(line.slice(tag.length + 1 + name.length), literals);
    return { tag, name: name.toUpperCase(), args };
  }
}
