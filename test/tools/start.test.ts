/** What a start loads, seen where everything else is missing: the packages are heavy, and a start should be none. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { VERBS } from '../../tools/cli/verb-list.ts';
import { STARTED } from '../../tools/compile.ts';
import { builtMain, builtWith } from '../built.ts';

const start = promisify(execFile);
const withCommander = builtWith('commander');

const helped = test.macro<string[]>({
  async exec(t, ...args) {
    const { stdout } = await start(process.execPath, [join(withCommander, 'tools/cli/main.js'), ...args]);
    t.regex(stdout, /^Usage: cps-sim|^\d+\.\d+/);
  },
  title: (_, ...args) => `loads commander and no other package: cps-sim ${args.join(' ')}`,
});

for (const args of [['--help'], ['--version'], ['help'], ['help', 'run']]) test(helped, ...args);
for (const { name } of VERBS) test(helped, name, '--help');

test('each process and thread of its own is a program of the package', (t) => {
  const { entry } = JSON.parse(readFileSync(new URL('../../knip.json', import.meta.url), 'utf8')) as {
    entry: string[];
  };
  const known = entry.filter((path) => /^(driver|simulator|tools\/cli)\/[^*{]*\.ts$/.test(path));
  const programs = known.map((path) => path.replace(/\.ts$/, '.js'));
  const main = 'tools/cli/main.js';
  t.deepEqual([main, ...programs].sort(), [...STARTED].sort());
  for (const path of STARTED) t.true(existsSync(join(builtMain().slice(0, -main.length), path)), path);
});

test('a package that is missing is noticed', async (t) => {
  const main = join(withCommander, 'tools/cli/main.js');
  await t.throwsAsync(start(process.execPath, [main, 'card', 'profiles']), { code: 2 });
});

test("import 'cps-sim' works without the language of scenario files", async (t) => {
  const folder = builtWith('asn1js', 'koffi', 'zod');
  const program = join(folder, 'program.mjs');
  writeFileSync(
    program,
    `import { world } from './scenarios/world/index.js';
     const w = await world();
     await w.reader('bureau').insert(w.card('cps3-medecin'));
     await w.close();`,
  );
  await t.notThrowsAsync(start(process.execPath, [program]));
});
