import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import {
  exclusively,
  makeFolder,
  removeFolderAtomically,
  writeAtomically,
  writeFolderAtomically,
} from '#files/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

test('the lock of a program that died is taken over', (t) => {
  const lock = join(temporaryDirectory('lock-'), 'lock');
  const { pid } = { pid: 2 ** 22 }; // above the highest process number
  writeFileSync(lock, String(pid));
  t.is(
    exclusively(lock, () => 'done'),
    'done',
  );
});

test('the lock of a living program is waited for, then told', (t) => {
  const lock = join(temporaryDirectory('lock-'), 'lock');
  writeFileSync(lock, String(process.pid));
  t.throws(() => exclusively(lock, () => t.fail(), 0), { code: 'ERR_BUSY' });
  t.true(existsSync(lock));
});

test('the section is given back, also by one that throws', (t) => {
  const folder = temporaryDirectory('lock-');
  t.throws(() =>
    exclusively(join(folder, 'lock'), () => {
      throw new RangeError('no');
    }),
  );
  t.deepEqual(readdirSync(folder), []);
});

test('a file that cannot take its place leaves no draft', (t) => {
  const folder = temporaryDirectory('file-');
  mkdirSync(join(folder, 'x'));
  t.throws(() => writeAtomically(join(folder, 'x'), 'text'));
  t.deepEqual(readdirSync(folder), ['x']);
});

test('a folder and those above it, for the owner alone', (t) => {
  const folder = join(temporaryDirectory('folder-'), 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  t.is(statSync(folder).mode & 0o777, 0o700);
});

test('where no folder can be made: an error, not an endless search', (t) => {
  t.throws(() => makeFolder('/proc/nowhere/at/all'), { code: 'ENOENT' });
  const file = join(temporaryDirectory('folder-'), 'file');
  writeFileSync(file, '');
  t.throws(() => makeFolder(file), { code: 'EEXIST' });
  t.throws(() => makeFolder(join(file, 'below')), { code: 'ENOTDIR' });
});

test('a folder is gone at once', (t) => {
  const folder = join(temporaryDirectory('folder-'), 'x');
  writeFolderAtomically(folder, new Map([['a', Uint8Array.of(1)]]));
  removeFolderAtomically(folder);
  t.false(existsSync(folder));
});

test('a folder that is written as a whole or not at all', (t) => {
  const folder = temporaryDirectory('folder-');
  mkdirSync(join(folder, 'x'));
  writeFileSync(join(folder, 'x', 'old'), '');
  t.throws(() => writeFolderAtomically(join(folder, 'x'), new Map([['new', Uint8Array.of(1)]])));
  t.deepEqual(readdirSync(folder), ['x']);
  t.deepEqual(readdirSync(join(folder, 'x')), ['old']);
});
