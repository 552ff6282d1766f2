/** A file that is, whatever happens, the old one or the new one, whole. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Only the owner: whoever writes here decides which certificates and drivers are believed to be his. */
export const FILE_MODE = 0o600;
let drafts = 0;

/** A name beside `path` that nobody else uses. */
export function draftOf(path: string): string {
  drafts += 1;
  return `${path}.${process.pid}.${drafts}.tmp`;
}

/** Writes beside `path`, makes it durable and renames it; several programs may do so at once, the last one wins. */
export function writeAtomically(path: string, content: string | Uint8Array): void {
  const draft = draftOf(path);
  try {
    const file = openSync(draft, 'wx', FILE_MODE);
    try {
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
