/**
 * What of a scenario file may be told in a message: never a code, whatever its form, even where the file is no YAML.
 *
 * A code is known by the step it is given to, not by its key: it may stand without one, or in another's place.
 */
import { nearest } from '#common/nearest.ts';
import { own } from '#common/own.ts';
import { MASK } from '#common/possible-codes.ts';
import { STEPS } from '../steps/index.ts';
import { SECRET_KEYS } from './vocabulary.ts';

/** As many digits as the shortest code has. */
const FEWEST_DIGITS = 4;
/** Characters of a line that are looked at: more are never shown. */
const LOOKED_AT = 400;
/** Lines above a line in which its step may begin. */
const LINES_ABOVE = 50;
/** A shorter word is like too many others. */
const SHORTEST_MISSPELT = 4;

const WORD = /[\p{L}\p{M}\p{N}_]+/gu;
const LIST_ITEM = /^\s*-\s+(?<word>[\p{L}_]+)/u;

/** True for the key of a step to which codes are given, or a command APDU that may hold one. */
export function takesCode(key: string): boolean {
  return own(STEPS, key)?.presentsCode !== undefined;
}

function isKnown(word: string): boolean {
  return Object.hasOwn(STEPS, word) || SECRET_KEYS.has(word);
}

/** A key of a code or of a step that takes one, misspelt or not. */
function leadsToCode(word: string): boolean {
  if (SECRET_KEYS.has(word) || takesCode(word)) return true;
  if (word.length < SHORTEST_MISSPELT || Object.hasOwn(STEPS, word)) return false;
  const meant = nearest(word, Object.keys(STEPS));
  return meant !== undefined && takesCode(meant);
}

/** True when the text names a code, or a step that takes one. */
function speaksOfCodes(text: string): boolean {
  return (text.slice(0, LOOKED_AT).match(WORD) ?? []).some(leadsToCode);
}

/** The text without the codes in it; `amongCodes`: it stands where one is given, only known words are told. */
export function withoutCodes(text: string, amongCodes = speaksOfCodes(text)): string {
  const beginning = text.slice(0, LOOKED_AT);
  if (amongCodes) return beginning.replace(WORD, (word) => (isKnown(word) ? word : MASK));
  const digits = beginning.match(/\p{N}/gu) ?? [];
  return digits.length < FEWEST_DIGITS
    ? beginning
    : beginning.replace(WORD, (word) => (/\p{N}/u.test(word) ? MASK : word));
}

/** True when the line, from 0, belongs to a step that takes a code, as far as text that is no YAML can tell. */
export function isAmongCodes(lines: readonly string[], line: number): boolean {
  for (let above = line; above >= Math.max(0, line - LINES_ABOVE); above--) {
    const text = lines[above] ?? '';
    if (speaksOfCodes(text)) return true;
    if (Object.hasOwn(STEPS, LIST_ITEM.exec(text)?.groups?.word ?? '')) return false;
  }
  return false;
}
