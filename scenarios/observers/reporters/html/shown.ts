/** Text of others as the report shows it, and markup. */
import { html } from 'hono/html';
import type { Language } from '#common/language.ts';
import { terminalLines, terminalText } from '#common/terminal-text.ts';

/** Markup whose values are escaped. */
export type Html = ReturnType<typeof html>;

/** Characters of one text that are shown: a name may be as long as a file. */
const LONGEST = 400;

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** A text on one line. */
export function shown(text: string): string {
  return terminalText(cut(text));
}

/** A text with its lines. */
export function shownLines(text: string): string {
  return terminalLines(text.split('\n').map(cut).join('\n'));
}

/** A name that may be written from right to left: what stands beside it stays where it is. */
export function name(text: string): Html {
  return html`<bdi>${shown(text)}</bdi>`;
}

/** `12,3` in French, `12.3` in English. */
export function tenths(ms: number, language: Language): string {
  const text = ms.toFixed(1);
  return language === 'fr' ? text.replace('.', ',') : text;
}
