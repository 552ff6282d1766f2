/** `cps-sim keys` as a person types it: a pool is made, shown, and used by what runs later. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { readKeyPool } from '../../../simulator/keys/key-pool.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const folder = temporaryDirectory('keys-cli-');
const newPool = (name: string) => join(folder, name, 'pool.json');

test('make fills a pool, progress on standard error; show tells it, and it is made once', async (t) => {
  const out = newPool('made');
  const make = ['keys', 'make', '2', '--profile', 'cps3-medecin', '--from', '11', '--out', out];
  const { exitCode, stdout, stderr } = await cpsSim(make);
  t.deepEqual([exitCode, stdout], [0, `${out}: 6 keys\ncps3-medecin: 11-12\n`]);
  t.regex(stderr, /1 of 2 cards\n.*2 of 2 cards\n$/);
  t.is((await cpsSim(['keys', 'show', '--pool', out])).stdout, stdout);
  const before = readFileSync(out, 'utf8');
  t.is((await cpsSim(make)).exitCode, 0);
  t.is(readFileSync(out, 'utf8'), before);
});

test('a run looks for no key that the pool knows', async (t) => {
  const pool = newPool('used');
  await cpsSim(['keys', 'make', '1', '--profile', 'cps4-medecin', '--from', '21', '--out', pool]);
  const [first, ...others] = readKeyPool(pool);
  t.is(others.length, 1);
  // Whoever reads the pool sees that this one is wrong; whoever looked for the key would not.
  writeFileSync(pool, JSON.stringify({ format: 'cps-sim-keys/1', about: '', keys: [{ ...first, check: '00000000' }] }));
  const create = [
    'card',
    'create',
    '--profile',
    'cps4-medecin',
    '--seed',
    '21',
    '--out',
    join(folder, 'card.cps.json'),
  ];
  const { exitCode, stderr } = await cpsSim(create, '', { CPS_SIM_KEYS: pool });
  t.is(exitCode, 2);
  t.regex(stderr, /key pool/);
});

test('the last seed there is, and not one more', async (t) => {
  const out = newPool('last');
  const make = (count: string) => [
    'keys',
    'make',
    count,
    '--profile',
    'cps4-medecin',
    '--from',
    '9007199254740991',
    '--out',
    out,
  ];
  const { exitCode, stderr } = await cpsSim(make('2'));
  t.is(exitCode, 2);
  t.regex(stderr, /2 seeds from 9007199254740991 on: .* expected --from 9007199254740990 or less\n$/);
  t.is((await cpsSim(make('1'))).stdout, `${out}: 2 keys\ncps4-medecin: 9007199254740991\n`);
});

test('whoever waits for keys is told, in French too, and nobody else', async (t) => {
  const apdu = (seed: string) => ['apdu', '--card', 'cps4-medecin', '--seed', seed, '00B09C000C'];
  const of = async (seed: string, variables = {}) => (await cpsSim(apdu(seed), '', variables)).stderr;
  t.is(await of('1'), '');
  t.regex(await of('77'), /^cps-sim: making the keys of cps4-medecin seed 77; 'cps-sim keys make' .*\n$/);
  t.regex(await of('77', { LC_ALL: 'fr_FR.UTF-8' }), /^cps-sim: recherche des clés de cps4-medecin graine 77 ; /);
  const out = join(folder, 'told.cps.json');
  const create = await cpsSim(['card', 'create', '--profile', 'cps4-medecin', '--seed', '78', '--out', out]);
  t.regex(create.stderr, /^cps-sim: making the keys of cps4-medecin seed 78; /);
});

test('2: a file that is no pool stays as it is', async (t) => {
  const path = join(folder, 'notes.json');
  writeFileSync(path, '{"notes":"mine"}');
  t.is((await cpsSim(['keys', 'make', '1', '--out', path])).exitCode, 2);
  t.is(readFileSync(path, 'utf8'), '{"notes":"mine"}');
});

const refused = test.macro(async (t, ...args: string[]) => {
  t.is((await cpsSim(['keys', ...args])).exitCode, 2);
});

test('2: no seed', refused, 'make', '0');
test('2: no such profile', refused, 'make', '1', '--profile', 'cps9', '--out', newPool('refused'));
test('2: no pool to show', refused, 'show', '--pool', newPool('absent'));
