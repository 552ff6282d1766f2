/** `cps-sim init`: what a project needs to begin with. Nothing that is there is written over. */

import { accessSync, closeSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { fileErrorText } from '#files/file-error.ts';
import { makeFolder } from '#files/folder.ts';
import { isFolder, isThere } from '#files/is-there.ts';
import { openOutput, refuseOtherKinds } from '#files/regular-file.ts';
import { type CiServer, filesFor, type Runner, TEST_COMMAND } from './init/templates.ts';
import { say } from './language.ts';
import { printLines } from './print-lines.ts';
import { UsageError } from './usage-error.ts';

export interface InitOptions {
  readonly ci: CiServer;
  readonly force?: true;
}

/** Of one width, so that what follows them stands in a column. */
const TEXTS = {
  play: { en: 'play it:    ', fr: 'le jouer :      ' },
  test: { en: 'test:       ', fr: 'tester :        ' },
  library: { en: 'the library:', fr: 'bibliothèque :  ' },
} as const satisfies Readonly<Record<string, Text>>;

const LIBRARY = fileURLToPath(new URL('../../scenarios', import.meta.url));

/** The runner of tests that package.json names; node:test without one. @throws UsageError for what is no JSON */
function runnerOf(folder: string): Runner {
  const path = join(folder, 'package.json');
  if (!existsSync(path)) return 'node:test';
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>;
    const named = { ...dependencies, ...devDependencies };
    return (['vitest', 'jest'] as const).find((name) => Object.hasOwn(named, name)) ?? 'node:test';
  } catch (cause) {
    throw new UsageError(
      {
        en: `${path}: cannot be read as JSON (${(cause as Error).message}): mend it first`,
        fr: `${path} : ne peut être lu comme du JSON (${(cause as Error).message}) : corrigez-le d'abord`,
      },
      { cause },
    );
  }
}

/** @throws UsageError when a file is there already, before any is written */
export function init(folder: string, { ci, force }: InitOptions): void {
  refuseNoFolder(folder);
  const runner = runnerOf(folder);
  const files = filesFor(runner, ci);
  const taken = [...files.keys()].filter((path) => isThere(join(folder, path)));
  if (taken.length > 0 && force !== true)
    throw new UsageError({
      en: `${taken.join(', ')}: there already, nothing was written; --force writes over`,
      fr: `${taken.join(', ')} : déjà là, rien n'a été écrit ; --force écrase`,
    });
  // All that can be refused is, before any is written.
  for (const path of files.keys()) told(join(folder, path), prepare);
  for (const [path, text] of files) told(join(folder, path), (file) => write(file, text));
  printLines(
    [
      ...[...files.keys()].map((path) => say({ en: `wrote ${path}`, fr: `écrit : ${path}` })),
      `${say(TEXTS.play)} npx cps-sim run scenarios/premier.yaml`,
      `${say(TEXTS.test)} ${TEST_COMMAND[runner]}`,
      `${say(TEXTS.library)} ${LIBRARY}`,
    ].join('\n'),
  );
}

function refuseNoFolder(folder: string): void {
  if (isFolder(folder)) return;
  if (isThere(folder)) told(folder, (path) => void readdirSync(path));
  throw new UsageError({
    en: `${folder}: no such folder: name that of your project`,
    fr: `${folder} : ce dossier n'existe pas, nommez celui de votre projet`,
  });
}

/** What the user's mask leaves of it: these files are meant to be shared. */
const FOLDER_MODE = 0o777;

/** Its folder, and nothing in its place but a file. */
function prepare(path: string): void {
  makeFolder(dirname(path), FOLDER_MODE);
  refuseOtherKinds(path);
  if (existsSync(path)) accessSync(path, constants.W_OK);
}

function write(path: string, text: string): void {
  const file = openOutput(path);
  try {
    writeFileSync(file, text);
  } finally {
    closeSync(file);
  }
}

/** @throws UsageError that says why it cannot be written, FileKindError */
function told(path: string, work: (path: string) => void): void {
  try {
    work(path);
  } catch (cause) {
    if (cause instanceof CodedError) throw cause;
    const why = fileErrorText(cause);
    throw new UsageError(
      { en: `${path}: cannot be written: ${why.en}`, fr: `${path} : ne peut être écrit : ${why.fr}` },
      { cause },
    );
  }
}
