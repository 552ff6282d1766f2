/** Folders of programs that were killed: known by their names, removed when nobody can miss them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import test from 'ava';
import { abandonedFolders, isAbandoned, sweepAbandonedFolders, temporaryFolder } from '#files/temporary-folder.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

/** Makes a folder with a file in it in the directory given, says its name, and is killed. */
const KILLED = `
  import { writeFileSync } from 'node:fs';
  import { temporaryFolder } from '#files/temporary-folder.ts';
  const folder = temporaryFolder('cps-sim-log-', process.argv.at(-1));
  writeFileSync(folder + '/file', '');
  process.kill(process.pid, 'SIGKILL');
`;

function leftIn(place: string): string {
  const args = ['--import=tsx', '--input-type=module', '-e', KILLED, place];
  const { signal, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (signal !== 'SIGKILL') throw new Error(stderr);
  const [left = ''] = readdirSync(place).filter(isAbandoned);
  return join(place, left);
}

test('what a killed program has left is removed by the next one that makes such a folder', (t) => {
  const place = temporaryDirectory('sweep-');
  const left = leftIn(place);
  t.deepEqual(abandonedFolders(place), [left]);
  const mine = temporaryFolder('cps-sim-', place);
  t.deepEqual(readdirSync(place), [basename(mine)]);
  t.false(isAbandoned(basename(mine)));
});

test('what is not ours to remove stays', (t) => {
  const place = temporaryDirectory('sweep-');
  const left = leftIn(place);
  const elsewhere = basename(left).replace(/\.[0-9a-z]*-(\w+)$/, '.1-$1');
  const kept = ['cps-sim-AbCdEf', 'other-1.2.3-AbCdEf', elsewhere, basename(left).replace('cps-sim-log', 'x')];
  for (const name of kept) mkdirSync(join(place, name));
  const link = basename(left).replace(/-\w+$/, '-linked');
  const target = temporaryDirectory('sweep-');
  writeFileSync(join(target, 'file'), '');
  symlinkSync(target, join(place, link));
  sweepAbandonedFolders(place);
  t.deepEqual(readdirSync(place).sort(), [...kept, link].sort());
  t.true(existsSync(join(target, 'file')));
});

test('a place that is not there', (t) => {
  t.deepEqual(abandonedFolders('/no/such/place'), []);
  t.notThrows(() => sweepAbandonedFolders('/no/such/place'));
});
