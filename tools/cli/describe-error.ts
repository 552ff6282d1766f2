/** Errors as one or two sentences for the person at the terminal: what, where, what to do. Never a stack unless asked. */
import { own } from '#common/own.ts';
import { terminalLines } from '#common/terminal-text.ts';

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'not allowed to open it',
  EISDIR: 'is a directory, a file was expected',
  ENOTDIR: 'a part of the path is no directory',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
};

function systemErrorText(error: NodeJS.ErrnoException): string | undefined {
  const text = error.code && own(SYSTEM_ERRORS, error.code);
  return text && error.path ? `${error.path}: ${text}` : undefined;
}

/** An error with a `code` was foreseen: its message is written for people. Any other is a fault of this program. */
export function describeError(error: unknown, debug = false): string {
  return terminalLines(described(error, debug));
}

function described(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error);
  if (debug) return error.stack ?? error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === 'string') return systemErrorText(error) ?? error.message;
  return `internal error: ${error.message} (run again with --debug to see where, and report it)`;
}
