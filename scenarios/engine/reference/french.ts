/** The texts of the language of scenarios in French, by what they are in English. */
import { FRENCH_CLEO } from './french-cleo.ts';
import { FRENCH_DESCRIPTIONS } from './french-descriptions.ts';
import { FRENCH_LANGUAGE } from './french-language.ts';
import { MSSANTE_DESCRIPTIONS, MSSANTE_SERVICE, MSSANTE_SUMMARIES } from './french-mssante.ts';
import { FRENCH_SUMMARIES } from './french-summaries.ts';
import { FRENCH_TESTSSL } from './french-testssl.ts';

const FRENCH: ReadonlyMap<string, string> = new Map([
  ...Object.entries(FRENCH_SUMMARIES),
  ...Object.entries(FRENCH_DESCRIPTIONS),
  ...Object.entries(FRENCH_CLEO),
  ...Object.entries(FRENCH_LANGUAGE),
  ...Object.entries(MSSANTE_SUMMARIES),
  ...Object.entries(MSSANTE_DESCRIPTIONS),
  ...Object.entries(MSSANTE_SERVICE),
  ...Object.entries(FRENCH_TESTSSL),
]);

/** The text in French; undefined when nobody has put it into French. */
export function frenchOf(text: string): string | undefined {
  return FRENCH.get(text);
}

/** The same; as it is when nobody has. */
export function inFrench(text: string): string {
  return frenchOf(text) ?? text;
}

/** Every text that stands there in French. */
export function textsInFrench(): readonly string[] {
  return [...FRENCH.keys()];
}
