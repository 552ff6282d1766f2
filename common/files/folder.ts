/** Folders: made with those above them, written and taken away as a whole. */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { draftOf, syncFolder, writeNewFile } from './atomic-file.ts';
import { hasErrorCode } from './error-code.ts';
import { isFolder } from './is-there.ts';

const FOLDER_MODE = 0o700;

/**
 * Makes a folder and those above it; none when it is there, or when another program makes it meanwhile.
 *
 * The recursive mkdir of Node 20 never ends where nothing can be made, as in /proc.
 * @param mode of each folder that is made; only the owner's by default
 * @throws an error of the file system
 */
export function makeFolder(path: string, mode = FOLDER_MODE): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    if (hasErrorCode(error, 'EEXIST') && isFolder(path)) return;
    // Below a file Windows says ENOENT too: then the file is what is told.
    if (!hasErrorCode(error, 'ENOENT') || isFolder(dirname(path))) throw error;
    makeFolder(dirname(path), mode);
    makeFolder(path, mode);
  }
}

/** Makes a renaming durable; when the disk fails it is taken back, and told only if that could be done. */
function syncRenamed(path: string, takeBack: () => void): void {
  try {
    syncFolder(dirname(path));
  } catch (error) {
    try {
      takeBack();
    } catch {
      return;
    }
    throw error;
  }
}

/** A new, durable folder with those files, there as a whole or not at all. */
export function writeFolderAtomically(path: string, files: ReadonlyMap<string, Uint8Array>): void {
  const draft = draftOf(path);
  try {
    mkdirSync(draft, { mode: FOLDER_MODE });
    for (const [name, bytes] of files) writeNewFile(join(draft, name), bytes);
    syncFolder(draft);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
  syncRenamed(path, () => rmSync(path, { recursive: true }));
}

/** Takes a folder away: gone under its name at once. @throws an error of the file system; it is there as before */
export function removeFolderAtomically(path: string): void {
  const aside = draftOf(path);
  renameSync(path, aside);
  syncRenamed(path, () => renameSync(aside, path));
  rmSync(aside, { recursive: true, force: true });
}
