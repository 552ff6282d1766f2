/** Builds winscard.dll and its launcher, for x64 and x86, beside their sources; they are never committed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('../../driver', import.meta.url));
/** Where the built files are, under `driver/`. */
const BUILT = 'winscard-dll/built';
const COMPILERS = { x64: 'x86_64-w64-mingw32-gcc', x86: 'i686-w64-mingw32-gcc' } as const;

const FLAGS = ['-std=c11', '-O2', '-s', '-static-libgcc', '-Wl,--no-insert-timestamp'];
// Functions of the system are found by name: a FARPROC becomes what it is.
const WARNINGS = ['-Wall', '-Wextra', '-Werror', '-Wno-cast-function-type'];
/** Names without `@` and the length of the arguments, as Windows' own DLL has them on x86. */
const LIBRARY = ['-shared', '-Wl,--kill-at'];

/** Those of a folder of `driver/`. */
export function sources(folder: string): string[] {
  const names = readdirSync(join(DRIVER, folder)).filter((name) => name.endsWith('.c'));
  return names.sort().map((name) => join(DRIVER, folder, name));
}

function compile(bits: keyof typeof COMPILERS, name: string, ...args: string[]): void {
  const folder = join(DRIVER, BUILT, bits);
  mkdirSync(folder, { recursive: true });
  const output = ['-o', join(folder, name)];
  execFileSync(COMPILERS[bits], [...FLAGS, ...WARNINGS, ...output, ...args], { stdio: 'inherit' });
}

/** Undefined, or which of these programs is not there and what to do. */
export function missingPrograms(names: readonly string[] = Object.values(COMPILERS)): string | undefined {
  const missing = names.filter((name) => spawnSync(name, ['--version']).error !== undefined);
  return missing.length === 0 ? undefined : `${missing.join(', ')} not found: tools/setup --windows installs it`;
}

/** Undefined, or which compiler is missing and what to do. */
export function buildWindows(): string | undefined {
  const missing = missingPrograms();
  if (missing !== undefined) return missing;
  const libraries = ['-lws2_32', '-lbcrypt', '-ladvapi32'];
  for (const bits of ['x64', 'x86'] as const) {
    compile(bits, 'winscard.dll', ...LIBRARY, ...sources('winscard-dll'), ...libraries);
    compile(bits, 'launch.exe', ...sources('winscard-launch'));
  }
  return undefined;
}
