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

const UNREADABLE: Readonly<Record<string, Text>> = {
  EACCES: { en: 'not allowed to read it', fr: "vous n'avez pas le droit de le lire" },
  EISDIR: { en: 'is a directory, expected a scenario file', fr: 'est un dossier, attendu : un fichier de scénario' },
};

function unreadable(error: unknown): Text {
  if (error instanceof FileKindError)
    return {
      en: `is ${error.kind.en}, expected a scenario file`,
      fr: `est ${error.kind.fr}, attendu : un fichier de scénario`,
    };
  if (error instanceof TooLargeError) return error.why;
  const { code = '' } = error as NodeJS.ErrnoException;
  return own(UNREADABLE, code) ?? fileErrorText(error);
}

/**
 * @param expected which file it is
 * @throws ScenarioFileError for a file that is none, that cannot be read, is no text or one of another kind
 */
export function readScenarioText(file: string, expected: 'scenario' | 'faults' = 'scenario'): string {
  const { text, fault } = decodeText(contentOf(file));
  if (fault !== undefined) {
    const { line, column, message: found } = fault;
    throw refusal(file, { en: `found ${found.en}`, fr: `trouvé ${found.fr}` }, line, column);
  }
  // A scenario may have faults, and a setup nothing else.
  const other = isOtherKind(text, expected, expected === 'scenario' ? ['faults'] : []);
  if (other !== undefined) throw refusal(file, other);
  return text;
}

function contentOf(file: string): Uint8Array {
  try {
    return readInput(file, LARGEST);
  } catch (error) {
    throw refusal(file, unreadable(error));
  }
}

function refusal(file: string, text: Text, line = 1, column = 1): ScenarioFileError {
  return new ScenarioFileError([{ file, line, column, message: text.en, text }]);
}
