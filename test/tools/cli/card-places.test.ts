/** Cards and outputs at places of every kind: an answer at once, in one line. */
import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { namedPipe } from '../../named-pipe.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const profile = shippedProfile('cps3-medecin');
const state = personalise(profile, 1);
const VERIFY_WRONG = '002000010430303030';
const VERIFYING_PROGRAM = fileURLToPath(new URL('verifying-program.ts', import.meta.url));
/** Plays in no time. */
const SCENARIO = 'scenarios/carte/reinsertion.yaml';

function newCard(mode = 0o600): { readonly path: string; readonly folder: string } {
  const folder = temporaryDirectory('card-');
  const path = join(folder, 'medecin.cps.json');
  CardFile.create(path, { profile, seed: 1, state });
  chmodSync(path, mode);
  return { path, folder };
}

const refusesPipe = test.macro(async (t, args: (pipe: string) => readonly string[]) => {
  const pipe = namedPipe();
  const { exitCode, stderr } = await cpsSim(args(pipe));
  t.is(exitCode, 2, stderr);
  t.regex(stderr, /: is a named pipe, expected a (card |scenario )?file\n$/);
});

test('a named pipe as card of apdu', refusesPipe, (pipe) => ['apdu', '--card', pipe, '00200001']);
test('a named pipe as card of exec', refusesPipe, (pipe) => ['exec', '--card', pipe, '--', 'true']);
test('a named pipe as trace', refusesPipe, (pipe) => [
  ...['exec', '--card', 'cps3-medecin', '--trace', pipe],
  ...['--', 'true'],
]);
test('a named pipe as coverage', refusesPipe, (pipe) => [
  ...['exec', '--card', 'cps3-medecin', '--coverage', pipe],
  ...['--', 'true'],
]);
test('a named pipe as report', refusesPipe, (pipe) => ['run', SCENARIO, '--reporter', `junit=${pipe}`]);
test('a named pipe as scenario', refusesPipe, (pipe) => ['run', pipe]);
test('a named pipe as card to overwrite', refusesPipe, (pipe) => [
  ...['card', 'create', '--profile', 'cps3-medecin', '--seed', '1'],
  ...['--out', pipe, '--force'],
]);

test('a key pool that never ends', async (t) => {
  const { exitCode, stderr } = await cpsSim(['keys', 'show'], '', { CPS_SIM_KEYS: '/dev/full' });
  t.deepEqual([exitCode, stderr], [2, 'cps-sim: /dev/full: is a device, expected a file\n']);
});

test('a read-only card: said what to do, and done', async (t) => {
  const { path, folder } = newCard(0o444);
  const refused = await cpsSim(['apdu', '--card', path, VERIFY_WRONG]);
  const what = 'use a copy of the card, or play it from memory: --card FILE,volatile (plug FILE,volatile)';
  t.deepEqual([refused.exitCode, refused.stderr], [2, `cps-sim: ${path}: is read-only; ${what}\n`]);
  const before = readFileSync(path);
  const played = await cpsSim(['apdu', '--card', `${path},volatile`, VERIFY_WRONG, '00200001']);
  t.regex(played.stdout, /63C2.*63C2/s, 'it remembers as long as it is played');
  const program = ['--', process.execPath, '-e', 'process.exit(7)'];
  t.is((await cpsSim(['exec', '--card', `${path},volatile`, ...program])).exitCode, 7);
  t.deepEqual(readFileSync(path), before);
  t.deepEqual(readdirSync(folder), ['medecin.cps.json']);
});

test('a volatile card of a scenario, with a program beside it', async (t) => {
  const { path } = newCard(0o444);
  const scenario = 'scenarios/avec-programme/carte-retiree-au-30e-echange.yaml';
  const args = ['exec', '--scenario', scenario, '--card', `${path},volatile`, '--', 'true'];
  const { stderr } = await cpsSim(args);
  t.notRegex(stderr, /volatile|read-only/);
});

test('another word behind the comma', async (t) => {
  const { path } = newCard();
  const { exitCode, stderr } = await cpsSim(['apdu', '--card', `${path},volatil`, '00200001']);
  t.is(exitCode, 2);
  t.is(stderr, `cps-sim: ${path},volatil: found 'volatil' behind the comma, expected ${path},volatile\n`);
});

/** A card that cannot store anything: a folder stands where its draft is written. */
function fullCard(): { readonly path: string; readonly told: string } {
  const { path } = newCard();
  mkdirSync(`${path}.tmp`);
  const why = `${path}: Path is a directory: rm returned EISDIR (is a directory) ${path}.tmp; the card is as before`;
  return { path, told: `cps-sim: medecin.cps.json: memory failure (6581), not stored: ${why}\n` };
}

test('apdu tells why the card answers 6581, once', async (t) => {
  const { path, told } = fullCard();
  const { stdout, stderr, exitCode } = await cpsSim(['apdu', '--card', path, VERIFY_WRONG, VERIFY_WRONG]);
  t.is(stdout.match(/<= 65 81/g)?.length, 2);
  t.deepEqual([exitCode, stderr], [1, told]);
});

test('exec tells why the card answers 6581, once, to whoever reads its standard error', async (t) => {
  const { path, told } = fullCard();
  const program = [process.execPath, '--import=tsx', VERIFYING_PROGRAM];
  const { stdout, stderr, exitCode } = await cpsSim(['exec', '--card', path, '--', ...program]);
  t.deepEqual([exitCode, stdout, stderr], [0, '6581\n6581\n', told]);
});
