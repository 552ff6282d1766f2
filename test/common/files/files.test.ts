import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { renamePatiently } from '#files/atomic-file.ts';
import { makeFolder, removeFolderAtomically, writeAtomically, writeFolderAtomically } from '#files/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { errorOf, withFs } from './broken-fs.ts';

test('a file that cannot take its place leaves no draft', (t) => {
  const folder = temporaryDirectory('file-');
  mkdirSync(join(folder, 'x'));
  t.throws(() => writeAtomically(join(folder, 'x'), 'text'));
  t.deepEqual(readdirSync(folder), ['x']);
});

test('what fails is told of the file, not of its draft', (t) => {
  const path = join(temporaryDirectory('file-'), 'none', 'x');
  const error = t.throws<NodeJS.ErrnoException>(() => writeAtomically(path, 'text'), { code: 'ENOENT' });
  t.is(error.path, path);
  t.notRegex(error.message, /\.tmp/);
});

const ON_WINDOWS = process.platform === 'win32';

/** Throws that error so many times, then does it. */
function renameAfter(refusals: number, code: string) {
  let tries = 0;
  const rename = () => {
    tries++;
    if (tries <= refusals) throw Object.assign(new Error(code), { code });
  };
  return { rename, tries: () => tries };
}

test('on Windows a file that somebody holds open for a moment is replaced all the same', (t) => {
  for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
    const { rename, tries } = renameAfter(2, code);
    renamePatiently('draft', 'file', rename, 'win32');
    t.is(tries(), 3);
  }
  const held = renameAfter(1000, 'EBUSY');
  t.throws(() => renamePatiently('draft', 'file', held.rename, 'win32'), { code: 'EBUSY' });
  for (const [code, platform] of [
    ['ENOENT', 'win32'],
    ['EPERM', 'linux'],
  ] as const) {
    const { rename, tries } = renameAfter(1, code);
    t.throws(() => renamePatiently('draft', 'file', rename, platform), { code });
    t.is(tries(), 1);
  }
});

test('a folder and those above it, for the owner alone', (t) => {
  const folder = join(temporaryDirectory('folder-'), 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  t.is(statSync(folder).mode & 0o777, 0o700);
});

test('a folder for others too, as far as the mask lets', (t) => {
  const folder = join(temporaryDirectory('folder-'), 'a', 'b');
  makeFolder(folder, 0o777);
  t.is(statSync(folder).mode & 0o777, 0o777 & ~process.umask());
});

test('where no folder can be made: an error, not an endless search', (t) => {
  t.throws(() => makeFolder('/proc/nowhere/at/all'), { code: 'ENOENT' });
  const file = join(temporaryDirectory('folder-'), 'file');
  writeFileSync(file, '');
  t.throws(() => makeFolder(file), { code: 'EEXIST' });
  const below = t.throws<NodeJS.ErrnoException>(() => makeFolder(join(file, 'below', 'it')));
  t.deepEqual([below.code, below.path], ON_WINDOWS ? ['EEXIST', file] : ['ENOTDIR', join(file, 'below', 'it')]);
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
  withFs(['openSync', 'writeFileSync', 'fsyncSync', 'renameSync'], told, () =>
    writeAtomically(join(folder, 'x'), 'text', { draft }),
  );
  t.deepEqual(calls, [
    `openSync ${draft}`,
    'writeFileSync',
    'fsyncSync',
    `renameSync ${draft}`,
    // Windows opens no folder.
    ...(ON_WINDOWS ? [] : [`openSync ${folder}`, 'fsyncSync']),
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
    t.is(syncs, ON_WINDOWS ? 1 : 2);
    t.is(readFileSync(path, 'utf8'), 'text');
  });

/** `work` while the calls of those functions fail whose numbers, counted together from 1, are given. */
function failing<T>(numbers: (call: number) => boolean, work: () => T): T {
  let call = 0;
  return withFs(
    ['openSync', 'writeFileSync', 'fsyncSync', 'renameSync'],
    () => {
      if (numbers(++call)) throw errorOf('EIO');
    },
    work,
  );
}

/** Calls of one write, and of one whose last sync fails and that is taken back. */
const MOST_CALLS = 12;

/** Whether what `write` says and what `read` finds agree, whatever call fails, alone or with all that follow. */
function agrees<T>(
  t: ExecutionContext,
  write: () => void,
  read: () => T,
  [old, renewed]: readonly [T, T],
  undo: () => void,
) {
  let told = 0;
  for (let first = 1; first <= MOST_CALLS; first++)
    for (const fails of [(call: number) => call === first, (call: number) => call >= first]) {
      const error = attempt(() => failing(fails, write));
      if (error !== undefined) told++;
      t.deepEqual(read(), error === undefined ? renewed : old, `call ${first} fails: ${error}`);
      undo();
    }
  t.true(told >= MOST_CALLS / 2);
}

function attempt(work: () => void): unknown {
  try {
    return void work();
  } catch (error) {
    return error;
  }
}

test.serial('whatever call fails, a file that was written and what is said of it agree', (t) => {
  const folder = temporaryDirectory('file-');
  const path = join(folder, 'x');
  const put = () => writeFileSync(path, 'old');
  put();
  const read = () => [readFileSync(path, 'utf8'), ...readdirSync(folder)];
  agrees(
    t,
    () => writeAtomically(path, 'new'),
    read,
    [
      ['old', 'x'],
      ['new', 'x'],
    ],
    put,
  );
});

test.serial('whatever call fails, a new file is there or it is not', (t) => {
  const folder = temporaryDirectory('file-');
  const path = join(folder, 'x');
  const read = () => readdirSync(folder);
  agrees(
    t,
    () => writeAtomically(path, 'new'),
    read,
    [[], ['x']],
    () => rmSync(path, { force: true }),
  );
});

test.serial('whatever call fails, a new folder is there or it is not', (t) => {
  const folder = temporaryDirectory('folder-');
  const path = join(folder, 'x');
  const write = () => writeFolderAtomically(path, new Map([['a', Uint8Array.of(1)]]));
  const undo = () => rmSync(path, { recursive: true, force: true });
  agrees(t, write, () => readdirSync(folder), [[], ['x']], undo);
});

test.serial('whatever call fails, a folder is gone or it is not', (t) => {
  const folder = temporaryDirectory('folder-');
  const path = join(folder, 'x');
  const put = () => mkdirSync(path, { recursive: true });
  put();
  for (const fails of [1, 2, 3]) {
    const error = attempt(() =>
      failing(
        (call) => call === fails,
        () => removeFolderAtomically(path),
      ),
    );
    t.deepEqual(readdirSync(folder), error === undefined ? [] : ['x'], `call ${fails}`);
    put();
  }
});

test.serial('a full disk leaves the old file and no draft', (t) => {
  const folder = temporaryDirectory('file-');
  writeAtomically(join(folder, 'x'), 'old');
  const full = () => {
    throw errorOf('ENOSPC');
  };
  for (const name of ['writeFileSync', 'fsyncSync', 'renameSync'] as const) {
    const write = () => withFs([name], full, () => writeAtomically(join(folder, 'x'), 'new'));
    const error = t.throws<NodeJS.ErrnoException>(write, { code: 'ENOSPC' });
    t.is(error.path, join(folder, 'x'), 'a descriptor has no path');
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
