/** A file that one program writes from its beginning to its end: nobody else opens it meanwhile to do the same. */
import { closeSync, fstatSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { CodedError } from '#common/coded-error.ts';
import { writeAtomically } from './atomic-file.ts';
import { BusyError } from './exclusively.ts';
import { throughLinks } from './links.ts';
import { type Held, type Release, tryLock } from './lock.ts';
import { isOwnDescriptor, openOutput } from './regular-file.ts';

/** Locks of files that are open, given back when the process ends before they are closed. */
const held = new Set<Release>();

function releaseAll(): void {
  for (const release of held) release();
}

/** The lock beside the file behind all links; undefined where several may write: a device, a pipe, a terminal. */
function lockOf(path: string): string | undefined {
  if (isOwnDescriptor(path)) return undefined;
  const real = throughLinks(path);
  const stats = statSync(real, { throwIfNoEntry: false });
  return stats === undefined || stats.isFile() ? `${real}.lock` : undefined;
}

/** Undefined where there is nothing to lock, or where no lock can be made: a folder in which one may only write files. */
function locked(path: string): Release | Held | undefined {
  try {
    const lock = lockOf(path);
    return lock === undefined ? undefined : tryLock(lock);
  } catch (error) {
    // Whoever opens the file is told what is wrong with its place.
    if (error instanceof CodedError) throw error;
    return undefined;
  }
}

function written(path: string, { holder }: Held): BusyError {
  const by = {
    en: holder === undefined ? '' : ` (process ${holder})`,
    fr: holder === undefined ? '' : ` (processus ${holder})`,
  };
  return new BusyError({
    en: `${path}: another program is writing it${by.en}; wait until that one has ended, or name another file`,
    fr: `${path} : un autre programme l'écrit en ce moment${by.fr} ; attendez qu'il ait fini, ou nommez un autre fichier`,
  });
}

/**
 * Nobody else writes the file until it is given back, at the latest when the process ends.
 * @throws BusyError when another one writes it
 */
export function claimOutput(path: string): Release {
  const taken = locked(path);
  if (typeof taken === 'object') throw written(path, taken);
  const release = () => {
    held.delete(release);
    taken?.();
  };
  if (held.size === 0 && !process.listeners('exit').includes(releaseAll)) process.on('exit', releaseAll);
  held.add(release);
  return release;
}

export class OutputFile {
  readonly fd: number;
  readonly #path: string;
  readonly #release: Release;

  /**
   * Emptied, or made.
   * @throws BusyError when another one writes it, FileKindError, an error of the file system
   */
  constructor(path: string) {
    this.#release = claimOutput(path);
    this.#path = path;
    try {
      this.fd = openOutput(path);
    } catch (error) {
      this.#release();
      throw error;
    }
  }

  /**
   * Writes the whole content at once: who opens the file finds it empty, or whole. A device or a pipe takes it as it is.
   * @throws an error of the file system; the file is then empty
   */
  replace(content: string): void {
    const stats = fstatSync(this.fd);
    if (!stats.isFile() || isOwnDescriptor(this.#path)) writeFileSync(this.fd, content);
    else writeAtomically(throughLinks(this.#path), content, { mode: stats.mode & 0o777 });
  }

  close(): void {
    closeSync(this.fd);
    this.#release();
  }
}

/** Takes away what this process may write there; what another one is writing stays. @throws an error of the file system */
export function removeOutput(path: string): void {
  const taken = locked(path);
  if (typeof taken === 'object' && taken.holder !== process.pid) return;
  rmSync(path, { force: true });
  if (typeof taken === 'function') taken();
}
