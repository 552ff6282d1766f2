/** What `--reporter`, `--trace` and `--coverage` write over: files of their own kind, and nothing that anybody may miss. */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import test from 'ava';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const SCENARIO =
  'scenario: passes\ncards: { medecin: { profile: cps3-medecin } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';
const PROFILE = shippedProfile('cps3-medecin');

/** A folder with `good.yaml` and the card `m.cps.json`. */
function folder() {
  const at = temporaryDirectory('outputs-');
  const place = (name: string) => `${at}/${name}`;
  writeFileSync(place('good.yaml'), SCENARIO);
  CardFile.create(place('m.cps.json'), { profile: PROFILE, seed: 1, state: personalise(PROFILE, 1) });
  return place;
}

/** A command line in which `@name` is a file of the folder. */
async function typed(place: (name: string) => string, line: string, env: Record<string, string> = {}) {
  const args = line.split(' ').map((word) => word.replace('@', place('')));
  return await cpsSim(args, '', env);
}

const spared = test.macro({
  async exec(t, line: string, victim: string, expected: string) {
    const place = folder();
    const before = readFileSync(place(victim), 'utf8');
    const { exitCode, stderr } = await typed(place, line);
    t.deepEqual(
      [exitCode, stderr],
      [
        2,
        `cps-sim: ${place(victim)}: exists already and is not ${expected}, so it is left as it is; name another file\n`,
      ],
    );
    t.is(readFileSync(place(victim), 'utf8'), before);
  },
  title: (_, line: string) => `2, and left as it is: ${line}`,
});

test(spared, 'run @good.yaml --reporter junit=@m.cps.json', 'm.cps.json', 'a JUnit report');
test(spared, 'run @good.yaml --reporter json=@m.cps.json', 'm.cps.json', 'a JSON report of cps-sim');
test(spared, 'run @good.yaml --reporter tap=@m.cps.json', 'm.cps.json', 'a TAP report');
test(spared, 'run @good.yaml --trace @m.cps.json', 'm.cps.json', 'a trace of cps-sim');
test(spared, 'exec --card cps3-medecin --trace @m.cps.json -- true', 'm.cps.json', 'a trace of cps-sim');
test(spared, 'exec --card cps3-medecin --coverage @m.cps.json -- true', 'm.cps.json', 'a coverage of cps-sim');

test('keys make: what is no key pool is left, and nobody is told to delete it', async (t) => {
  const place = folder();
  const before = readFileSync(place('m.cps.json'), 'utf8');
  const told = async (file: string, env = {}) => {
    const { exitCode, stderr } = await typed(place, `keys make 1 --out @${file}`, env);
    t.is(exitCode, 2);
    return stderr.trimEnd().split('\n').at(-1);
  };
  t.is(await told('m.cps.json'), 'it is left as it is; name another file (--out, --pool, CPS_SIM_KEYS)');
  const french = 'il est laissé tel quel ; nommez un autre fichier (--out, --pool, CPS_SIM_KEYS)';
  t.is(await told('m.cps.json', { LANG: 'fr_FR.UTF-8' }), french);
  t.is(readFileSync(place('m.cps.json'), 'utf8'), before);
  writeFileSync(place('cut.json'), '{"format":"cps-sim-keys/1","about":');
  t.is(await told('cut.json'), 'delete it, or make it again: cps-sim keys make 100');
});

test('a card is read as one whatever its file is called', async (t) => {
  const place = folder();
  t.is((await typed(place, 'card create --profile cps3-medecin --seed 1 --out @d10.json')).exitCode, 0);
  const again = JSON.parse((await typed(place, 'card show @d10.json --json')).stdout);
  t.deepEqual(again, JSON.parse((await typed(place, 'card show @m.cps.json --json')).stdout));
  t.is((await typed(place, 'exec --card @d10.json -- true')).exitCode, 0);
  t.is((await typed(place, 'exec --card @d10.json,volatile -- true')).exitCode, 0);
  const profile = JSON.stringify(JSON.parse(readFileSync(place('d10.json'), 'utf8')).profile);
  writeFileSync(place('profile.json'), profile);
  t.is((await typed(place, 'exec --card @profile.json --seed 1 -- true')).exitCode, 0);
});

test('card create: a directory is told to be one, with --force too', async (t) => {
  const place = folder();
  mkdirSync(place('adir'));
  const create = 'card create --profile cps3-medecin --seed 1 --out @adir';
  const told = async (line: string, env = {}) => (await typed(place, line, env)).stderr.trimEnd().split('\n').at(-1);
  const english = `cps-sim: ${place('adir')}: is a directory, expected a card file`;
  t.is(await told(create), english);
  t.is(await told(`${create} --force`), english);
  const french = `cps-sim: ${place('adir')} : est un dossier, attendu : un fichier de carte`;
  t.is(await told(create, { LANG: 'fr_FR.UTF-8' }), french);
});

const notInput = test.macro({
  async exec(t, line: string, writer: string, input: string) {
    const place = folder();
    symlinkSync(place('good.yaml'), place('link'));
    writeFileSync(place('empty.yaml'), '');
    writeFileSync(place('with-card.yaml'), SCENARIO.replace('profile: cps3-medecin', 'file: m.cps.json'));
    const before = readFileSync(place(input), 'utf8');
    const { exitCode, stderr } = await typed(place, line);
    const told = `${writer.replace('@', place(''))} would write over ${place(input)}, which is read here: name another file`;
    t.deepEqual([exitCode, stderr], [2, `cps-sim: ${told}\n`]);
    t.is(readFileSync(place(input), 'utf8'), before);
  },
  title: (_, line: string) => `2, what is read is not written: ${line}`,
});

const AS_REPORT = '--reporter junit=@good.yaml';
test(notInput, `run @good.yaml ${AS_REPORT}`, AS_REPORT, 'good.yaml');
test(notInput, 'run @good.yaml --trace @good.yaml', '--trace @good.yaml', 'good.yaml');
test(notInput, 'run @good.yaml --trace @link', '--trace @link', 'good.yaml');
test(notInput, 'run @empty.yaml --reporter tap=@empty.yaml', '--reporter tap=@empty.yaml', 'empty.yaml');
test(notInput, 'run @with-card.yaml --trace @m.cps.json', '--trace @m.cps.json', 'm.cps.json');
test(notInput, 'exec --card @m.cps.json --trace @m.cps.json -- true', '--trace @m.cps.json', 'm.cps.json');
test(
  notInput,
  'exec --card @m.cps.json,volatile --coverage @m.cps.json -- true',
  '--coverage @m.cps.json',
  'm.cps.json',
);
test(notInput, 'exec --scenario @good.yaml --trace @link -- true', '--trace @link', 'good.yaml');
test(notInput, 'exec --scenario @with-card.yaml --trace @m.cps.json -- true', '--trace @m.cps.json', 'm.cps.json');

test('two that write to one file by way of a link', async (t) => {
  const place = folder();
  symlinkSync(place('t'), place('link-to-t'));
  const { exitCode, stderr } = await typed(place, 'exec --card cps3-medecin --trace @t --coverage @link-to-t -- true');
  t.is(exitCode, 2);
  t.regex(stderr, /would both write to/);
});

test('in French', async (t) => {
  const place = folder();
  const { exitCode, stderr } = await typed(place, 'run @good.yaml --reporter junit=@m.cps.json', {
    LANG: 'fr_FR.UTF-8',
  });
  const told = `cps-sim: ${place('m.cps.json')} : existe déjà et n'est pas un rapport JUnit, il est donc laissé tel quel ; nommez un autre fichier\n`;
  t.deepEqual([exitCode, stderr], [2, told]);
});

test('a run that cannot begin takes no other file away than reports of its reporter', async (t) => {
  const place = folder();
  const others = {
    'card.xml': readFileSync(place('m.cps.json'), 'utf8'),
    'pom.xml': '<?xml version="1.0"?>\n<project/>\n',
    'r.tap': '<testsuites/>\n',
    'empty.xml': '',
  };
  for (const [name, text] of Object.entries(others)) {
    writeFileSync(place(name), text);
    const format = name.endsWith('.tap') ? 'tap' : 'junit';
    const { exitCode, stderr } = await typed(place, `run @absent.yaml --reporter ${format}=@${name}`);
    t.is(exitCode, 2);
    t.regex(stderr, /absent\.yaml: no such file/);
    t.is(readFileSync(place(name), 'utf8'), text, name);
  }
});

test('reports, traces and coverages of before are written over; reports go when the run cannot begin', async (t) => {
  const place = folder();
  const run = 'run @good.yaml --reporter junit=@r.xml --reporter json=@r.json --reporter tap=@r.tap --trace @t.jsonl';
  const exec = 'exec --card cps3-medecin --coverage @c.json --trace @e.jsonl -- true';
  for (const line of [run, run, exec, exec]) t.deepEqual((await typed(place, line)).exitCode, 0, line);
  t.is((await typed(place, run.replace('good', 'absent'))).exitCode, 2);
  const left = ['r.xml', 'r.json', 'r.tap', 't.jsonl'].map((name) => existsSync(place(name)));
  t.deepEqual(left, [false, false, false, true]);
});

test('a report of another tool and an empty file are written over', async (t) => {
  const place = folder();
  for (const text of ['', '\ufeff<?xml version="1.0"?>\n<testsuite name="x"/>', '<testsuites>']) {
    writeFileSync(place('r.xml'), text);
    t.is((await typed(place, 'run @good.yaml --reporter junit=@r.xml')).exitCode, 0);
    t.regex(readFileSync(place('r.xml'), 'utf8'), /tests="1"/);
  }
});
