/**
 * Text that others wrote, as it may be shown: no control character of it reaches a terminal, and none forges a line.
 */

/** C0 without TAB, DEL and C1, line and paragraph separators, marks that turn the direction of writing, lone surrogates. */
const UNSAFE = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Of those, what makes a reader see another order than is written. */
const TURNS = /[\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r' };

function escaped(character: string): string {
  const digits = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return ESCAPES[character] ?? `\\u${digits.padStart(4, '0')}`;
}

/** One line: a line break and every other control character as its escape, `\n`, `\u001B`. */
export function terminalText(text: string): string {
  return text.replace(UNSAFE, escaped);
}

/** The same line by line: the line breaks are meant. */
export function terminalLines(text: string): string {
  return text.split('\n').map(terminalText).join('\n');
}

/** The order that is written is the order that is read; all else stays, for formats with rules of their own. */
export function inWrittenOrder(text: string): string {
  return text.replace(TURNS, escaped);
}

/** Whether it can be a name: nothing in it would have to be shown as an escape. */
export function isPlain(text: string): boolean {
  return terminalText(text) === text;
}
