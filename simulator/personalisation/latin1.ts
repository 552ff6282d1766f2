/** Texts on a card: ISO 8859-1. */
import { terminalText } from '#common/terminal-text.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { PersonalisationError } from './personalisation-error.ts';

const LAST = 0xff;

/**
 * The text in ISO 8859-1, one byte a character; a letter and its accent given apart count as one.
 *
 * Nothing is put in the place of a character that the code has not: a person would read another name than the one
 * that was given.
 * @param member where the text stands, for the message: `holder.familyName`
 * @throws PersonalisationError naming the first character that the code has not
 * Source: reference/cryptolib.md 6.10.
 */
export function latin1(text: string, member: string): Bytes {
  const composed = text.normalize('NFC');
  const foreign = [...composed].find((character) => (character.codePointAt(0) ?? 0) > LAST);
  if (foreign === undefined) return Uint8Array.from(composed, (character) => character.charCodeAt(0));
  const codePoint = (foreign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  throw new PersonalisationError('notOnACard', {
    en: `${member}: '${terminalText(foreign)}' (U+${codePoint}), expected characters of ISO 8859-1, which is all that a card can hold: write it as civil registers do (OE, Y...)`,
    fr: `${member} : '${terminalText(foreign)}' (U+${codePoint}), attendu : des caractères d'ISO 8859-1, seuls possibles sur une carte : écrivez comme l'état civil (OE, Y...)`,
  });
}
