/** A file that is, whatever happens, the old one or the new one, whole. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Only the owner: whoever writes here decides which certificates are believed to be his. */
const MODE = 0o600;
let drafts = 0;

/** Writes beside `path`, makes it durable and renames it; several programs may do so at once, the last one wins. */
export function writeAtomically(path: string, text: string): void {
  drafts += 1;
  const draft = `${path}.${process.pid}.${drafts}.tmp`;
  try {
    const file = openSync(draft, 'wx', MODE);
    try {
      writeFileSync(file, text);
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
