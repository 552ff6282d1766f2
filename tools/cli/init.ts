/** `cps-sim init`: what a project needs to begin with. Nothing that is there is written over. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Text } from '#common/language.ts';
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
  if (!existsSync(folder))
    throw new UsageError({
      en: `${folder}: no such folder: name that of your project`,
      fr: `${folder} : ce dossier n'existe pas, nommez celui de votre projet`,
    });
  const runner = runnerOf(folder);
  const files = filesFor(runner, ci);
  const taken = [...files.keys()].filter((path) => existsSync(join(folder, path)));
  if (taken.length > 0 && force !== true)
    throw new UsageError({
      en: `${taken.join(', ')}: there already, nothing was written; --force writes over`,
      fr: `${taken.join(', ')} : déjà là, rien n'a été écrit ; --force écrase`,
    });
  for (const [path, text] of files) write(join(folder, path), text, force === true);
  printLines(
    [
      ...[...files.keys()].map((path) => say({ en: `wrote ${path}`, fr: `écrit : ${path}` })),
      `${say(TEXTS.play)} npx cps-sim run scenarios/premier.yaml`,
      `${say(TEXTS.test)} ${TEST_COMMAND[runner]}`,
      `${say(TEXTS.library)} ${LIBRARY}`,
    ].join('\n'),
  );
}

/** @throws UsageError that says why it cannot be written */
function write(path: string, text: string, overwrite: boolean): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: overwrite ? 'w' : 'wx' });
  } catch (cause) {
    throw new UsageError(
      {
        en: `${path}: cannot be written (${(cause as NodeJS.ErrnoException).code})`,
        fr: `${path} : ne peut être écrit (${(cause as NodeJS.ErrnoException).code})`,
      },
      { cause },
    );
  }
}
