/** What the READMEs show is run: their scenarios and the TypeScript test. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { loadScenario } from '../scenarios/engine/file/load.ts';
import { failureText, play } from './scenarios/play.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const { exports: DOORS } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  readonly exports: Readonly<Record<string, { readonly types: string }>>;
};
const directory = temporaryDirectory('readme-');

/** The blocks of a language, in their order. */
function blocks(file: string, language: string): string[] {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  const [, ...found] = text.split(`\`\`\`${language}\n`);
  return found.map((block) => block.split('```')[0] ?? '');
}

/** `cps-sim` and `cps-sim/csp` are the sources here; the published package is tried in package.test.ts. */
function overSources(program: string): string {
  return program.replaceAll(/'cps-sim(\/[a-z-]+)?'/g, (_, room = '') => {
    const built = DOORS[`.${room}`]?.types ?? '';
    const source = built.replace('./dist/', '../').replace('.d.ts', '.ts');
    return JSON.stringify(new URL(source, import.meta.url).href);
  });
}

for (const file of ['README.md', 'README.fr.md']) {
  test(`the scenario of ${file} passes`, async (t) => {
    const path = join(directory, `${file}.yaml`);
    writeFileSync(path, blocks(file, 'yaml')[0] ?? '');
    const { results } = await play([loadScenario(path)], { target: 'embedded' });
    t.is(results[0]?.outcome, 'passed', failureText(results[0]));
  });
}

for (const [i, program] of blocks('README.md', 'ts').entries()) {
  test(`TypeScript test ${i + 1} of README.md passes under node:test`, async (t) => {
    const path = join(directory, `${i}.test.mts`);
    writeFileSync(path, overSources(program));
    const { NODE_TEST_CONTEXT: _ours, ...env } = process.env;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', '--test', path], { env });
    t.regex(stdout, /pass 1\n/);
    t.regex(stdout, /fail 0\n/);
  });
}
