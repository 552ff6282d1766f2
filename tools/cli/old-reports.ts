/** Reports of a run before: nobody may take them for those of one that could not begin. */
import { lstatSync, rmSync } from 'node:fs';

function isThere(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found !== undefined && (found.isFile() || found.isSymbolicLink());
}

/** What is there now goes when `prepare` fails; a device, a pipe and what cannot be taken away stay. */
export function withoutOldReports<T>(files: readonly string[], prepare: () => T): T {
  try {
    return prepare();
  } catch (error) {
    for (const file of files) removeQuietly(file);
    throw error;
  }
}

/** The failure of the run is what is to be told. */
function removeQuietly(file: string): void {
  try {
    if (isThere(file)) rmSync(file);
  } catch {
    // Nor could the run have written it.
  }
}
