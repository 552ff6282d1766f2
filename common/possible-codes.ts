/** Words that others wrote, as a message may repeat them: a code may stand in any of them, where nobody expects one. */
import { SPAN_FORM, TIME_FORM } from './calendar.ts';

export const MASK = '****';

/** A date, or as many digits as the shortest code has, blanks and what nobody sees among them. */
const DATE_OR_DIGITS = /(?<!\p{N})[0-9]{4}-[0-9]{2}-[0-9]{2}(?!\p{N})|\p{N}(?:[\s\p{Cf}]*\p{N}){3,}/gu;

/** The text with four digits and more masked; times and spans of time stay, and the dates in it. */
export function withoutPossibleCodes(text: string): string {
  if (SPAN_FORM.test(text) || TIME_FORM.test(text)) return text;
  return text.replace(DATE_OR_DIGITS, (found) => (found[4] === '-' ? found : MASK));
}
