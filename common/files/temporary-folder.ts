/** Folders for what lasts no longer than the process. */

import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CodedError } from '#common/coded-error.ts';
import { fileErrorText } from './file-error.ts';
import { isAlive, thisProcess } from './process-identity.ts';

/** The directory for temporary files cannot be used; the message says what to set. */
export class TemporaryFolderError extends CodedError {
  override readonly name = 'TemporaryFolderError';
  readonly code = 'ERR_TEMPORARY_FOLDER';
}

/**
 * A new folder that only this user can enter; its name begins with `prefix` and says whose it is. Those of programs that
 * were killed are removed beside it.
 * @throws TemporaryFolderError
 */
export function temporaryFolder(prefix: string, parent = resolve(tmpdir())): string {
  sweepOnce(parent);
  try {
    return mkdtempSync(join(parent, `${prefix}${ownerInName()}-`));
  } catch (cause) {
    const why = fileErrorText(cause);
    const message = {
      en: `${parent}: no directory can be made there (${why.en}); expected a directory that this user may write into: set TMPDIR to one`,
      fr: `${parent} : aucun dossier ne peut y être fait (${why.fr}) ; attendu : un dossier où cet utilisateur peut écrire, à donner par TMPDIR`,
    };
    throw new TemporaryFolderError(message, { cause });
  }
}

/** As long as the name of a folder can be. */
export function longestFolderName(prefix: string): string {
  return `${prefix}${ownerInName()}-XXXXXX`;
}

const RADIX = 36;
/** Process, its start, and the set of processes it counts in: containers may share a folder and no processes. */
const OWNED = /^cps-sim-(?:[a-z]+-)*([0-9a-z]+)\.([0-9a-z]*)\.([0-9a-z]*)-[0-9A-Za-z]{6}$/;

function short(number: string): string {
  return Number(number).toString(RADIX);
}

/** The set of processes whose numbers this one knows; '' where there is only one. Source: pid_namespaces(7). */
function processNamespace(): string {
  try {
    const [number] = /\d+/.exec(readlinkSync('/proc/self/ns/pid')) ?? [];
    return number === undefined ? '' : short(number);
  } catch {
    return '';
  }
}

function nameOfThisProcess(): string {
  const { pid, started } = thisProcess();
  return `${short(String(pid))}.${started === undefined ? '' : short(started)}.${processNamespace()}`;
}

let owner: string | undefined;

function ownerInName(): string {
  owner ??= nameOfThisProcess();
  return owner;
}

/** Whether a folder of that name is one whose program has ended; what cannot be known is taken for alive. */
export function isAbandoned(name: string): boolean {
  const [, pid, started, namespace] = OWNED.exec(name) ?? [];
  if (pid === undefined || namespace !== processNamespace()) return false;
  const start = started ? { started: String(Number.parseInt(started, RADIX)) } : {};
  return !isAlive({ pid: Number.parseInt(pid, RADIX), ...start });
}

/** Folders of this user whose programs live, those with that prefix. */
export function livingFolders(prefix: string, parent: string): string[] {
  try {
    return readdirSync(parent)
      .filter((name) => name.startsWith(prefix) && OWNED.test(name) && !isAbandoned(name))
      .map((name) => join(parent, name))
      .filter(isOwnFolder);
  } catch {
    return [];
  }
}

/** Folders of this user whose programs were killed. */
export function abandonedFolders(parent = resolve(tmpdir())): string[] {
  try {
    return readdirSync(parent)
      .filter(isAbandoned)
      .map((name) => join(parent, name))
      .filter(isOwnFolder);
  } catch {
    return [];
  }
}

/** Whether it is a folder of this user. */
export function isOwnFolder(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && (process.getuid === undefined || stats.uid === process.getuid());
}

/** Removes the folders of programs that were killed. */
export function sweepAbandonedFolders(parent = resolve(tmpdir())): void {
  for (const folder of abandonedFolders(parent)) {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // The next one tries again; doctor names it.
    }
  }
}

const swept = new Set<string>();

function sweepOnce(parent: string): void {
  if (swept.has(parent)) return;
  swept.add(parent);
  sweepAbandonedFolders(parent);
}
