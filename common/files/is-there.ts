import { lstatSync } from 'node:fs';
import { hasErrorCode } from './error-code.ts';

/** Whether anything has that name, a link to nothing or in a circle too: whoever opens it is told why it cannot be. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return hasErrorCode(error, 'ELOOP', 'EACCES');
  }
}
