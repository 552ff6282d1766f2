/** What a browser with a card needs of the machine, found or named. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BrowserError } from './browser-error.ts';

interface Wanted {
  /** Names of its program, the usual one first. */
  readonly programs: readonly [string, ...string[]];
  /** Debian's. */
  readonly package: string;
}

const WANTED = {
  firefox: { programs: ['firefox-esr', 'firefox'], package: 'firefox-esr' },
  chromium: { programs: ['chromium', 'google-chrome-stable', 'google-chrome'], package: 'chromium' },
  certutil: { programs: ['certutil'], package: 'libnss3-tools' },
  modutil: { programs: ['modutil'], package: 'libnss3-tools' },
  xvfb: { programs: ['Xvfb'], package: 'xvfb' },
  xdotool: { programs: ['xdotool'], package: 'xdotool' },
} as const satisfies Readonly<Record<string, Wanted>>;

export type Installed = keyof typeof WANTED;

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Path of a program. @throws BrowserError `not-installed` that says what to install */
export function installed(name: Installed, { PATH = '' }: NodeJS.ProcessEnv = process.env): string {
  const { programs, package: packaged } = WANTED[name];
  const paths = programs.flatMap((program) => PATH.split(delimiter).map((folder) => join(folder, program)));
  const found = paths.find(isProgram);
  if (found !== undefined) return found;
  throw new BrowserError('not-installed', {
    en: `no ${programs.join(', ')} in PATH: apt install ${packaged}`,
    fr: `pas de ${programs.join(', ')} dans PATH : apt install ${packaged}`,
  });
}

const MULTIARCH: Readonly<Record<string, string>> = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' };
const LIBRARIES = [`/usr/lib/${MULTIARCH[process.arch] ?? ''}`, '/usr/lib64', '/usr/lib', '/usr/local/lib'];
const OPENSC = ['opensc-pkcs11.so', 'pkcs11/opensc-pkcs11.so'];

/**
 * Path of the PKCS#11 module: the one that is named, or OpenSC's.
 * @throws BrowserError `no-module`
 */
export function pkcs11Module(named?: string): string {
  if (named !== undefined) {
    if (existsSync(named)) return named;
    throw new BrowserError('no-module', {
      en: `${named}: no such file; expected a PKCS#11 module`,
      fr: `${named} : ce fichier n'existe pas ; attendu : un module PKCS#11`,
    });
  }
  const found = LIBRARIES.flatMap((folder) => OPENSC.map((name) => join(folder, name))).find(existsSync);
  if (found !== undefined) return found;
  throw new BrowserError('no-module', {
    en: "OpenSC's PKCS#11 module is not installed: apt install opensc-pkcs11, or name another module",
    fr: "le module PKCS#11 d'OpenSC n'est pas installé : apt install opensc-pkcs11, ou nommez un autre module",
  });
}
