/** Files with a second name (hard links): nothing is read and written over, and what the other name has stays. */
import { chmodSync, linkSync, lstatSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const PROFILE = shippedProfile('cps3-medecin');
const PASSES = `scenario: passes
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
`;
const EXEC = 'exec --card cps3-medecin';

function folder() {
  const at = temporaryDirectory('links-');
  writeFileSync(`${at}/passes.yaml`, PASSES);
  return (name: string) => `${at}/${name}`;
}

/** A command line in which `@name` is a file of the folder. */
function words(place: ReturnType<typeof folder>, line: string): string[] {
  return line.split(' ').map((word) => word.replace('@', place('')));
}

const REPORT = '<testsuites></testsuites>';

/** Outputs that were made before and have a second name: a copy by hard links, as of cp -al. */
const OTHER_NAMES: readonly (readonly [line: string, file: string, before: string])[] = [
  ['run @passes.yaml --reporter junit=@out', 'out', REPORT],
  ['run @passes.yaml --reporter tap --trace @out', 'out', ''],
  [`${EXEC} --trace @out -- true`, 'out', ''],
  [`${EXEC} --coverage @out -- true`, 'out', '{"commands": []}'],
  ['run @passes.yaml --reporter junit=@symbolic', 'out', REPORT],
];
for (const [line, file, before] of OTHER_NAMES)
  test(`what another name has stays: ${line}`, async (t) => {
    const place = folder();
    writeFileSync(place(file), before);
    linkSync(place(file), place('kept'));
    symlinkSync(place(file), place('symbolic'));
    chmodSync(place(file), 0o640);
    t.is((await cpsSim(words(place, line))).exitCode, 0);
    t.is(readFileSync(place('kept'), 'utf8'), before);
    t.true(readFileSync(place(file), 'utf8').length > before.length);
    t.is(statSync(place(file)).mode & 0o777, 0o640);
    t.true(lstatSync(place('symbolic')).isSymbolicLink());
  });

/** What is read in this very run is told as such; what is not is no file of ours. */
const READ_HERE = (option: string) =>
  new RegExp(`^cps-sim: ${option}\\S*/link would write over \\S+/c\\.cps\\.json, which is read here`);
const NO_TRACE = /^cps-sim: \S+\/link: exists already and is not a trace of cps-sim, so it is left as it is/;
const NO_TRUST =
  /^cps-sim: \S+\/link: exists already and is not a file of simulated authorities \(--force .*\), so it is left/;

const CARD_LINES: readonly (readonly [line: string, said: RegExp])[] = [
  ['run @card.yaml --reporter junit=@link', READ_HERE('--reporter junit=')],
  ['run @card.yaml --reporter json=@link', READ_HERE('--reporter json=')],
  ['run @card.yaml --reporter tap --trace @link', READ_HERE('--trace ')],
  ['exec --card @c.cps.json --trace @link -- true', READ_HERE('--trace ')],
  ['exec --card @c.cps.json --coverage @link -- true', READ_HERE('--coverage ')],
  ['exec --card cps3-medecin --scenario @card.yaml --trace @link -- true', NO_TRACE],
  ['shell --card @c.cps.json --trace @link', READ_HERE('--trace ')],
  ['serve mailbox --write-trust @link', NO_TRUST],
];
for (const [line, said] of CARD_LINES)
  test(`no card is written over under its second name: ${line}`, async (t) => {
    const place = folder();
    CardFile.create(place('c.cps.json'), { profile: PROFILE, seed: 1, state: personalise(PROFILE, 1) });
    writeFileSync(place('card.yaml'), PASSES.replace('{ profile: cps3-medecin, seed: 1 }', '{ file: c.cps.json }'));
    linkSync(place('c.cps.json'), place('link'));
    const before = readFileSync(place('c.cps.json'), 'utf8');
    const { exitCode, stderr } = await cpsSim(words(place, line));
    t.is(exitCode, 2, stderr);
    t.regex(stderr, said);
    t.is(readFileSync(place('c.cps.json'), 'utf8'), before);
  });
