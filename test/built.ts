/** The command line as it is installed: compiled, without tsx, which takes longer to start than most verbs run. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileInto } from '../tools/compile.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

function compiled(): string {
  const folder = temporaryDirectory('built-');
  // The sources are checked by themselves, not once more by each file of tests.
  const main = compileInto(join(folder, 'dist'), ['--noCheck', '--declaration', 'false']);
  symlinkSync(MODULES, join(folder, 'node_modules'));
  return main;
}

let main: string | undefined;

/** Path of its script; compiled once for all tests of a file. */
export function builtMain(): string {
  main ??= compiled();
  return main;
}
