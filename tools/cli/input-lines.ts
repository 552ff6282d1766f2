/** Lines of hexadecimal bytes, with remarks from `#` to the end of the line, as files and standard input give them. */
import { CodedError } from '#common/coded-error.ts';
import { inEach, type Text } from '#common/language.ts';
import type { TextLine } from './text-lines.ts';
import { UsageError } from './usage-error.ts';

export interface InputLine {
  /** Without its remark. */
  readonly text: string;
  /** `standard input:3`; absent for what was typed behind the verb. */
  readonly place?: Text;
}

/** A line without its remark; undefined when it says nothing. @param source for its place */
export function inputLine({ number, text }: TextLine, source: Text): InputLine | undefined {
  const bytes = text.replace(/#.*/s, '').trim();
  return bytes === '' ? undefined : { text: bytes, place: inEach((language) => `${source[language]}:${number}`) };
}

/** The lines that say something. @param source for their places */
export function* inputLines(lines: Iterable<TextLine>, source: Text): Generator<InputLine> {
  for (const line of lines) {
    const input = inputLine(line, source);
    if (input !== undefined) yield input;
  }
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
