/** Lines of text, of a file or of standard input, in whatever encoding an editor or a shell gives them. */
import { isAscii } from 'node:buffer';
import type { Text } from '#common/language.ts';
import { decodeText, isUtf16 } from '#common/text-decoding.ts';
import { FileLines, type Line } from '#files/file-lines.ts';
import { readInput } from '#files/regular-file.ts';

export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** False for what stands behind the last line feed. */
  readonly ended: boolean;
}

/** An extended command or response takes a fifth of a line; what is no UTF-8, or a pipe, is kept as a whole. */
export const LIMITS = { line: 1_000_000, pipe: 64_000_000 } as const;

/** The error to throw for what is no text, at that line and column. */
export type Refuse = (line: number, column: number, found: Text) => Error;

/** The text of bytes. @throws what `refuse` makes of the place and words of what is none */
export function textOf(bytes: Uint8Array, refuse: Refuse, number = 1): string {
  const { text, fault } = decodeText(bytes);
  if (fault === undefined) return text;
  throw refuse(fault.line + number - 1, fault.column, fault.message);
}

function isPlain(bytes: Uint8Array): boolean {
  return isAscii(bytes) && !bytes.includes(0);
}

/** @throws as `textOf` */
export function textLine({ number, bytes, ended }: Line, refuse: Refuse): TextLine {
  const text = isPlain(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
    : textOf(bytes, refuse, number);
  return { number, text, ended };
}

/** The lines of a file that are not empty, as often as they are asked for. */
export class TextLines {
  readonly #lines: FileLines;
  readonly #refuse: Refuse;

  /** @throws what `refuse` makes, FileKindError, TooLargeError; an error of the file system */
  constructor(file: string, refuse: Refuse) {
    const lines = new FileLines(file, LIMITS);
    const isWide = isUtf16(lines.beginning());
    this.#lines = isWide
      ? new FileLines(file, LIMITS, Buffer.from(textOf(readInput(file, LIMITS.pipe), refuse)))
      : lines;
    this.#refuse = refuse;
  }

  /** @throws what `refuse` makes, TooLargeError; an error of the file system */
  *[Symbol.iterator](): Generator<TextLine> {
    for (const line of this.#lines) yield textLine(line, this.#refuse);
  }
}
