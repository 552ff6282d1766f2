/** What stands where a file is expected is looked at, never waited for. */
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { FileKindError } from '#files/file-kind-error.ts';
import { throughLinks, tryLock } from '#files/index.ts';
import { openOutput, readInput, readRegularFile } from '#files/regular-file.ts';
import { namedPipe } from '../../named-pipe.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const OTHERS: Readonly<Record<string, () => string>> = {
  'a named pipe': namedPipe,
  'a device': () => '/dev/zero',
  'a directory': () => temporaryDirectory('kind-'),
};

for (const [kind, make] of Object.entries(OTHERS))
  test(`${kind} is not read`, (t) => {
    const path = make();
    const refused = {
      instanceOf: FileKindError,
      code: 'ERR_FILE_KIND',
      message: `${path}: is ${kind}, expected a file`,
    };
    t.is(t.throws(() => readRegularFile(path, 1), refused)?.kind.en, kind);
    t.throws(() => readInput(path, 1), refused);
  });

test('a named pipe in place of a lock', (t) => {
  t.throws(() => tryLock(namedPipe()), { code: 'ERR_FILE_KIND' });
});

test('a link to a named pipe', (t) => {
  const link = join(temporaryDirectory('kind-'), 'link');
  symlinkSync(namedPipe(), link);
  t.throws(() => readRegularFile(link, 1), { code: 'ERR_FILE_KIND' });
  t.throws(() => openOutput(link), { code: 'ERR_FILE_KIND' });
});

test('an output is a file, a terminal or a place where nothing is kept', (t) => {
  const folder = temporaryDirectory('output-');
  for (const path of [namedPipe(), folder]) t.throws(() => openOutput(path), { code: 'ERR_FILE_KIND' });
  const file = join(folder, 'x');
  writeFileSync(file, 'old');
  for (const path of [file, join(folder, 'new'), '/dev/null']) {
    const opened = openOutput(path);
    t.is(fstatSync(opened).size, 0);
    closeSync(opened);
  }
  t.is(readFileSync(file, 'utf8'), '');
});

test('a pipe that the process was given open is taken', (t) => {
  const given = openSync(namedPipe(), 'r+');
  const opened = openOutput(`/dev/fd/${given}`);
  t.true(fstatSync(opened).isFIFO());
  closeSync(opened);
  closeSync(given);
});

test('the file behind links, there or not yet', (t) => {
  const folder = temporaryDirectory('links-');
  const real = throughLinks(folder);
  mkdirSync(join(folder, 'a'));
  symlinkSync('a', join(folder, 'b'));
  symlinkSync('b/new', join(folder, 'c'));
  t.is(throughLinks(join(folder, 'c')), join(real, 'a', 'new'));
  t.is(throughLinks(join(folder, 'b', 'new')), join(real, 'a', 'new'));
  writeFileSync(join(folder, 'a', 'new'), '');
  t.is(throughLinks(join(folder, 'c')), join(real, 'a', 'new'));
  symlinkSync('d', join(folder, 'd'));
  t.throws(() => throughLinks(join(folder, 'd')), { code: 'ELOOP' });
});
