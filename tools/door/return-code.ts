/** What a return code means, for whoever is shown one: the words of the reference of steps, inside a sentence. */
import { inEach, type Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { RETURN_CODE_TEXTS } from '../../scenarios/engine/reference/return-code-texts.ts';

/** `The card`, `A file`, `L'ATR`; not `PC/SC`. */
const SENTENCE = /^\p{Lu}(?=[\p{Ll}\s'’])/u;

/** Undefined for what is none, such as `success`. */
export function returnCodeMeaning(code: unknown): Text | undefined {
  const text = typeof code === 'string' ? own(RETURN_CODE_TEXTS, code) : undefined;
  return text && inEach((language) => text[language].replace(SENTENCE, (letter) => letter.toLowerCase()));
}
