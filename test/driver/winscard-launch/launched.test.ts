import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { launchedOnWindows, launchedUnderWine, programOnWindows } from '../../../driver/winscard-launch/launched.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { madeProgram, NATIVE_32 } from './made-program.ts';

const folder = temporaryDirectory('launched-');
const REFUSED = { code: 'ERR_WINSCARD_DLL', reason: 'launch' } as const;

test('a name is looked for as Windows does: with .exe first, here, then in PATH', (t) => {
  const [first, second] = [join(folder, 'first'), join(folder, 'second')];
  for (const place of [first, second]) mkdirSync(place);
  for (const path of [join(first, 'a.exe'), join(second, 'a.exe'), join(second, 'b'), join(second, 'c.cmd')])
    writeFileSync(path, '');
  const PATH = `${first};${second}`;
  t.is(programOnWindows('a', { PATH }), join(first, 'a.exe'));
  t.is(programOnWindows('b', { PATH }), join(second, 'b'));
  t.is(programOnWindows('c', { PATH }), undefined);
  t.is(programOnWindows(join(second, 'a'), { PATH: '' }), join(second, 'a.exe'));
  t.is(programOnWindows('missing', { PATH }), undefined);
});

test('who is not there, and the options of Wine, are left to who starts them', (t) => {
  t.deepEqual(launchedOnWindows('no-such-program', ['a']), { command: 'no-such-program', args: ['a'] });
  t.deepEqual(launchedUnderWine(['--version']), ['--version']);
  t.deepEqual(launchedUnderWine([]), []);
});

test('a script is refused: what it starts would not find the card', (t) => {
  const script = join(folder, 'npm.cmd');
  writeFileSync(script, '');
  t.like(
    t.throws(() => launchedOnWindows(script, [])),
    REFUSED,
  );
});

test('what our launcher cannot reach starts as it is where our DLL lies beside it, and not before', (t) => {
  const place = join(folder, 'managed');
  mkdirSync(place);
  const path = join(place, 'program.exe');
  writeFileSync(path, madeProgram({ ...NATIVE_32, cli: 1 }));
  t.like(
    t.throws(() => launchedUnderWine([path, 'x'])),
    REFUSED,
  );
  writeFileSync(join(place, 'winscard.dll'), 'MZ cps-sim winscard.dll');
  t.deepEqual(launchedUnderWine([path, 'x']), [path, 'x']);
});
