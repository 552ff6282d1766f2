/** One holder at a time: of a stale lock that several find, of programs that die, on file systems without hard links. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import { exclusively, type Release, tryLock } from '#files/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { errorOf, withFs } from './broken-fs.ts';

const CHILD = fileURLToPath(new URL('lock-child.ts', import.meta.url));
/** Above the highest process number. */
const DEAD = JSON.stringify({ pid: 4194304 });
const CALLS = ['linkSync', 'openSync', 'readFileSync', 'renameSync', 'rmSync', 'statSync', 'writeFileSync'] as const;

function lockHolding(text?: string): string {
  const lock = join(temporaryDirectory('lock-'), 'lock');
  if (text !== undefined) writeFileSync(lock, text);
  return lock;
}

function isTaken(attempt: ReturnType<typeof tryLock>): attempt is Release {
  return typeof attempt === 'function';
}

const takenOver = test.macro((t, text: string) => {
  const lock = lockHolding(text);
  const release = tryLock(lock);
  if (!isTaken(release)) return t.fail();
  t.is(JSON.parse(readFileSync(lock, 'utf8')).pid, process.pid);
  release();
  return t.deepEqual(readdirSync(join(lock, '..')), []);
});

test('the lock of a program that died is taken over', takenOver, DEAD);
if (process.platform === 'linux')
  test(
    'so is that of a number that another program has now',
    takenOver,
    JSON.stringify({ pid: process.pid, started: '1' }),
  );

test('a lock that is held says by whom', (t) => {
  const lock = lockHolding();
  const release = tryLock(lock);
  t.deepEqual(tryLock(lock), { holder: process.pid });
  t.true(isTaken(release));
});

test('a lock without its holder is being made; one of before is not', (t) => {
  const lock = lockHolding('');
  t.deepEqual(tryLock(lock), { holder: undefined });
  utimesSync(lock, 0, 0);
  t.true(isTaken(tryLock(lock)));
});

test('a program that died in the middle of a takeover', (t) => {
  const lock = lockHolding(DEAD);
  writeFileSync(`${lock}.takeover`, DEAD);
  t.true(isTaken(tryLock(lock)));
  t.deepEqual(readdirSync(join(lock, '..')), ['lock']);
});

test.serial('two find a stale lock: whenever the second one comes between, one enters', (t) => {
  for (let at = 0; ; at++) {
    const lock = lockHolding(DEAD);
    let calls = 0;
    let second: ReturnType<typeof tryLock> | undefined;
    const come = () => {
      if (calls++ === at) second = tryLock(lock);
    };
    const first = withFs(CALLS, come, () => tryLock(lock));
    if (second === undefined) return t.true(at > 5);
    t.false(isTaken(first) && isTaken(second), `both inside: the second one came at call ${at}`);
  }
});

test.serial('on Windows the name of a lock that has just gone is tried again, elsewhere a refusal is told', (t) => {
  for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
    const attempt = (refusals: number, platform: NodeJS.Platform) => {
      let calls = 0;
      const refuse = () => {
        if (calls++ < refusals) throw errorOf(code);
      };
      return withFs(['openSync'], refuse, () => tryLock(lockHolding(DEAD), platform));
    };
    t.true(isTaken(attempt(3, 'win32')));
    t.throws(() => attempt(1000, 'win32'), { code });
    t.throws(() => attempt(3, 'linux'), { code });
  }
});

test('four programs, each of which dies in the section: never two inside', async (t) => {
  const lock = lockHolding(DEAD);
  const child = () => promisify(execFile)(process.execPath, ['--import=tsx', CHILD, join(lock, '..'), '30']);
  const ended = await Promise.all([child(), child(), child(), child()]);
  t.deepEqual(
    ended.map(({ stdout }) => stdout),
    ['done', 'done', 'done', 'done'],
  );
  t.deepEqual(readdirSync(join(lock, '..')), ['lock']);
});

test('who waits blocks nobody, and enters when the other one has left', async (t) => {
  const lock = lockHolding();
  const order: string[] = [];
  let leave: () => void = () => {};
  const first = exclusively(
    lock,
    () =>
      new Promise<void>((resolve) => {
        leave = resolve;
      }),
  );
  const second = exclusively(lock, () => order.push('second'));
  setImmediate(() => {
    order.push('first');
    leave();
  });
  await Promise.all([first, second]);
  t.deepEqual(order, ['first', 'second']);
  t.false(existsSync(lock));
});

test('who waits too long is told by whom, and leaves the lock', async (t) => {
  const lock = lockHolding();
  t.true(isTaken(tryLock(lock)));
  await t.throwsAsync(() => exclusively(lock, () => t.fail(), 0), { code: 'ERR_BUSY' });
  t.true(existsSync(lock));
});

test('the section is given back, also by one that throws', async (t) => {
  const lock = lockHolding();
  const no = new RangeError('no');
  const failing = () => {
    throw no;
  };
  t.is(await t.throwsAsync(() => exclusively(lock, failing)), no);
  t.deepEqual(readdirSync(join(lock, '..')), []);
});

for (const code of ['EPERM', 'ENOTSUP'])
  test.serial(`without hard links (${code})`, (t) => {
    const lock = lockHolding(DEAD);
    const noLinks = () => {
      throw errorOf(code);
    };
    const release = withFs(['linkSync'], noLinks, () => tryLock(lock));
    t.deepEqual(tryLock(lock), { holder: process.pid });
    if (isTaken(release)) release();
    t.deepEqual(readdirSync(join(lock, '..')), []);
  });

test.serial('a full disk: the error, no lock and no draft', (t) => {
  const lock = lockHolding();
  const full = (name: string, path: unknown, text: unknown) => {
    if (name === 'writeFileSync') {
      writeFileSync(path as string, String(text).slice(0, 5), { flag: 'wx' });
      throw errorOf('ENOSPC');
    }
  };
  t.throws(() => withFs(['writeFileSync'], once(full), () => tryLock(lock)), { code: 'ENOSPC' });
  t.deepEqual(readdirSync(join(lock, '..')), []);
});

/** What happens inside is not seen again. */
function once<Args extends unknown[]>(call: (...args: Args) => void): (...args: Args) => void {
  let called = false;
  return (...args) => {
    if (called) return;
    called = true;
    call(...args);
  };
}
