/**
 * An INF file as logical lines: text encoding, comments, continued lines.
 *
 * Source: Microsoft, General Syntax Rules for INF Files.
 */
import { decodeAnsi } from '#common/text-decoding.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { InfError } from '../setup-error.ts';

export interface InfLine {
  /** Number of its first line in the file, from 1. */
  readonly number: number;
  /** Without comment and outer blanks; the parts of a continued line one after the other. */
  readonly text: string;
}

const UTF8_BOM = [0xef, 0xbb, 0xbf];
const UTF16LE_BOM = [0xff, 0xfe];
const UTF16BE_BOM = [0xfe, 0xff];

function startsWith(bytes: Bytes, mark: readonly number[]): boolean {
  return mark.every((byte, i) => bytes[i] === byte);
}

/** UTF-16LE and UTF-8 by their byte order marks, else the ANSI code page. @throws InfError for any other */
function decodeText(bytes: Bytes, file: string): string {
  if (startsWith(bytes, UTF16LE_BOM)) return new TextDecoder('utf-16le').decode(bytes);
  if (startsWith(bytes, UTF8_BOM)) return new TextDecoder('utf-8').decode(bytes);
  const odd = startsWith(bytes, UTF16BE_BOM) || bytes.includes(0);
  if (!odd) return decodeAnsi(bytes);
  const why = {
    en: 'the file is no text with a byte order mark FF FE (UTF-16) or EF BB BF (UTF-8), nor an ANSI text',
    fr: "le fichier n'est ni un texte avec la marque d'ordre FF FE (UTF-16) ou EF BB BF (UTF-8), ni un texte ANSI",
  };
  throw new InfError('ERROR_WRONG_INF_STYLE', file, 1, why);
}

/** The text in front of a comment; a semicolon between quotation marks is none. */
function withoutComment(text: string): string {
  let quoted = false;
  for (const [i, character] of [...text].entries()) {
    if (character === '"') quoted = !quoted;
    if (character === ';' && !quoted) return [...text].slice(0, i).join('').trim();
  }
  return text.trim();
}

/** A backslash at the end, not between quotation marks, continues the line on the next one. */
function isContinued(text: string): boolean {
  return text.endsWith('\\') && text.split('"').length % 2 === 1;
}

/** The lines that say something. @throws InfError */
export function infLines(bytes: Bytes, file: string): InfLine[] {
  const lines: InfLine[] = [];
  let begun: InfLine | undefined;
  for (const [i, physical] of decodeText(bytes, file)
    .split(/\r\n|\r|\n/)
    .entries()) {
    const part = withoutComment(physical);
    const text = (begun?.text ?? '') + (isContinued(part) ? part.slice(0, -1).trim() : part);
    const line = { number: begun?.number ?? i + 1, text };
    begun = isContinued(part) ? line : undefined;
    if (begun === undefined && text !== '') lines.push(line);
  }
  if (begun !== undefined) {
    const why = {
      en: 'the file ends in the middle of a line, expected one more after the backslash',
      fr: "le fichier finit au milieu d'une ligne, attendu : une de plus après la barre inverse",
    };
    throw new InfError('ERROR_GENERAL_SYNTAX', file, begun.number, why);
  }
  return lines;
}
