/** winscard.dll's sources built for Linux with the sanitizers, in a world that answers nearly as it should. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sources } from './mingw.ts';

const FUZZ = fileURLToPath(new URL('fuzz', import.meta.url));
const FLAGS = [
  ...['-std=gnu11', '-O1', '-g', '-fshort-wchar', '-Wall', '-Wextra', '-Werror', '-Wno-cast-function-type'],
  ...['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-I', FUZZ],
];

/** What a program said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

function run(program: string, args: readonly string[]): Ended {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  return { code: status, text: error === undefined ? `${stdout}${stderr}`.trim() : error.message };
}

/** Builds it into `folder`, and makes the calls of `runs` programs. @returns code 0 when nothing was misused or left */
export function fuzzWindows(folder: string, seed: number, runs: number): Ended {
  const program = join(folder, 'fuzz');
  const own = readdirSync(FUZZ).filter((name) => name.endsWith('.c'));
  const files = [...sources('winscard-dll'), ...own.map((name) => join(FUZZ, name))];
  const built = run('gcc', [...FLAGS, '-o', program, ...files]);
  return built.code === 0 ? run(program, [String(seed), String(runs)]) : built;
}
