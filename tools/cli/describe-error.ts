/** Errors as one or two sentences for the person at the terminal: what, where, what to do. Never a stack unless asked. */

import { messageIn } from '#common/coded-error.ts';
import { terminalLines } from '#common/terminal-text.ts';
import { knownFileError } from '#files/file-error.ts';
import { say, spokenLanguage } from './language.ts';

function systemErrorText(error: NodeJS.ErrnoException): string | undefined {
  const text = error.path === undefined ? undefined : knownFileError(error);
  return text && say({ en: `${error.path}: ${text.en}`, fr: `${error.path} : ${text.fr}` });
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
