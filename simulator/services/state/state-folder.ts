/** The folder of a state: one file that is written as a whole, mails beside it, and a lock. */

import { chmodSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Text } from '#common/language.ts';
import { fileErrorText } from '#files/file-error.ts';
import { makeFolder, type Release, tryLock, writeAtomically } from '#files/index.ts';
import { readRegularFile } from '#files/regular-file.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { KEPT_FOLDERS, type KeptFiles, type KeptFolder } from './memory.ts';
import { StateError, type StateReason } from './state-error.ts';

const STATE = 'state.json';
const LOCK = 'lock';
/** What may be there without a state: a program was killed before it had one. */
const OURS = new RegExp(`^(?:lock|state\\.json|(?:${KEPT_FOLDERS.join('|')})$)`);
/** Bytes; ten thousand products have a fifth of it. */
const LARGEST = 268_435_456;
/** Ours to read and to write, nobody else's: keys of orders stand there, though encrypted. */
const FOLDER_MODE = 0o700;

export function stateError(reason: StateReason, path: string, { en, fr }: Text, cause?: unknown): StateError {
  return new StateError(reason, { en: `${path}: ${en}`, fr: `${path} : ${fr}` }, { cause });
}

const NO_FOLDER: Text = {
  en: 'expected a folder for the state of the services, new or empty, or one that they have',
  fr: "attendu : un dossier pour l'état des services, nouveau ou vide, ou un dossier qui est à eux",
};

function made(path: string): void {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there !== undefined && !there.isDirectory()) throw stateError('folder', path, NO_FOLDER);
    makeFolder(path);
    if (there === undefined) chmodSync(path, FOLDER_MODE);
    const foreign = readdirSync(path).find((name) => !OURS.test(name));
    const state = statSync(join(path, STATE), { throwIfNoEntry: false });
    if (foreign !== undefined && state === undefined)
      throw stateError('folder', path, {
        en: `holds ${foreign} and no state of services; ${NO_FOLDER.en}`,
        fr: `contient ${foreign} et aucun état de services ; ${NO_FOLDER.fr}`,
      });
  } catch (cause) {
    throw asFolderError(path, cause);
  }
}

function asFolderError(path: string, cause: unknown): StateError {
  if (cause instanceof StateError) return cause;
  const why = fileErrorText(cause);
  return stateError('folder', path, { en: `${why.en}; ${NO_FOLDER.en}`, fr: `${why.fr} ; ${NO_FOLDER.fr}` }, cause);
}

function locked(path: string): Release {
  let taken: ReturnType<typeof tryLock>;
  try {
    taken = tryLock(join(path, LOCK));
  } catch (cause) {
    throw asFolderError(path, cause);
  }
  if (typeof taken === 'function') return taken;
  const holder = taken.holder ?? '?';
  throw stateError('inUse', path, {
    en: `other services have it (process ${holder}): end them first, or name another folder`,
    fr: `d'autres services s'en servent (processus ${holder}) : arrêtez-les d'abord, ou nommez un autre dossier`,
  });
}

function notWritten(path: string, cause: unknown): StateError {
  const why = fileErrorText(cause);
  return stateError(
    'write',
    path,
    {
      en: `cannot be written (${why.en}): what happened since is not kept; the next time it is tried again`,
      fr: `écriture impossible (${why.fr}) : ce qui s'est passé depuis n'est pas gardé ; nouvel essai la prochaine fois`,
    },
    cause,
  );
}

export class StateFolder {
  /** Of the state. */
  readonly file: string;
  readonly #path: string;
  readonly #release: Release;

  /** Made when it is not there, and nobody else's until it is closed. @throws StateError */
  constructor(path: string) {
    made(path);
    this.file = join(path, STATE);
    this.#path = path;
    this.#release = locked(path);
  }

  /** Undefined when nothing was kept yet. @throws StateError `damaged` when it cannot be read */
  read(): Bytes | undefined {
    try {
      if (statSync(this.file, { throwIfNoEntry: false }) === undefined) return undefined;
      return readRegularFile(this.file, LARGEST);
    } catch (cause) {
      throw stateError('damaged', this.file, fileErrorText(cause), cause);
    }
  }

  /** The old state stands until the new one is there as a whole. @throws StateError `write` */
  write(text: string): void {
    try {
      writeAtomically(this.file, text, { draft: `${this.file}.tmp` });
    } catch (cause) {
      throw notWritten(this.file, cause);
    }
  }

  files(folder: KeptFolder): Omit<KeptFiles, 'keepOnly'> {
    const inside = join(this.#path, folder);
    return {
      write: (name, bytes) => {
        const path = join(inside, name);
        try {
          makeFolder(inside);
          writeAtomically(path, bytes, { draft: `${path}.tmp` });
        } catch (cause) {
          throw notWritten(path, cause);
        }
      },
      read: (name) => {
        const path = join(inside, name);
        try {
          return readRegularFile(path, LARGEST);
        } catch (cause) {
          const why = fileErrorText(cause);
          throw stateError('damaged', path, {
            en: `${why.en}; ${STATE} names it: put it back, or name another folder`,
            fr: `${why.fr} ; ${STATE} le nomme : remettez-le, ou nommez un autre dossier`,
          });
        }
      },
    };
  }

  /** Those that the state does not name: they were taken away, or a program was killed before it named them. */
  sweep(folder: KeptFolder, named: ReadonlySet<string>): void {
    const inside = join(this.#path, folder);
    try {
      for (const name of readdirSync(inside))
        if (/^\d+\.eml(?:\.tmp)?$/.test(name) && !named.has(name)) rmSync(join(inside, name), { force: true });
    } catch {
      // No mail yet; or the next start sweeps.
    }
  }

  close(): void {
    this.#release();
  }
}
