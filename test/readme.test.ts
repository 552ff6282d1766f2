/** What the READMEs show is run: their scenarios and the TypeScript test. */
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { loadScenario } from '../scenarios/engine/load.ts';
import { runScenarios } from '../scenarios/engine/runner.ts';
import { openTarget } from '../scenarios/engine/targets.ts';
import { World } from '../scenarios/engine/world.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const ENGINE = new URL('../scenarios/engine/index.ts', import.meta.url).href;
const directory = temporaryDirectory('readme-');

function block(file: string, language: string): string {
  const text = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  return text.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';
}

for (const file of ['README.md', 'README.fr.md']) {
  test(`the scenario of ${file} passes`, async (t) => {
    const path = join(directory, `${file}.yaml`);
    writeFileSync(path, block(file, 'yaml'));
    const { results } = await runScenarios({
      scenarios: [loadScenario(path)],
      target: 'embedded',
      openWorld: async (trace) => new World(await openTarget('embedded'), { trace }),
      reporters: [],
    });
    t.deepEqual(
      results.map(({ failure }) => failure?.mismatches),
      [undefined],
    );
  });
}

test('the TypeScript test of README.md passes under node:test', async (t) => {
  // Against the sources; the published package is tried in package.test.ts.
  const path = join(directory, 'first.test.mts');
  writeFileSync(path, block('README.md', 'ts').replace("'cps-sim'", JSON.stringify(ENGINE)));
  const { NODE_TEST_CONTEXT: _ours, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, ['--import=tsx', '--test', path], { env });
  t.regex(stdout, /pass 1\n/);
  t.regex(stdout, /fail 0\n/);
});
