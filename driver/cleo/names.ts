/** Names of folders and requests, which people choose. Source: reference/documents.md L16; the default names: simulation. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { terminalText } from '#common/terminal-text.ts';
import { CleoError } from './cleo-error.ts';

/** Neither hidden, nor a path, nor a name that some file system cannot have. */
const NAME = /^[\p{L}\p{N}](?:[\p{L}\p{N} ._'-]{0,58}[\p{L}\p{N}_'-])?$/u;
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** @throws CleoError `name` */
export function checkName(name: string): void {
  if (NAME.test(name) && !DEVICES.test(name)) return;
  const shown = terminalText(name.slice(0, 80));
  throw new CleoError('name', {
    en: `'${shown}' is no name of a folder: expected 1 to 60 letters, digits, blanks, . _ - '`,
    fr: `« ${shown} » n'est pas un nom de dossier : attendu 1 à 60 lettres, chiffres, blancs, . _ - '`,
  });
}

/** `Dossier_1`, or the first number behind it that nothing has. */
export function defaultName(folder: string, word: 'Dossier' | 'Demande'): string {
  for (let number = 1; ; number++) {
    const name = `${word}_${number}`;
    if (!existsSync(join(folder, name))) return name;
  }
}

/** What former results are put aside under, a name on every file system: `2026-01-31 12.00.00`. */
export function stampOf(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
}
