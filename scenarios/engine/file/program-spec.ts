/** The unmodified program that a scenario names. */
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { packed, type Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { isProgramPath } from '#files/program-path.ts';
import { text } from './vocabulary.ts';

const A_PROGRAM: Text = {
  en: 'a program and its arguments: [ pkcs11-tool, -L ]',
  fr: 'un programme et ses arguments : [ pkcs11-tool, -L ]',
};

/** As it is written. */
export const programWords = z
  .array(text, { error: packed(A_PROGRAM) })
  .min(1, { error: packed(A_PROGRAM) })
  .describe('An unmodified program to run beside the steps, and its arguments: [ pkcs11-tool, -L ]');

export interface ProgramSpec {
  /** A name that is looked for in PATH, or a path. */
  readonly command: string;
  readonly args: readonly string[];
  /** As it was written, without what may be a code. */
  readonly name: string;
  /** Where it was written; absent of one that was typed. */
  readonly place?: { readonly file: string; readonly line: number };
}

/** A path is relative to the file, as those of cards are. */
export function programSpec(words: readonly string[], file: string, line: number): ProgramSpec {
  const [word = '', ...args] = words;
  const command = isProgramPath(word) ? resolve(dirname(file), word) : word;
  return { command, args, name: withoutPossibleCodes(words.join(' ')), place: { file, line } };
}
