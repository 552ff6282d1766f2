/**
 * The command line as it is installed: compiled, without tsx, which takes longer to start than most verbs run.
 *
 * Compiled once for all files of tests, and for all runs until a source changes: kept where tools keep what they can make
 * again.
 */
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tryLock } from '#files/lock.ts';
import { compileInto } from '../tools/compile.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const TOP = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(TOP, 'node_modules');
const KEPT = join(MODULES, '.cache', 'cps-sim');
const MAIN = 'dist/tools/cli/main.js';
/** Whatever compiling reads. */
const SOURCES = ['common', 'simulator', 'driver', 'scenarios', 'tools', 'fixtures', 'docs/steps'];
const SETTINGS = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
/** No file of tests is still at it that began with older sources. */
const OLD_MS = 3_600_000;
/** No system tells that another process has compiled. */
const LOOK_MS = 50;

/** Another one as soon as a file comes, goes or is written. */
function stateOfSources(): string {
  const hash = createHash('sha256').update(TOP);
  const inFolders = SOURCES.flatMap((folder) =>
    readdirSync(join(TOP, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  for (const path of [...inFolders, ...SETTINGS].sort()) {
    const found = statSync(join(TOP, path), { throwIfNoEntry: false });
    hash.update(`${path}\n${found?.size} ${found?.mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

function removeOld(): void {
  for (const name of readdirSync(KEPT)) {
    const path = join(KEPT, name);
    const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (Date.now() - mtimeMs > OLD_MS) rmSync(path, { recursive: true, force: true });
  }
}

/** There as a whole or not at all. */
function compileAs(folder: string): void {
  const draft = `${folder}.draft`;
  // The sources are checked by themselves, not once more by the tests.
  compileInto(join(draft, 'dist'), { quick: true });
  symlinkSync(MODULES, join(draft, 'node_modules'));
  renameSync(draft, folder);
  removeOld();
}

function compiled(): string {
  const folder = join(KEPT, stateOfSources());
  mkdirSync(KEPT, { recursive: true });
  while (!existsSync(folder)) {
    const release = tryLock(`${folder}.lock`);
    if (typeof release !== 'function') {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_MS);
      continue;
    }
    try {
      if (!existsSync(folder)) compileAs(folder);
    } finally {
      release();
    }
  }
  utimesSync(folder, new Date(), new Date());
  return folder;
}

let folder: string | undefined;

/** Path of its script. */
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
