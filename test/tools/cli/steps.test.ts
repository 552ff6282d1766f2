/** `cps-sim steps`: all of them, one of them, the names they take; in both languages. */
import test from 'ava';
import { STEPS } from '../../../scenarios/engine/steps/index.ts';
import { cpsSim } from './cps-sim.ts';

const steps = (...args: string[]) => cpsSim(['steps', ...args], '', { LC_ALL: 'C' });

test('all steps, one a line, in either language', async (t) => {
  const [english, french] = await Promise.all([steps(), steps('--lang', 'fr')]);
  for (const { exitCode, stdout } of [english, french]) {
    t.is(exitCode, 0);
    for (const key of Object.keys(STEPS)) t.regex(stdout, new RegExp(`^ {2}${key} +\\S`, 'm'));
  }
  t.regex(english.stdout, /^ {2}insert +Inserts a card into the reader/m);
  t.regex(french.stdout, /^ {2}insert +Insère une carte dans le lecteur/m);
  t.notRegex(french.stdout, /Inserts|'cps-sim steps NAME'/);
});

test('the language of the environment, unless another one is asked for', async (t) => {
  const { stdout } = await cpsSim(['steps', 'insert'], '', { LC_ALL: 'fr_FR.UTF-8' });
  t.regex(stdout, /^insert : Insère/);
});

test('one step: how it is written, its arguments, what may be expected, an example', async (t) => {
  const { exitCode, stdout } = await steps('insert');
  t.is(exitCode, 0);
  t.is(
    stdout,
    `insert: Inserts a card into the reader, or holds it to its antenna

  - insert: CARD
  - insert: { card, face }

Arguments
  card  a name, required. A card of the scenario
  face  contact | contactless. The side of the card that a dual-interface reader works with

Under expect
  event   an event. The event a program must see
  within  500ms, 2s, 10min, 8h, 400d. Time it may take

Beside it
  title, repeat, expect, reader

Example (scenarios/carte/sans-contact.yaml:9)
  - insert: { card: medecin, face: contactless }
    expect: { event: card-inserted }
`,
  );
  t.regex((await steps('CARDSIGNDATA')).stdout, /^CardSignData: Signs/);
});

test('the names that steps take', async (t) => {
  const outcomes = await Promise.all(
    ['properties', 'errors', 'events', 'profiles'].map((list) => steps(list, '--lang', 'fr')),
  );
  for (const [i, part] of ['Card Identifier', 'SCARD_W_WRONG_CHV  ', 'card-removed', "CPS3 d'un médecin"].entries())
    t.true(outcomes[i]?.stdout.includes(part), outcomes[i]?.stdout);
});

test('as JSON', async (t) => {
  const { stdout } = await steps('swap', '--json');
  const [{ key, args }] = JSON.parse(stdout);
  t.deepEqual([key, args.map(({ name }: { name: string }) => name)], ['swap', ['from', 'to']]);
  t.is(JSON.parse((await steps('--json')).stdout).length, Object.keys(STEPS).length);
});

test('a step that is not there: what was meant, exit code 2', async (t) => {
  const [english, french, none] = await Promise.all([
    steps('insrt'),
    steps('insrt', '--lang', 'fr'),
    steps('constructor'),
  ]);
  t.deepEqual([english.exitCode, french.exitCode, none.exitCode], [2, 2, 2]);
  t.is(english.stderr, "cps-sim: no step 'insrt'; did you mean 'insert'? ('cps-sim steps' lists them)\n");
  t.is(
    french.stderr,
    "cps-sim: pas d'étape « insrt » ; vouliez-vous dire « insert » ? (« cps-sim steps » les énumère)\n",
  );
  t.is(none.stderr, "cps-sim: no step 'constructor' ('cps-sim steps' lists them)\n");
});

test('what may be a code is not repeated when it is typed in the place of a word', async (t) => {
  for (const args of [
    ['steps', '7391'],
    ['exec', '--card', 'cps3-medecin,7391', '--', 'true'],
    ['exec', '--card', 'medecin.cps.json,7391', '--', 'true'],
    ['run', '--reporter', 'tap7391'],
    ['help', '7391'],
    ['card', 'pin7391'],
    ['run', '--pin7391'],
    ['run', '--target', '7391'],
  ])
    for (const language of ['C', 'fr_FR.UTF-8']) {
      const { exitCode, stdout, stderr } = await cpsSim(args, '', { LC_ALL: language });
      t.is(exitCode, 2, args.join(' '));
      t.regex(stderr, /\*\*\*\*/, args.join(' '));
      t.notRegex(stdout + stderr, /7391/);
    }
});
