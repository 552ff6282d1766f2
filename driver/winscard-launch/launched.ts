/** How a Windows program is started so that it finds our winscard.dll, on Windows and under Wine. */
import { statSync } from 'node:fs';
import { dirname, join, win32 } from 'node:path';
import { isProgramPath } from '#files/program-path.ts';
import { placedDll } from './placed-dll.ts';
import { portableExecutable } from './portable-executable.ts';
import { WinscardDllError } from './winscard-dll-error.ts';
import { winscardDll, winscardLauncher } from './winscard-files.ts';

export interface Launched {
  readonly command: string;
  readonly args: readonly string[];
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * Where Windows finds a program, by CreateProcess's rules for names without an ending; undefined when nowhere.
 * @param environment that of this process: on Windows alone its names have no case
 */
export function programOnWindows(name: string, { PATH = '' }: NodeJS.ProcessEnv = process.env): string | undefined {
  const places = isProgramPath(name, 'win32') ? [''] : ['.', ...PATH.split(win32.delimiter)];
  const names = win32.extname(name) === '' ? [`${name}.exe`, name] : [name];
  return places.flatMap((place) => names.map((one) => join(place, one))).find(isFile);
}

/**
 * Our launcher, or the program itself where our DLL lies beside it. A file that is no program is left to who starts it.
 * @throws WinscardDllError when neither would bring it to the card
 */
function brought(program: string, args: readonly string[], shown: string): readonly string[] {
  const found = isFile(program) ? portableExecutable(program) : undefined;
  // One that Wine alone finds, by a path of Windows or a bare name, is taken for one of 64 bits: Wine's own are.
  const bits = found === undefined ? 'x64' : found.bits;
  if (bits !== undefined && found?.managed !== true)
    return [winscardLauncher(bits), winscardDll(bits), program, ...args];
  const folder = dirname(program);
  if (placedDll(folder).kind === 'ours') return [program, ...args];
  const [what, quoi] = found?.managed
    ? ['a program of .NET Framework', 'un programme de .NET Framework']
    : ['a program of another processor', "un programme d'un autre processeur"];
  throw new WinscardDllError('launch', {
    en: `${shown}: ${what}, and our launcher is for native ones of 32 or 64 bits; put our winscard.dll beside it: cps-sim winscard add ${folder}`,
    fr: `${shown} : ${quoi}, et notre lanceur est pour ceux natifs de 32 ou 64 bits ; mettez notre winscard.dll à côté : cps-sim winscard add ${folder}`,
  });
}

/** @throws WinscardDllError */
export function launchedOnWindows(command: string, args: readonly string[]): Launched {
  const program = programOnWindows(command);
  if (program === undefined) return { command, args };
  if (/\.(cmd|bat)$/i.test(program))
    throw new WinscardDllError('launch', {
      en: `${program}: a script; what it starts would find the card by a winscard.dll beside it alone: cps-sim winscard add FOLDER for that program, then cmd /c ${command}`,
      fr: `${program} : un script ; ce qu'il lance ne trouverait la carte que par une winscard.dll à côté : cps-sim winscard add DOSSIER pour ce programme, puis cmd /c ${command}`,
    });
  const [first = command, ...rest] = brought(win32.resolve(program), args, command);
  return { command: first, args: rest };
}

/** What Wine is given, when `wine` is typed with those arguments. @throws WinscardDllError */
export function launchedUnderWine(args: readonly string[]): readonly string[] {
  const [program, ...rest] = args;
  // Options are Wine's own.
  return program === undefined || program.startsWith('-') ? args : brought(program, rest, program);
}
