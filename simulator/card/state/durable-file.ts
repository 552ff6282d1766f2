/** Replaces a file so that, whatever happens, it is afterwards the old one or the new one, whole. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only the owner: the file holds codes and private keys. */
const MODE = 0o600;

function syncDirectory(path: string): void {
  // Windows cannot open a directory; there the rename itself has to do.
  if (process.platform === 'win32') return;
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/**
 * Writes `text` beside `path`, makes it durable and renames it.
 * @param renamed called as soon as the new file has taken the place of the old one
 */
export function replaceFile(path: string, text: string, renamed: () => void = () => {}): void {
  const draft = `${path}.tmp`;
  rmSync(draft, { force: true });
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
  renamed();
  syncDirectory(dirname(path));
}
