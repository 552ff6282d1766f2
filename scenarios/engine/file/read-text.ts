/** The text of a scenario file. */
import type { Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { decodeText } from '#common/text-decoding.ts';
import { fileErrorText } from '#files/file-error.ts';
import { FileKindError } from '#files/file-kind-error.ts';
import { isOtherKind } from '#files/own-kind.ts';
import { readInput } from '#files/regular-file.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import { ScenarioFileError } from './scenario-file-error.ts';

/** Those of the library have a hundredth of it. */
const LARGEST = 500_000;

type Expected = 'scenario' | 'faults';

const FILES: Readonly<Record<Expected, Text>> = {
  scenario: { en: 'a scenario file', fr: 'un fichier de scénario' },
  faults: { en: 'a file of faults', fr: 'un fichier de pannes' },
};

const UNREADABLE: Readonly<Record<string, Text>> = {
  EACCES: { en: 'not allowed to read it', fr: "vous n'avez pas le droit de le lire" },
};

function unreadable(error: unknown, expected: Expected): Text {
  if (error instanceof FileKindError) {
    const { en, fr } = FILES[expected];
    return { en: `is ${error.kind.en}, expected ${en}`, fr: `est ${error.kind.fr}, attendu : ${fr}` };
  }
  if (error instanceof TooLargeError) return error.why;
  const { code = '' } = error as NodeJS.ErrnoException;
  return own(UNREADABLE, code) ?? fileErrorText(error);
}

/**
 * @param expected which file it is
 * @throws ScenarioFileError for a file that is none, that cannot be read, is no text or one of another kind
 */
export function readScenarioText(file: string, expected: Expected = 'scenario'): string {
  const { text, fault } = decodeText(contentOf(file, expected));
  if (fault !== undefined) {
    const { line, column, message: found } = fault;
    throw refusal(file, { en: `found ${found.en}`, fr: `trouvé ${found.fr}` }, line, column);
  }
  // A scenario may have faults, and a setup nothing else.
  const other = isOtherKind(text, expected, expected === 'scenario' ? ['faults'] : []);
  if (other !== undefined) throw refusal(file, other);
  return text;
}

function contentOf(file: string, expected: Expected): Uint8Array {
  try {
    return readInput(file, LARGEST);
  } catch (error) {
    throw refusal(file, unreadable(error, expected));
  }
}

function refusal(file: string, text: Text, line = 1, column = 1): ScenarioFileError {
  return new ScenarioFileError([{ file, line, column, message: text.en, text }]);
}
