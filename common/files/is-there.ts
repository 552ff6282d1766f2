/** What stands at a path that somebody named. */
import { lstatSync, statSync } from 'node:fs';
import { hasErrorCode } from './error-code.ts';

/** Whether anything has that name, a link to nothing or in a circle too: whoever opens it is told why it cannot be. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return hasErrorCode(error, 'ELOOP', 'EACCES');
  }
}

/** Whether a folder stands there, or a link to one: false where nothing can be looked at. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
