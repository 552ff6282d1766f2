/** Folders for what lasts no longer than the process. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CodedError } from '#common/coded-error.ts';

/** The directory for temporary files cannot be used; the message says what to set. */
export class TemporaryFolderError extends CodedError {
  override readonly name = 'TemporaryFolderError';
  readonly code = 'ERR_TEMPORARY_FOLDER';
}

/**
 * A new folder that only this user can enter; its name begins with `prefix`.
 * @throws TemporaryFolderError
 */
export function temporaryFolder(prefix: string, parent = resolve(tmpdir())): string {
  try {
    return mkdtempSync(join(parent, prefix));
  } catch (cause) {
    const expected = 'expected a directory that this user may write into: set TMPDIR to one';
    const message = `${parent}: no directory can be made there (${(cause as NodeJS.ErrnoException).code}); ${expected}`;
    throw new TemporaryFolderError(message, { cause });
  }
}
