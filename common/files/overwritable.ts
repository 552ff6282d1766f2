/** What may be written over: a file of the kind that is going to be written, and nothing else that has anything in it. */
import { closeSync, readSync, statSync } from 'node:fs';
import type { Text } from '#common/language.ts';
import { ForeignFileError } from './foreign-file-error.ts';
import { openRegularFile } from './regular-file.ts';

/** One kind of files that this program writes. */
export interface OutputKind {
  /** With its article: `a JUnit report`. */
  readonly name: Text;
  /** How each of them begins. */
  readonly beginning: RegExp;
}

/** More than the longest beginning, with the spaces that others put there. */
const HEAD = 1024;

/** The first bytes, as text. @throws FileKindError, an error of the file system */
function headOf(path: string): string {
  const file = openRegularFile(path);
  try {
    const bytes = Buffer.alloc(HEAD);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, HEAD, 0)).replace(/^\ufeff/, '');
  } finally {
    closeSync(file);
  }
}

/** Whether a file of that kind stands there. @throws an error of the file system when it cannot be read */
export function isOfKind(path: string, { beginning }: OutputKind): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true && beginning.test(headOf(path));
}

/**
 * Nothing, an empty file, one of that kind, or what is no file at all.
 * @throws ForeignFileError for any other, an error of the file system when it cannot be read
 */
export function refuseForeignFile(path: string, kind: OutputKind): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() && stats.size > 0 && !isOfKind(path, kind)) throw new ForeignFileError(path, kind.name);
}
