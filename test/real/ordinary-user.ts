/** Who runs an unmodified program in a test: whoever runs the tests and, where that is root, an ordinary user too. */
import { chmodSync, chownSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../temporary-directory.ts';

export const NOBODY = 65_534;
const IS_ROOT = process.getuid?.() === 0;

export interface User {
  readonly name: string;
  /** In front of what is run as this user. */
  readonly as: readonly string[];
}

export const SELF: User = { name: IS_ROOT ? 'root' : 'an ordinary user', as: [] };
export const ORDINARY: User = IS_ROOT
  ? {
      name: 'an ordinary user',
      as: ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'],
    }
  : SELF;
export const USERS = [...new Set([SELF, ORDINARY])];

/** Whether files of who runs the tests are not theirs. */
function isOther(user: User): boolean {
  return IS_ROOT && user === ORDINARY;
}

/** Makes a file or directory of the test one of theirs. */
export function giveTo(user: User, path: string): void {
  if (isOther(user)) chownSync(path, NOBODY, NOBODY);
}

/** A directory for temporary files of their own. */
export function temporaryOf(user: User): string {
  const folder = temporaryDirectory('user-');
  giveTo(user, folder);
  return folder;
}

let readableNode: string | undefined;

/** Node may stand in a folder of root's alone (nvm, a temporary folder of CI): another user is given a copy. */
export function nodeFor(user: User): string {
  if (!isOther(user)) return process.execPath;
  if (readableNode === undefined) {
    const folder = temporaryDirectory('user-node-');
    chmodSync(folder, 0o755);
    readableNode = join(folder, 'node');
    copyFileSync(process.execPath, readableNode);
  }
  return readableNode;
}
