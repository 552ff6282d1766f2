/** Our winscard.dll beside a program that our launcher cannot reach: put there, and taken away again. */
import { lstatSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { extname, join } from 'node:path';
import { writeAtomically } from '#files/atomic-file.ts';
import { hasErrorCode } from '#files/error-code.ts';
import { type Bits, portableExecutable } from './portable-executable.ts';
import { WinscardDllError } from './winscard-dll-error.ts';
import { isOurs, winscardDll } from './winscard-files.ts';

const NAME = 'winscard.dll';
/** Whoever runs the program reads it. */
const DLL_MODE = 0o644;
/** Programs, and what Node takes for one: Windows looks for the DLLs of a `.node` in its own folder. */
const PROGRAMS = ['.exe', '.node'];
/** What all programs of a machine, or of a Wine prefix, load from. */
const OF_WINDOWS = /[\\/]windows[\\/](system32|syswow64|sysnative|sysarm32)([\\/]|$)/i;

type PlacedDll =
  | { readonly kind: 'none'; readonly path: string }
  | { readonly kind: 'ours' | 'foreign'; readonly path: string };

/** What has the DLL's name in that folder; names have no case for Windows. @throws an error of the file system */
export function placedDll(folder: string): PlacedDll {
  const name = readdirSync(folder).find((one) => one.toLowerCase() === NAME);
  if (name === undefined) return { kind: 'none', path: join(folder, NAME) };
  const path = join(folder, name);
  return { kind: lstatSync(path).isFile() && isOurs(path) ? 'ours' : 'foreign', path };
}

function ownFolder(given: string): string {
  const folder = realpathSync.native(given);
  if (!OF_WINDOWS.test(`${folder}/`)) return folder;
  throw new WinscardDllError('place', {
    en: `${folder}: Windows' own folder, from which all programs load; expected the folder of one program`,
    fr: `${folder} : un dossier de Windows, d'où tous les programmes chargent ; attendu : le dossier d'un programme`,
  });
}

/** The programs of a folder, and the bitness of each. */
function programsIn(folder: string): ReadonlyMap<string, Bits | undefined> {
  const names = readdirSync(folder).filter((name) => PROGRAMS.includes(extname(name).toLowerCase()));
  const found = names.sort().map((name) => [name, portableExecutable(join(folder, name))] as const);
  return new Map(found.flatMap(([name, program]) => (program === undefined ? [] : [[name, program.bits] as const])));
}

function bitsOf(folder: string, programs: ReadonlyMap<string, Bits | undefined>): Bits {
  const [bits, ...others] = new Set(programs.values());
  if (bits !== undefined && others.length === 0) return bits;
  const list = [...programs].map(([name, one = '?']) => `${name} (${one})`).join(', ');
  const found = list === '' ? { en: 'no .exe and no .node', fr: 'aucun .exe ni .node' } : { en: list, fr: list };
  throw new WinscardDllError('bits', {
    en: `${folder}: found ${found.en}; expected programs of one kind, x64 or x86: say which by --bits`,
    fr: `${folder} : trouvé ${found.fr} ; attendu : des programmes d'une seule sorte, x64 ou x86 ; dites laquelle par --bits`,
  });
}

function foreign(path: string): WinscardDllError {
  return new WinscardDllError('foreign', {
    en: `${path}: another's winscard.dll, which stays as it is; move it yourself when it is not needed`,
    fr: `${path} : la winscard.dll de quelqu'un d'autre, qui reste telle quelle ; déplacez-la vous-même si elle ne sert pas`,
  });
}

/** What Windows says of a DLL that is loaded. */
function unlessInUse<T>(path: string, change: () => T): T {
  try {
    return change();
  } catch (cause) {
    if (!hasErrorCode(cause, 'EPERM', 'EACCES', 'EBUSY')) throw cause;
    const message = {
      en: `${path}: Windows lets it not be changed (${(cause as NodeJS.ErrnoException).code}): end the program that uses it, or ask for the right to write there`,
      fr: `${path} : Windows ne laisse pas y toucher (${(cause as NodeJS.ErrnoException).code}) : terminez le programme qui s'en sert, ou demandez le droit d'y écrire`,
    };
    throw new WinscardDllError('inUse', message, { cause });
  }
}

export interface AddedDll {
  readonly path: string;
  readonly bits: Bits;
  /** `same`: it was there already; `replaced`: another version or bitness of ours was. */
  readonly done: 'added' | 'replaced' | 'same';
  /** For which it is. */
  readonly programs: readonly string[];
}

/**
 * @param bits where the programs of the folder do not say it
 * @param dllOf which DLL it is; that of the package by default
 * @throws WinscardDllError, an error of the file system
 */
export function addWinscardDll(given: string, bits?: Bits, dllOf = winscardDll): AddedDll {
  const folder = ownFolder(given);
  const programs = programsIn(folder);
  const wanted = bits ?? bitsOf(folder, programs);
  const source = dllOf(wanted);
  const { kind, path } = placedDll(folder);
  if (kind === 'foreign') throw foreign(path);
  const known = {
    path,
    bits: wanted,
    programs: [...programs].filter(([, one]) => one === wanted).map(([name]) => name),
  };
  if (kind === 'ours' && readFileSync(path).equals(readFileSync(source))) return { ...known, done: 'same' };
  unlessInUse(path, () => writeAtomically(path, readFileSync(source), { mode: DLL_MODE }));
  return { ...known, done: kind === 'ours' ? 'replaced' : 'added' };
}

/** Path of what was removed; undefined when there was none. @throws WinscardDllError, an error of the file system */
export function removeWinscardDll(given: string): string | undefined {
  const { kind, path } = placedDll(ownFolder(given));
  if (kind === 'none') return undefined;
  if (kind === 'foreign') throw foreign(path);
  unlessInUse(path, () => rmSync(path));
  return path;
}
