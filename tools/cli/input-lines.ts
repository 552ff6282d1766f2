/** Lines of hexadecimal bytes, with remarks from `#` to the end of the line, as files and standard input give them. */
import { CodedError } from '#common/coded-error.ts';
import { inEach, type Text } from '#common/language.ts';
import { UsageError } from './usage-error.ts';

export interface InputLine {
  /** Without its remark. */
  readonly text: string;
  /** `standard input:3`; absent for what was typed behind the verb. */
  readonly place?: Text;
}

/** The lines that say something. @param source for their places */
export function inputLines(text: string, source: Text): InputLine[] {
  return text
    .split('\n')
    .map((line, i) => ({
      text: line.replace(/#.*/s, '').trim(),
      place: inEach((language) => `${source[language]}:${i + 1}`),
    }))
    .filter((line) => line.text !== '');
}

/** What `read` makes of the line. @throws UsageError with its place when it cannot be read */
export function readAt<T>({ text, place }: InputLine, read: (text: string) => T): T {
  try {
    return read(text);
  } catch (error) {
    if (place === undefined || !(error instanceof CodedError)) throw error;
    throw new UsageError(
      { en: `${place.en}: ${error.message}`, fr: `${place.fr} : ${error.messageIn('fr')}` },
      { cause: error },
    );
  }
}
