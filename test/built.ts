/** The command line as it is installed: compiled, without tsx, which takes longer to start than most verbs run. */
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileInto } from '../tools/compile.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));
const MAIN = 'dist/tools/cli/main.js';

function compiled(): string {
  const made = temporaryDirectory('built-');
  // The sources are checked by themselves, not once more by each file of tests.
  compileInto(join(made, 'dist'), { quick: true });
  symlinkSync(MODULES, join(made, 'node_modules'));
  return made;
}

let folder: string | undefined;

/** Path of its script; compiled once for all tests of a file. */
export function builtMain(): string {
  folder ??= compiled();
  return join(folder, MAIN);
}

/** The folder of a package as it is built where only those packages are installed: others cannot be loaded. */
export function builtWith(...packages: readonly string[]): string {
  const alone = temporaryDirectory('built-');
  cpSync(dirname(dirname(dirname(builtMain()))), join(alone, 'dist'), { recursive: true });
  mkdirSync(join(alone, 'node_modules'));
  for (const name of packages) symlinkSync(join(MODULES, name), join(alone, 'node_modules', name));
  return join(alone, 'dist');
}
