/** `cps-sim init` as a person types it in a new project. */
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { namedPipe } from '../../named-pipe.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const FILES = ['scenarios/premier.yaml', 'test/carte-cps.test.mjs', '.github/workflows/cps-sim.yml'];

test('a new project: three files, and a scenario that passes', async (t) => {
  const folder = temporaryDirectory('init-');
  const { exitCode, stdout } = await cpsSim(['init', folder]);
  t.is(exitCode, 0);
  for (const file of FILES) t.true(stdout.includes(`wrote ${file}\n`));
  const [, library = ''] = /^the library: (.*)$/m.exec(stdout) ?? [];
  t.true(existsSync(join(library, 'guide')));
  t.regex(readFileSync(join(folder, FILES[1] ?? ''), 'utf8'), /from 'node:test'/);
  t.is((await cpsSim(['run', join(folder, 'scenarios')])).exitCode, 0);
});

for (const runner of ['vitest', 'jest'])
  test(`a project with ${runner}, on GitLab`, async (t) => {
    const folder = temporaryDirectory('init-');
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ devDependencies: { [runner]: '*' } }));
    t.is((await cpsSim(['init', folder, '--ci', 'gitlab'])).exitCode, 0);
    t.true(readFileSync(join(folder, '.gitlab-ci.yml'), 'utf8').includes(`npx ${runner}`));
    t.is(readFileSync(join(folder, FILES[1] ?? ''), 'utf8').includes("from 'vitest'"), runner === 'vitest');
  });

test('what is there stays, and nothing is written beside it', async (t) => {
  const folder = temporaryDirectory('init-');
  mkdirSync(join(folder, 'test'));
  const own = join(folder, FILES[1] ?? '');
  writeFileSync(own, 'mine');
  const { exitCode, stderr } = await cpsSim(['init', folder]);
  t.is(exitCode, 2);
  t.true(stderr.includes('test/carte-cps.test.mjs: there already, nothing was written; --force writes over'));
  t.is(readFileSync(own, 'utf8'), 'mine');
  t.false(existsSync(join(folder, 'scenarios')));
  t.is((await cpsSim(['init', folder, '--force'])).exitCode, 0);
  t.not(readFileSync(own, 'utf8'), 'mine');
});

test('no such folder', async (t) => {
  const { exitCode, stderr } = await cpsSim(['init', '/no/where']);
  t.is(exitCode, 2);
  t.regex(stderr, /\/no\/where: no such folder/);
});

test('with --force: what is no file, or may not be written, is refused before any is', async (t) => {
  const folder = temporaryDirectory('init-');
  const [first = '', second = '', third = ''] = FILES.map((file) => join(folder, file));
  mkdirSync(join(folder, 'test'));
  namedPipe(second);
  const pipe = await cpsSim(['init', folder, '--force']);
  t.is(pipe.exitCode, 2);
  t.regex(pipe.stderr, /carte-cps\.test\.mjs: is a named pipe, expected a file/);
  t.false(existsSync(first));
  rmSync(second);
  writeFileSync(join(folder, '.github'), '');
  const noFolder = await cpsSim(['init', folder, '--force']);
  t.is(noFolder.exitCode, 2);
  t.regex(noFolder.stderr, /cps-sim\.yml: cannot be written: a part of the path is no directory/);
  t.false(existsSync(first) || existsSync(third));
});

test('with --force: a file of two names is replaced under this one; a link that leads nowhere is there', async (t) => {
  const folder = temporaryDirectory('init-');
  const own = join(folder, FILES[1] ?? '');
  mkdirSync(join(folder, 'test'));
  writeFileSync(join(folder, 'kept'), 'mine');
  linkSync(join(folder, 'kept'), own);
  t.is((await cpsSim(['init', folder, '--force'])).exitCode, 0);
  t.is(readFileSync(join(folder, 'kept'), 'utf8'), 'mine');
  t.not(readFileSync(own, 'utf8'), 'mine');
  rmSync(own);
  symlinkSync(join(folder, 'nowhere'), own);
  t.regex((await cpsSim(['init', folder])).stderr, /carte-cps\.test\.mjs.*there already/);
});
