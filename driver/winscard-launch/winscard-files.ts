/** Our winscard.dll and its launcher, as the package brings them, and how ours is told from another's. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Bits } from './portable-executable.ts';
import { WinscardDllError } from './winscard-dll-error.ts';

const BUILT = new URL('../winscard-dll/built/', import.meta.url);
/** Of its log: no other has it. */
const MARK = 'cps-sim winscard.dll';

function built(bits: Bits, name: string): string {
  const path = fileURLToPath(new URL(`${bits}/${name}`, BUILT));
  if (existsSync(path)) return path;
  throw new WinscardDllError('notBuilt', {
    en: `${path}: not built, so no Windows program can see the card; npm run build:windows builds it (tools/setup --windows)`,
    fr: `${path} : pas construite, aucun programme Windows ne peut donc voir la carte ; npm run build:windows la construit (tools/setup --windows)`,
  });
}

/** @throws WinscardDllError */
export function winscardDll(bits: Bits): string {
  return built(bits, 'winscard.dll');
}

/** For programs of its own bitness. @throws WinscardDllError */
export function winscardLauncher(bits: Bits): string {
  return built(bits, 'launch.exe');
}

/** Whether that winscard.dll is one of ours, of whatever version. */
export function isOurs(path: string): boolean {
  return readFileSync(path).includes(MARK);
}
