/** Text files as people's editors save them: UTF-8 with or without a byte order mark, UTF-16 with one. */
import { isUtf8 } from 'node:buffer';
import { sameInEach, type Text } from './language.ts';

/** What is no text, and where it stands: line and column from 1. */
interface TextFault {
  readonly line: number;
  readonly column: number;
  readonly message: Text;
}

export type DecodedText =
  | { readonly text: string; readonly fault?: never }
  | { readonly text?: never; readonly fault: TextFault };

const MARKS = [
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
] as const;

const LINE_FEED = 0x0a;

const DAMAGED_UTF16: Text = {
  en: 'UTF-16 that is cut or damaged; save the file as UTF-8',
  fr: 'UTF-16 coupé ou abîmé ; enregistrez le fichier en UTF-8',
};
const NUL: Text = {
  en: 'a NUL character, as of UTF-16 without its byte order mark; save the file as UTF-8',
  fr: "un caractère NUL, comme de l'UTF-16 sans indicateur d'ordre des octets (BOM) ; enregistrez le fichier en UTF-8",
};

/** Whether the bytes begin with a byte order mark of UTF-16. */
export function isUtf16(bytes: Uint8Array): boolean {
  return MARKS.some(({ bytes: mark }) => mark.every((byte, i) => bytes[i] === byte));
}

/** The text without its byte order mark, or why the bytes are none. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const encoding = MARKS.find(({ bytes: mark }) => mark.every((byte, i) => bytes[i] === byte))?.encoding ?? 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return { fault: encoding === 'utf-8' ? notUtf8(bytes) : { line: 1, column: 1, message: DAMAGED_UTF16 } };
  }
  const nul = text.indexOf('\0');
  return nul < 0 ? { text } : { fault: { ...placeOf(text, nul), message: NUL } };
}

/** Line and column, from 1, of that offset. */
function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The first byte that is no UTF-8, with the letter that it is in Latin-1. */
function notUtf8(bytes: Uint8Array): TextFault {
  let [line, start, end] = [0, 0, -1];
  do {
    line++;
    start = end + 1;
    end = bytes.indexOf(LINE_FEED, start);
  } while (end >= 0 && isUtf8(bytes.subarray(start, end)));
  const rest = bytes.subarray(start, end < 0 ? bytes.length : end);
  const before = new TextDecoder().decode(rest).replace(/\ufffd.*$/s, '');
  const byte = rest[Buffer.byteLength(before)] ?? 0;
  return { line, column: before.length + 1, message: wrongByte(byte) };
}

function wrongByte(byte: number): Text {
  const digits = byte.toString(16).toUpperCase().padStart(2, '0');
  const letter = decodeAnsi(Uint8Array.of(byte));
  return {
    en: `the byte ${digits}, which is no UTF-8 ('${letter}' in Latin-1); save the file as UTF-8`,
    fr: `l'octet ${digits}, qui n'est pas de l'UTF-8 ('${letter}' en Latin-1) ; enregistrez le fichier en UTF-8`,
  };
}

/** Characters of the bytes 80 to 9F; all others are those of ISO 8859-1. Source: code page 1252. */
const C1 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/** The ANSI code page of Western Windows; the TextDecoder of Node 20 takes it for ISO 8859-1. */
export function decodeAnsi(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1');
  return text.replace(/[\x80-\x9f]/g, (character) => C1.charAt(character.charCodeAt(0) - 0x80));
}

/** Characters that look like others, or like nothing, by their code and name. */
const LOOKALIKES: ReadonlyMap<string, Text> = new Map([
  ['\u00a0', { en: 'no-break space', fr: 'espace insécable' }],
  ['\u202f', { en: 'narrow no-break space', fr: 'espace insécable étroite' }],
  ['\u2007', { en: 'figure space', fr: 'espace tabulaire' }],
  ['\u2009', { en: 'thin space', fr: 'espace fine' }],
  ['\u3000', { en: 'ideographic space', fr: 'espace idéographique' }],
  ['\u200b', { en: 'zero width space', fr: 'espace sans chasse' }],
  ['\u200c', { en: 'zero width non-joiner', fr: 'antiliant sans chasse' }],
  ['\u200d', { en: 'zero width joiner', fr: 'liant sans chasse' }],
  ['\u2060', { en: 'word joiner', fr: 'gluon de mots' }],
  ['\u00ad', { en: 'soft hyphen', fr: "trait d'union conditionnel" }],
  ['\ufeff', { en: 'byte order mark', fr: "indicateur d'ordre des octets (BOM)" }],
  ['\u2018', { en: 'quotation mark', fr: 'guillemet-apostrophe' }],
  ['\u2019', { en: 'typographic apostrophe', fr: 'apostrophe typographique' }],
  ['\u201c', { en: 'quotation mark', fr: 'guillemet anglais ouvrant' }],
  ['\u201d', { en: 'quotation mark', fr: 'guillemet anglais fermant' }],
  ['\uff1a', { en: 'full-width colon', fr: 'deux-points pleine chasse' }],
  ['\u2010', { en: 'hyphen', fr: "trait d'union" }],
  ['\u2011', { en: 'no-break hyphen', fr: "trait d'union insécable" }],
  ['\u2013', { en: 'en dash', fr: 'tiret demi-cadratin' }],
  ['\u2014', { en: 'em dash', fr: 'tiret cadratin' }],
  ['\u2212', { en: 'minus sign', fr: 'signe moins' }],
]);

/** The first such character of a line, with its column from 1; undefined when there is none. */
export function lookalikeIn(line: string): Text | undefined {
  const index = [...LOOKALIKES.keys()].map((character) => line.indexOf(character)).filter((at) => at >= 0);
  if (index.length === 0) return undefined;
  const column = Math.min(...index);
  const named = namedCharacter(line.charAt(column));
  return { en: `${named.en} in column ${column + 1}`, fr: `${named.fr} en colonne ${column + 1}` };
}

/** `U+00A0 (no-break space)` of one that looks like another, `'x'` of any other. */
export function namedCharacter(character: string): Text {
  const name = LOOKALIKES.get(character);
  if (name === undefined) return sameInEach(`'${character}'`);
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return { en: `U+${code} (${name.en})`, fr: `U+${code} (${name.fr})` };
}
