/** Why a file that somebody named cannot be opened, read or written, in words. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { systemWords } from '#common/system-error.ts';
import { throughLinks } from './links.ts';

const FILE_ERRORS: Readonly<Record<string, Text>> = {
  EACCES: { en: 'not allowed to open it', fr: "vous n'avez pas le droit de l'ouvrir" },
  EEXIST: { en: 'something has that name already', fr: 'quelque chose porte déjà ce nom' },
  EISDIR: { en: 'is a directory, a file was expected', fr: 'est un dossier, attendu : un fichier' },
};

/** The folder of a path, or of what a link there names, when it is not there. */
function missingFolder(path: string): string | undefined {
  try {
    const folder = dirname(throughLinks(path));
    return statSync(folder, { throwIfNoEntry: false }) === undefined ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** What is not there is the folder: the system would name the file. */
export function noFolder(folder: string): Text {
  return {
    en: `there is no directory '${folder}'; check the path, or make the directory first`,
    fr: `le dossier '${folder}' n'existe pas ; vérifiez le chemin, ou créez d'abord le dossier`,
  };
}

/** Undefined for an error that is none of the file system's. @param path that of the error by default */
export function knownFileError(error: unknown, path?: string): Text | undefined {
  const { code = '', path: failed, syscall } = error as NodeJS.ErrnoException;
  if (syscall === undefined) return undefined;
  const place = path ?? failed;
  const folder = code === 'ENOENT' && place !== undefined ? missingFolder(place) : undefined;
  if (folder !== undefined) return noFolder(folder);
  return own(FILE_ERRORS, code) ?? systemWords(code);
}

/** As `knownFileError`; what any other error says itself. */
export function fileErrorText(error: unknown, path?: string): Text {
  return knownFileError(error, path) ?? textOf(error);
}
