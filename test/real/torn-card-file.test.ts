/**
 * The power goes at each system call that a wrong code makes on its card file: strace kills the program there. The file is
 * the old one or the new one, whole, and no answer was given before the new one was durable.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const PROFILE = shippedProfile('cps3-medecin');
const TRIES = 3;
const WRONG_CODE = '00 20 00 01 04 39 39 39 39';
const SPENT = '63C2';
const CHANGING = ['openat', 'write', 'pwrite64', 'fsync', 'rename', 'unlink', 'rmdir', 'close'];

const TSX = import.meta.resolve('tsx');
const source = (path: string) => new URL(`../../${path}`, import.meta.url).href;
/** As the libraries of a card do: the answer is printed as soon as the card gives it. */
const PROGRAM = `
  import { writeSync } from 'node:fs';
  import { Card } from '${source('simulator/card/card.ts')}';
  import { CardFile } from '${source('simulator/card/state/card-file.ts')}';
  import { fromHex, toHex } from '${source('common/iso7816/bytes.ts')}';
  const store = CardFile.open(process.argv[1]);
  const card = new Card({ name: 'torn', store });
  card.powerOn();
  writeSync(1, toHex(card.transmit(fromHex('${WRONG_CODE}'))));
  store.close();`;

const folder = temporaryDirectory('torn-');
const whole = join(folder, 'whole.cps.json');
CardFile.create(whole, { profile: PROFILE, seed: 1, state: personalise(PROFILE, 1) });

interface Torn {
  readonly path: string;
  readonly signal: NodeJS.Signals | null;
  readonly answer: string;
  readonly calls: readonly string[];
}

/** Its program is killed at the nth call of that name on the file, its draft or its folder; without one it ends. */
function torn(name: string, at?: { readonly call: string; readonly nth: number }): Torn {
  const own = temporaryDirectory('torn-');
  const [path, log] = [join(own, 'carte.cps.json'), join(folder, `${name}.log`)];
  copyFileSync(whole, path);
  const places = [path, `${path}.tmp`, `${path}.lock`, own].flatMap((place) => ['-P', place]);
  const kill = at && ['-e', `inject=${at.call}:signal=KILL:when=${at.nth}`];
  const traced = ['-f', '-qq', '-o', log, '-e', `trace=${CHANGING}`, ...places, ...(kill ?? [])];
  const program = [process.execPath, '--import', TSX, '--input-type=module', '--eval', PROGRAM, path];
  const { status, signal, stdout, stderr, error } = spawnSync('strace', [...traced, ...program], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (at === undefined && status !== 0) throw new Error(`the program ended with ${status ?? signal}: ${stderr}`);
  const calls = readFileSync(log, 'utf8').matchAll(/^\d+ +(\w+)\(/gm);
  return { path, signal, answer: stdout, calls: Array.from(calls, ([, call = '']) => call) };
}

function triesIn(path: string): number | undefined {
  const file = CardFile.open(path);
  try {
    return file.state.referenceData['01']?.triesRemaining;
  } finally {
    file.close();
  }
}

test('killed at each system call of a wrong code: the try is spent or not, and never answered before it is', (t) => {
  t.timeout(120_000);
  const { path, answer, calls } = torn('to-the-end');
  t.is(answer, SPENT);
  t.is(triesIn(path), TRIES - 1);
  for (const call of ['openat', 'write', 'fsync', 'rename']) t.true(calls.includes(call), calls.join(' '));
  const found = new Set<number | undefined>();
  for (const [i, call] of calls.entries()) {
    const nth = calls.slice(0, i + 1).filter((one) => one === call).length;
    const at = `${call} ${nth}`;
    const died = torn(`${call}-${nth}`, { call, nth });
    t.is(died.signal, 'SIGKILL', `${at} was met`);
    const tries = triesIn(died.path);
    found.add(tries);
    t.true(tries === TRIES || tries === TRIES - 1, `${at}: ${tries} tries`);
    if (died.answer !== '') t.deepEqual([died.answer, tries], [SPENT, TRIES - 1], at);
  }
  t.deepEqual([...found], [TRIES, TRIES - 1], 'both were met');
});
