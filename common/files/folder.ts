/** Folders: made with those above them, written and taken away as a whole. */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { draftOf, FILE_MODE } from './atomic-file.ts';

const FOLDER_MODE = 0o700;

/**
 * Makes a folder and those above it; none when it is there.
 *
 * The recursive mkdir of Node 20 never ends where nothing can be made, as in /proc.
 * @throws an error of the file system
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: FOLDER_MODE });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    mkdirSync(path, { mode: FOLDER_MODE });
  }
}

/** A new folder with those files, there as a whole or not at all. */
export function writeFolderAtomically(path: string, files: ReadonlyMap<string, Uint8Array>): void {
  const draft = draftOf(path);
  try {
    mkdirSync(draft, { mode: FOLDER_MODE });
    for (const [name, bytes] of files) writeFileSync(join(draft, name), bytes, { mode: FILE_MODE });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    throw error;
  }
}

/** Takes a folder away: gone under its name at once. */
export function removeFolderAtomically(path: string): void {
  const aside = draftOf(path);
  renameSync(path, aside);
  rmSync(aside, { recursive: true, force: true });
}
