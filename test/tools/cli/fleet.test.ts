/** `cps-sim fleet`, as a person types it, moved over its door. */
import { existsSync } from 'node:fs';
import test from 'ava';
import { cpsSim, startCpsSim } from './cps-sim.ts';

interface Fleet {
  readonly url: string;
  readonly file: string;
  readonly worlds: readonly { readonly name: string; readonly environment: Record<string, string> }[];
}

interface Shown {
  readonly readers: readonly { readonly card?: string }[];
  readonly environment: Record<string, string>;
}

test('three readers: a card and a PC/SC of its own each, one is moved, all are gone after Ctrl-C', async (t) => {
  t.timeout(120_000);
  const running = startCpsSim(['fleet', '3', '--from', '7', '--json']);
  const door = JSON.parse(await running.said(/^\}$/m)) as Fleet;
  t.deepEqual(
    door.worlds.map(({ name }) => name),
    ['1', '2', '3'],
  );
  t.is(new Set(door.worlds.map(({ environment }) => environment.PCSCLITE_CSOCK_NAME)).size, 3);
  const moved = await cpsSim(['hand', 'remove', 'carte', '--world', '2', '--door', door.url]);
  t.is(moved.exitCode, 0, moved.stderr);
  const cards: (string | undefined)[] = [];
  for (const { name } of door.worlds) {
    const { stdout } = await cpsSim(['hand', 'state', '--world', name, '--door', door.url, '--json']);
    cards.push((JSON.parse(stdout) as Shown).readers[0]?.card);
  }
  t.deepEqual(cards, ['carte', undefined, 'carte']);
  running.kill('SIGINT');
  const { exitCode } = await running.ended;
  t.is(exitCode, 0);
  for (const path of [door.file, ...door.worlds.map(({ environment }) => environment.PCSCLITE_CSOCK_NAME ?? '/')])
    t.false(existsSync(path), path);
});

const WRONG: Readonly<Record<string, readonly [args: string[], said: RegExp]>> = {
  none: [['0'], /from 1 to 1000/],
  'too many': [['1001'], /from 1 to 1000/],
  'a profile there is not': [['2', '--profile', 'cps9'], /no profile 'cps9': expected one of/],
  'seeds behind the last one': [['2', '--from', '999999999'], /expected --from 999999998 or less/],
};

for (const [name, [args, said]] of Object.entries(WRONG))
  test(`refused: ${name}`, async (t) => {
    const { exitCode, stdout, stderr } = await cpsSim(['fleet', ...args]);
    t.is(exitCode, 2);
    t.is(stdout, '');
    t.regex(stderr, said);
  });
