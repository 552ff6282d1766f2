import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { makeFolder, removeFolderAtomically, writeAtomically, writeFolderAtomically } from '#files/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { errorOf, withFs } from './broken-fs.ts';

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

test.serial('a file and its name are on the disk before the write returns', (t) => {
  const folder = temporaryDirectory('file-');
  const calls: string[] = [];
  const told = (name: string, path: unknown) => calls.push(typeof path === 'string' ? `${name} ${path}` : name);
  const draft = join(folder, 'draft');
  const renamed = () => calls.push('renamed');
  withFs(['openSync', 'writeFileSync', 'fsyncSync', 'renameSync'], told, () =>
    writeAtomically(join(folder, 'x'), 'text', { draft, renamed }),
  );
  t.deepEqual(calls, [
    `openSync ${draft}`,
    'writeFileSync',
    'fsyncSync',
    `renameSync ${draft}`,
    'renamed',
    `openSync ${folder}`,
    'fsyncSync',
  ]);
});

for (const code of ['EINVAL', 'ENOSYS', 'EBADF', 'EPERM'])
  test.serial(`a folder that cannot be synced (${code})`, (t) => {
    const folder = temporaryDirectory('file-');
    const path = join(folder, 'x');
    let syncs = 0;
    const refuse = () => {
      if (++syncs === 2) throw errorOf(code);
    };
    t.notThrows(() => withFs(['fsyncSync'], refuse, () => writeAtomically(path, 'text')));
    t.is(syncs, 2);
    t.is(readFileSync(path, 'utf8'), 'text');
  });

test.serial('a disk that fails when the folder is synced is told', (t) => {
  const path = join(temporaryDirectory('file-'), 'x');
  let syncs = 0;
  const refuse = () => {
    if (++syncs === 2) throw errorOf('EIO');
  };
  t.throws(() => withFs(['fsyncSync'], refuse, () => writeAtomically(path, 'text')), { code: 'EIO' });
});

test.serial('a full disk leaves the old file and no draft', (t) => {
  const folder = temporaryDirectory('file-');
  writeAtomically(join(folder, 'x'), 'old');
  const full = () => {
    throw errorOf('ENOSPC');
  };
  for (const name of ['writeFileSync', 'fsyncSync', 'renameSync'] as const) {
    t.throws(() => withFs([name], full, () => writeAtomically(join(folder, 'x'), 'new')), { code: 'ENOSPC' });
    t.throws(() =>
      withFs([name], full, () => writeFolderAtomically(join(folder, 'y'), new Map([['z', Uint8Array.of(1)]]))),
    );
    t.deepEqual(readdirSync(folder), ['x'], name);
  }
  t.is(readFileSync(join(folder, 'x'), 'utf8'), 'old');
});

test('a link at the name of the draft is not followed', (t) => {
  const folder = temporaryDirectory('file-');
  const other = join(temporaryDirectory('file-'), 'other');
  writeFileSync(other, 'other');
  symlinkSync(other, join(folder, 'x.tmp'));
  writeAtomically(join(folder, 'x'), 'text', { draft: join(folder, 'x.tmp') });
  t.is(readFileSync(other, 'utf8'), 'other');
  t.is(readFileSync(join(folder, 'x'), 'utf8'), 'text');
  t.deepEqual(readdirSync(folder), ['x']);
});

test.serial('a link put there at the last moment is an error', (t) => {
  const folder = temporaryDirectory('file-');
  const other = join(temporaryDirectory('file-'), 'other');
  writeFileSync(other, 'other');
  const draft = join(folder, 'x.tmp');
  const plant = (_name: string, path: unknown) => {
    if (path === draft) symlinkSync(other, draft);
  };
  const write = () => writeAtomically(join(folder, 'x'), 'text', { draft });
  t.throws(() => withFs(['openSync'], plant, write), { code: 'EEXIST' });
  t.is(readFileSync(other, 'utf8'), 'other');
});
