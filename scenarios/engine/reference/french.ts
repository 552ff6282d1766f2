/** The texts of the language of scenarios in French. */
import { own } from '#common/own.ts';

const FRENCH: Readonly<Record<string, string>> = {};

/** The text in French; as it is when nobody has put it into French. */
export function inFrench(text: string): string {
  return own(FRENCH, text) ?? text;
}
