/** `--faults FILE`: rules of faults for programs and scenarios, from a file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

/** Presents a wrong code twice. */
const PROGRAM = [process.execPath, '--import=tsx', fileURLToPath(new URL('verifying-program.ts', import.meta.url))];

function rules(text: string): string {
  const file = join(temporaryDirectory('faults'), 'rules.yaml');
  writeFileSync(file, text);
  return file;
}

const exec = (faults: string, ...more: readonly string[]) =>
  cpsSim(['exec', '--card', 'cps3-medecin', '--faults', faults, ...more, '--', ...PROGRAM]);

test('a program beside a card meets them, told as they fire', async (t) => {
  const file = rules('version: 1\nfaults:\n  - { when: { command: VERIFY, nth: 2 }, do: { sw: 6F00 } }\n');
  const { exitCode, stdout, stderr } = await exec(file, '--explain');
  t.deepEqual([exitCode, stdout], [0, '63c2\n6f00\n']);
  t.regex(stderr, /rule 1/);
});

test('a rule that never fired fails it, whatever the program says', async (t) => {
  const file = rules(
    'faults:\n  - { when: { command: VERIFY }, do: { sw: 6F00 } }\n  - { when: { nth: 9 }, do: mute }\n',
  );
  const { exitCode, stdout, stderr } = await exec(file);
  t.deepEqual([exitCode, stdout], [1, '6f00\n6f00\n']);
  t.regex(stderr, /rules\.yaml:3: rule 2, mute \(time 9\).*never fired/);
});

const SCENARIO = `
scenario: One reading
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
  - apdu: 00B09C0004
    expect: { sw: 6F00 }
`;

for (const workers of ['1', '2'])
  test(`scenarios play with them behind their own, ${workers} at once`, async (t) => {
    const folder = temporaryDirectory('scenarios');
    for (const name of ['a.yaml', 'b.yaml']) writeFileSync(join(folder, name), SCENARIO);
    const run = (faults: string) => cpsSim(['run', '--workers', workers, '--faults', faults, folder]);
    const fires = await run(rules('faults: [{ when: { card: medecin, reader: bureau, nth: 1 }, do: { sw: 6F00 } }]\n'));
    t.is(fires.exitCode, 0, fires.stdout);
    const never = await run(rules('faults:\n  - { do: { sw: 6F00 } }\n  - { do: mute }\n'));
    t.is(never.exitCode, 1);
    t.regex(never.stdout, /rules\.yaml:3: rule 2, mute.*never fired/);
  });

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  [
    'newer',
    'version: 2\nfaults: [{ do: mute }]\n',
    /rules\.yaml:1:10: found '2', expected version 1, or none: a newer one/,
  ],
  ['cut', 'faults:\n  - { when: { comm', /rules\.yaml:2:19: found .*expected a '\]'/],
  ['of no rule', 'faults: []\n', /rules\.yaml:1:9: found .*list, expected a list of rules/],
  [
    'of another kind',
    'scenario: x\nfaults: [{ do: mute }]\n',
    /rules\.yaml:1:1: is a scenario, which .cps-sim run. reads; expected a file of faults/,
  ],
  ['of another card', 'faults:\n  - { when: { card: x }, do: mute }\n', /rules\.yaml:2:21: found 'x', expected a card/],
  ['with no such fault', 'faults:\n  - { do: mut }\n', /rules\.yaml:2:11: found 'mut', .*did you mean 'mute'/],
];

for (const [what, text, said] of REFUSED)
  test(`a file ${what} is refused before the program runs`, async (t) => {
    const { exitCode, stdout, stderr } = await exec(rules(text));
    t.deepEqual([exitCode, stdout], [2, '']);
    t.regex(stderr, said);
  });
