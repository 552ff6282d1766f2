/** Files of keys and certificates that verbs read, and write where nothing was. */
import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Text } from '#common/language.ts';
import { createAtomically } from '#files/index.ts';
import { isFolder } from '#files/is-there.ts';
import { readInput } from '#files/regular-file.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { say } from '../language.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';

/** More than any message or bundle; what reads it has limits of its own. */
const LARGEST = 16_000_000;

/** What goes for files with private keys, said where they are made. */
export const SENSITIVE: Text = {
  en: 'holds a private key: the file and its password are for its owner alone, on their way and in every copy (mode 0600)',
  fr: "contient une clé privée : le fichier et son mot de passe sont pour leur seul propriétaire, pendant l'envoi et dans chaque copie (mode 0600)",
};

export function readFile(path: string): Bytes {
  return new Uint8Array(readInput(path, LARGEST));
}

/** A file that is going to be written. */
export interface Draft {
  readonly path: string;
  readonly content: string | Bytes;
}

/**
 * Writes all of them, or none: a file that is there is never written over, for a key that is lost is lost.
 * @throws UsageError when one is there, or its folder is not; an error of the file system
 */
export function writeNew(...drafts: readonly Draft[]): void {
  for (const { path } of drafts) checkFolderOf(path);
  const made: string[] = [];
  try {
    for (const { path, content } of drafts) {
      if (!createAtomically(path, content)) throw alreadyThere(path);
      made.push(path);
    }
  } catch (error) {
    for (const path of made) rmSync(path, { force: true });
    throw error;
  }
}

/** The system would name the file, which is not what is missing. */
function checkFolderOf(path: string): void {
  const folder = dirname(path);
  if (isFolder(folder)) return;
  throw new UsageError({
    en: `${path}: cannot be written, ${folder} is no folder; make it first (mkdir -p), or name a file elsewhere`,
    fr: `${path} : ne peut être écrit, ${folder} n'est pas un dossier ; créez-le d'abord (mkdir -p), ou nommez un fichier ailleurs`,
  });
}

function alreadyThere(path: string): UsageError {
  return new UsageError({
    en: `${path}: exists already and is left as it is; name another file`,
    fr: `${path} : existe déjà et est laissé tel quel ; nommez un autre fichier`,
  });
}

/** To a file, or to standard output when none is named. */
export function deliver(path: string | undefined, text: string): void {
  if (path === undefined) process.stdout.write(text);
  else writeNew({ path, content: text });
}

export function printFields(fields: readonly (readonly [Text, string])[]): void {
  const width = Math.max(...fields.map(([name]) => say(name).length));
  printLines(fields.map(([name, text]) => `${say(name).padEnd(width)}  ${text}`).join('\n'));
}

/** A remark on standard error. */
export function remark(text: Text): void {
  process.stderr.write(`cps-sim: ${say(text)}\n`);
}
