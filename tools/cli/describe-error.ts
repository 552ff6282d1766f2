/** Errors as one or two sentences for the person at the terminal: what, where, what to do. Never a stack unless asked. */

import { messageIn } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { terminalLines } from '#common/terminal-text.ts';
import { say, spokenLanguage } from './language.ts';

const SYSTEM_ERRORS: Readonly<Record<string, Text>> = {
  ENOENT: { en: 'no such file or directory', fr: "ce fichier ou ce dossier n'existe pas" },
  EACCES: { en: 'not allowed to open it', fr: "vous n'avez pas le droit de l'ouvrir" },
  EISDIR: { en: 'is a directory, a file was expected', fr: 'est un dossier, attendu : un fichier' },
  ENOTDIR: { en: 'a part of the path is no directory', fr: "une partie du chemin n'est pas un dossier" },
  EROFS: { en: 'the file system is read-only', fr: 'le système de fichiers est en lecture seule' },
  ENOSPC: { en: 'no space left on the device', fr: 'plus de place sur le disque' },
};

function systemErrorText(error: NodeJS.ErrnoException): string | undefined {
  const text = error.code && own(SYSTEM_ERRORS, error.code);
  return text && error.path ? say({ en: `${error.path}: ${text.en}`, fr: `${error.path} : ${text.fr}` }) : undefined;
}

/** An error with a `code` was foreseen: its message is written for people. Any other is a fault of this program. */
export function describeError(error: unknown, debug = false): string {
  return terminalLines(described(error, debug));
}

function described(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (debug) return error.stack ?? error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return systemErrorText(error) ?? messageIn(error, spokenLanguage());
  return say({
    en: `internal error: ${error.message} (run again with --debug to see where, and report it)`,
    fr: `erreur interne : ${error.message} (relancez avec --debug pour voir où, et signalez-la)`,
  });
}
