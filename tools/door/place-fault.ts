/** What is wrong at a place of a body, in words. */
import type { Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';

export const A_TEXT: Text = { en: 'a text', fr: 'un texte' };
export const A_FLAG: Text = { en: 'true or false', fr: 'true ou false' };
export const AN_OBJECT: Text = { en: 'an object', fr: 'un objet' };

/** `'for'.'kind'`; the whole body is `{}`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `'${withoutPossibleCodes(String(part))}'`).join('.') || '{}';
}

/** @param expected undefined where an example says it better */
export function faultAt(path: readonly PropertyKey[], expected: Text | undefined): Text {
  const place = placeOf(path);
  return {
    en: `${place}: ${expected === undefined ? 'not as expected' : `expected ${expected.en}`}`,
    fr: `${place}${expected === undefined ? ' : pas comme attendu' : `, attendu : ${expected.fr}`}`,
  };
}

export function oneMemberOf(names: readonly string[]): Text {
  if (names.length === 0) return { en: 'no member here', fr: 'aucun membre ici' };
  if (names.length === 1) return { en: `the member ${names[0]}`, fr: `le membre ${names[0]}` };
  const list = names.join(', ');
  return { en: `one of the members ${list}`, fr: `l'un des membres ${list}` };
}
