/** `cps-sim run` as a person or a CI server types it: exit codes, files, sentences. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim, startCpsSim } from './cps-sim.ts';

const DIRECTORY = temporaryDirectory('run-');
const LIBRARY = fileURLToPath(new URL('../../../scenarios', import.meta.url));
const HEAD =
  'cards: { medecin: { profile: cps3-medecin } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';

function file(name: string, steps: string): string {
  const path = join(DIRECTORY, name);
  writeFileSync(path, `scenario: ${name}\n${HEAD}${steps}`);
  return path;
}

const PASSES = file('passes.yaml', '');
const FAILS = file('fails.yaml', '  - CardAuthenticateEx: { pin: "7391" }\n');
const BROKEN = file('broken.yaml', '  - insrt: medecin\n  - remve: medecin\n');
/** Needs a folder of its own, for its card. */
const KEPT = join(DIRECTORY, 'kept.yaml');
writeFileSync(
  KEPT,
  'scenario: kept.yaml\ncards: { medecin: { profile: cps3-medecin, keptIn: file } }\nreaders: { bureau: contact }\n' +
    'steps:\n  - insert: medecin\n',
);
/** Waits for what never happens. */
const WAITS = file('waits.yaml', '  - waitFor: { event: card-removed, within: 15s }\n');

test('0: all passed; the reports are written', async (t) => {
  const [xml, json, trace] = ['r.xml', 'r.json', 't.jsonl'].map((name) => join(DIRECTORY, name));
  const args = ['run', PASSES, '--reporter', 'tap', '--reporter', `junit=${xml}`, '--reporter', `json=${json}`];
  const { exitCode, stdout } = await cpsSim([...args, '--trace', `${trace}`]);
  t.is(exitCode, 0);
  t.regex(stdout, /^TAP version 14\n1\.\.1\n/);
  t.regex(readFileSync(`${xml}`, 'utf8'), /tests="1" failures="0"/);
  t.is(JSON.parse(readFileSync(`${json}`, 'utf8')).passed, 1);
  const events = readFileSync(`${trace}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.true(events.some(({ kind, outcome }) => kind === 'step' && outcome === 'passed'));
});

test('1: a scenario failed; its step, its place and its APDUs are shown, its code is not', async (t) => {
  const { exitCode, stdout } = await cpsSim(['run', PASSES, FAILS]);
  t.is(exitCode, 1);
  t.regex(stdout, /fails\.yaml:6:5/);
  t.regex(stdout, /SCARD_W_WRONG_CHV/);
  t.regex(stdout, /VERIFY/);
  t.regex(stdout, /1 passed, 1 failed/);
  t.notRegex(stdout, /7391/);
});

const FAULT = /broken\.yaml:6:5: found 'insrt', expected a step; did you mean 'insert'\?/;

test('2: a faulty file is an error with its faults in every report; the others are played', async (t) => {
  const [xml, json, tap] = ['broken.xml', 'broken.json', 'broken.tap'].map((name) => join(DIRECTORY, name));
  const specs = ['pretty', `junit=${xml}`, `json=${json}`, `tap=${tap}`].flatMap((spec) => ['--reporter', spec]);
  const { exitCode, stdout } = await cpsSim(['run', BROKEN, PASSES, '--grep', 'passes', ...specs]);
  t.is(exitCode, 2);
  t.regex(stdout, /✘ .*broken\.yaml/);
  t.regex(stdout, /1 passed, 0 failed, 1 could not be played/);
  t.regex(readFileSync(`${xml}`, 'utf8'), /tests="2" failures="0" errors="1"[\s\S]*<error [^>]*type="error"/);
  t.regex(readFileSync(`${tap}`, 'utf8'), /^1\.\.2$[\s\S]*^not ok 1 - .*broken\.yaml$[\s\S]*^ok 2 /m);
  const { passed, errors } = JSON.parse(readFileSync(`${json}`, 'utf8'));
  t.deepEqual([passed, errors], [1, 1]);
  const reports = [`${xml}`, `${json}`, `${tap}`].map((path) => readFileSync(path, 'utf8'));
  for (const report of [stdout, ...reports]) {
    t.regex(report, FAULT);
    t.regex(report, /broken\.yaml:7:5: found 'remve'/);
  }
});

test('1: a scenario that failed beside a faulty file is still a failure', async (t) => {
  const { exitCode, stdout } = await cpsSim(['run', BROKEN, FAILS]);
  t.is(exitCode, 1);
  t.regex(stdout, /0 passed, 1 failed, 1 could not be played/);
});

test('2: a faulty file alone is told on standard error, and in a report that goes to a file', async (t) => {
  const alone = await cpsSim(['run', BROKEN]);
  t.deepEqual([alone.exitCode, alone.stdout], [2, '']);
  t.regex(alone.stderr, FAULT);
  const xml = join(DIRECTORY, 'alone.xml');
  t.is((await cpsSim(['run', BROKEN, '--reporter', `junit=${xml}`])).exitCode, 2);
  t.regex(readFileSync(xml, 'utf8'), FAULT);
});

test('reports in files alone: what failed and where to read it is told, and nothing when all passed', async (t) => {
  const [xml, json] = ['told.xml', 'told.json'].map((name) => join(DIRECTORY, name));
  const reporters = ['--reporter', `junit=${xml}`, '--reporter', `json=${json}`];
  const bad = await cpsSim(['run', PASSES, FAILS, BROKEN, ...reporters]);
  t.deepEqual([bad.exitCode, bad.stdout], [1, '']);
  t.is(bad.stderr, `cps-sim: 1 failed, 1 could not be played of 3 scenarios: see ${xml}, ${json}\n`);
  const good = await cpsSim(['run', PASSES, ...reporters]);
  t.deepEqual(good, { exitCode: 0, stdout: '', stderr: '' });
  const shown = await cpsSim(['run', FAILS, '--reporter', 'tap', '--reporter', `junit=${xml}`]);
  t.deepEqual([shown.exitCode, shown.stderr], [1, '']);
});

test('a directory for temporary files that cannot be used: TMPDIR is named, and what needs none is played', async (t) => {
  const { exitCode, stdout, stderr } = await cpsSim(['run', KEPT, PASSES], '', { TMPDIR: '/no/such/directory' });
  t.is(exitCode, 2);
  t.regex(stdout, /error: \/no\/such\/directory: no directory can be made there \(ENOENT\).*set TMPDIR/);
  t.regex(stdout, /1 passed, 0 failed, 1 could not be played/);
  t.is(stderr, '');
});

test('--bail: a faulty file is the first that does not pass', async (t) => {
  const { exitCode, stdout } = await cpsSim(['run', BROKEN, PASSES, '--bail']);
  t.is(exitCode, 2);
  t.regex(stdout, /0 passed, 0 failed, 1 could not be played, 1 not run/);
});

const untold = test.macro({
  async exec(t, name: string, steps: string) {
    const { exitCode, stdout, stderr } = await cpsSim(['run', file(name, `  - ${steps}\n`)]);
    t.not(exitCode, 0);
    t.not(stdout + stderr, '');
    t.notRegex(stdout + stderr, /7391/);
  },
  title: (_, __, steps: string) => `no code is told: ${steps}`,
});

test(untold, 'unquoted.yaml', 'CardAuthenticateEx: { pin "7391" }');
test(untold, 'collection-key.yaml', 'CardAuthenticateEx: { [ 7391 ]: x }');
test(untold, 'short.yaml', 'CardAuthenticateEx: "7391"');

test('no control character of a title, a file or a card reaches a terminal', async (t) => {
  const path = join(DIRECTORY, 'raw\u001b[2J.yaml');
  const steps = '  - updateCard: { card: medecin, actua: "\\e[31m\\u009b" }\n';
  writeFileSync(path, `scenario: "A\\e[31m\\nnot ok 1"\n${HEAD}${steps}`);
  for (const reporter of ['pretty', 'tap', 'json', 'junit']) {
    const { stdout, stderr } = await cpsSim(['run', path, '--reporter', reporter]);
    t.notRegex((stdout + stderr).replaceAll('\n', ''), /\p{Cc}/u, reporter);
  }
  t.notRegex((await cpsSim(['run', `${path}.none`])).stderr.trim(), /\p{Cc}/u);
});

const refused = test.macro({
  async exec(t, args: readonly string[], words: RegExp) {
    const { exitCode, stderr } = await cpsSim(['run', ...args]);
    t.is(exitCode, 2);
    t.regex(stderr, words);
    t.notRegex(stderr, /^ +at /m);
  },
  title: (_, args: readonly string[]) => `2: run ${args.join(' ')}`,
});

test(refused, ['/no/such.yaml'], /no such file/);
test(refused, ['--shard', '3/2'], /i\/n/);
test(refused, ['--seed', 'one'], /from 0 to [0-9]+/);
test(refused, ['--target', 'usb'], /embedded, in-process, pcsc/);
test(refused, ['--reader', 'X'], /--target pcsc/);
test(refused, ['--clock', 'virtual', PASSES], /--target in-process/);
test(refused, ['--reporter', 'xml'], /pretty, tap, junit, json/);
test(refused, ['--reporter', 'junit=/no/where.xml'], /\/no\/where\.xml/);
const OUTPUT = /would both write to standard output: give one of them a file/;
test(refused, ['--reporter', 'pretty', '--reporter', 'tap', PASSES], OUTPUT);
test(refused, ['--reporter', 'json', '--reporter', 'junit', PASSES], OUTPUT);
const SHARED = join(DIRECTORY, 'shared');
const BOTH = /would both write to .*shared: give one of them a file/;
test(refused, ['--reporter', `junit=${SHARED}`, '--reporter', `json=${SHARED}`, PASSES], BOTH);
test(refused, ['--reporter', `json=${SHARED}`, '--trace', `${DIRECTORY}/./shared`, PASSES], BOTH);
test(refused, ['--grep', 'nothing like it'], /no scenario matches/);
test(refused, ['--target', 'pcsc', '--reader', 'Real Reader 00 00', LIBRARY], /--allow-pin-blocking/);

test('--clock virtual: an hour that a step may take is over at once', async (t) => {
  const waits = file('waits-an-hour.yaml', '  - waitFor: { event: card-removed, within: 1h }\n');
  const { exitCode, stdout } = await cpsSim(['run', '--target', 'in-process', '--clock', 'virtual', waits]);
  t.is(exitCode, 1);
  t.regex(stdout, /not seen within 3600000 ms/);
});

test('--grep, --shard and --bail choose what runs', async (t) => {
  const both = await Promise.all(
    ['1/2', '2/2'].map((shard) =>
      cpsSim(['run', PASSES, WAITS, '--grep', 'passes', '--shard', shard, '--reporter', 'tap']),
    ),
  );
  t.deepEqual(
    both.map(({ exitCode, stdout }) => [exitCode, /1\.\.(\d)/.exec(stdout)?.[1]]),
    [
      [0, '1'],
      [0, '0'],
    ],
  );
  const bailed = await cpsSim(['run', FAILS, PASSES, '--bail']);
  t.is(bailed.exitCode, 1);
  t.regex(bailed.stdout, /0 passed, 1 failed, 1 not run/);
});

test('--seed gives the cards that name none another number', async (t) => {
  const step = '  - CardReadFile: cardid\n    expect: { data: "00" }\n';
  const path = file('cardid.yaml', step);
  const [one, again, two] = await Promise.all(
    ['1', '1', '2'].map(
      async (seed) => /found: +([0-9A-F]{32})/.exec((await cpsSim(['run', path, '--seed', seed])).stdout)?.[1],
    ),
  );
  t.truthy(one);
  t.is(one, again);
  t.not(one, two);
});

test('SIGINT in the middle of a step ends the run cleanly', async (t) => {
  const running = startCpsSim(['run', PASSES, WAITS]);
  t.teardown(() => running.kill('SIGKILL'));
  await running.said(/passes\.yaml/);
  running.kill('SIGINT');
  const { exitCode, stdout, stderr } = await running.ended;
  t.is(exitCode, 130);
  t.regex(stdout, /1 passed, 0 failed, 1 interrupted/);
  t.regex(stdout, /step [12] .*\n.*waits\.yaml:[0-9]+/);
  t.is(stderr, '');
});

const ended = test.macro({
  async exec(t, signal: NodeJS.Signals, code: number) {
    const xml = join(temporaryDirectory('ended-'), 'r.xml');
    const running = startCpsSim(['run', PASSES, WAITS, '--reporter', 'pretty', '--reporter', `junit=${xml}`]);
    t.teardown(() => running.kill('SIGKILL'));
    await running.said(/passes\.yaml/);
    running.kill(signal);
    t.is((await running.ended).exitCode, code);
    t.regex(readFileSync(xml, 'utf8'), /tests="2" failures="0" errors="1"[\s\S]*interrupted/);
  },
  title: (_, signal: NodeJS.Signals) => `${signal}, as CI servers and timeout send it, leaves whole reports`,
});

test(ended, 'SIGTERM', 143);
test(ended, 'SIGHUP', 129);
test(ended, 'SIGQUIT', 131);

const beforeItBegins = test.macro(async (t, name: string, args: readonly string[]) => {
  const xml = join(DIRECTORY, name);
  writeFileSync(xml, '<testsuites tests="1" failures="0"/>');
  t.is((await cpsSim(['run', ...args, '--reporter', `junit=${xml}`])).exitCode, 2);
  t.false(existsSync(xml), 'a report that is green stays behind');
});

test('2: no such scenario, and the report of the run before goes', beforeItBegins, 'old-1.xml', ['/no/where.yaml']);
test('2: a clock that is not there, and it goes', beforeItBegins, 'old-2.xml', [PASSES, '--clock', 'virtual']);
test('2: a trace that cannot be written, and it goes', beforeItBegins, 'old-3.xml', [PASSES, '--trace', '/no/where/t']);
test('2: another reporter that is none, and it goes', beforeItBegins, 'old-4.xml', [PASSES, '--reporter', 'xml']);
