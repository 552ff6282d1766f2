/** `cps-sim run` as a person or a CI server types it: exit codes, files, sentences. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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
  t.regex(stdout, /error: \/no\/such\/directory: no directory can be made there \(there is no directory.*set TMPDIR/);
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

test(refused, ['/no/such.yaml'], /there is no directory '\/no'/);
test(refused, ['--shard', '3/2'], /i\/n/);
test(refused, ['--seed', 'one'], /from 0 to [0-9]+/);
test(refused, ['--target', 'usb'], /embedded, in-process, pcsc/);
test(refused, ['--reader', 'X'], /--target pcsc/);
test(refused, ['--clock', 'virtual', PASSES], /--target in-process/);
test(refused, ['--reporter', 'xml'], /pretty, tap, junit, json, html, github, gitlab/);
test(refused, ['--retries', '-1', PASSES], /from 0 to 1000/);
test(refused, ['--retries', '1.5', PASSES], /from 0 to 1000/);
test(refused, ['--repeat-each', '0', PASSES], /from 1 to 1000/);
test(refused, ['--json', PASSES], /--json needs --list/);
test(refused, ['--list', '/no/such.yaml'], /there is no directory '\/no'/);
test(refused, ['--trace', 'a.jsonl', '--trace', 'pcapng=b', PASSES], /given twice/);
test(refused, ['--trace', 'pcapng=', PASSES], /names no file, expected FILE or pcapng=FILE/);
test(refused, ['--trace', '', PASSES], /--trace: the path is empty/);
test(refused, ['--trace', `pcapng=${PASSES}`, PASSES], /would write over .*passes\.yaml/);
test(refused, ['--list', '--grep', 'nothing like it'], /no scenario matches/);
test(refused, ['--reporter', 'junit=/no/where.xml'], /\/no\/where\.xml/);
const OUTPUT = /would both write to standard output: give one of them a file/;
test(refused, ['--reporter', 'pretty', '--reporter', 'tap', PASSES], OUTPUT);
test(refused, ['--reporter', 'json', '--reporter', 'junit', PASSES], OUTPUT);
test(refused, ['--reporter', 'json', '--reporter', 'github', PASSES], OUTPUT);
const SHARED = join(DIRECTORY, 'shared');
const BOTH = /would both write to .*shared: give one of them a file/;
test(refused, ['--reporter', `junit=${SHARED}`, '--reporter', `json=${SHARED}`, PASSES], BOTH);
test(refused, ['--reporter', `json=${SHARED}`, '--trace', `${DIRECTORY}/./shared`, PASSES], BOTH);
test(refused, ['--grep', 'nothing like it'], /no scenario matches/);
test(
  refused,
  ['--grep', '(?:.+)+#'],
  /--grep \/\(\?:\.\+\)\+#\/iu: not through after 5 s; expected a pattern without a repetition in/,
);
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

test('--list names what would be played, and plays nothing', async (t) => {
  const { exitCode, stdout, stderr } = await cpsSim(['run', '--list', PASSES, FAILS, WAITS]);
  t.deepEqual([exitCode, stderr], [0, '']);
  t.deepEqual(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/)),
    [PASSES, FAILS, WAITS].map((path) => [path, path.replace(/.*\//, '')]),
  );
  const json = await cpsSim(['run', '--list', '--json', PASSES, BROKEN]);
  t.is(json.exitCode, 2);
  t.regex(json.stderr, FAULT);
  const [listed, faulty] = JSON.parse(json.stdout);
  t.deepEqual(listed, {
    scenario: 'passes.yaml',
    file: PASSES,
    steps: 1,
    readers: { bureau: 'contact' },
    services: [],
  });
  t.regex(faulty.error, FAULT);
});

test('--list says why what cannot be played here is skipped, as a run does', async (t) => {
  const { exitCode, stdout, stderr } = await cpsSim(['run', '--list', PASSES, join(LIBRARY, 'avec-programme')]);
  const rows = stdout.trimEnd().split('\n');
  t.deepEqual([exitCode, rows.length, stderr], [0, 6, '']);
  t.is(rows.filter((row) => row.includes('skipped: needs a program beside it (cps-sim run --program')).length, 5);
  const json = await cpsSim(['run', '--list', '--json', PASSES, join(LIBRARY, 'avec-programme')]);
  const reasons = JSON.parse(json.stdout).map(({ skip }: { skip?: string }) => skip?.split(' (')[0]);
  t.deepEqual(reasons, [undefined, ...Array(5).fill('needs a program beside it')]);
});

test('what cannot be played here is skipped with its reason, with --workers too; alone it is refused', async (t) => {
  const guests = join(LIBRARY, 'avec-programme');
  const xml = join(DIRECTORY, 'guests.xml');
  for (const workers of [[], ['--workers', '2']]) {
    const { exitCode, stderr } = await cpsSim(['run', PASSES, guests, ...workers, '--reporter', `junit=${xml}`]);
    t.is(exitCode, 0, stderr);
    const report = readFileSync(xml, 'utf8');
    t.is([...report.matchAll(/<skipped message="needs a program beside it \(cps-sim run --program/g)].length, 5);
    t.regex(report, /tests="6" failures="0" errors="0" skipped="5"/);
  }
  const alone = await cpsSim(['run', guests]);
  t.is(alone.exitCode, 2);
  t.regex(alone.stderr, /not run: 5 scenarios, each needs a program beside it/);
});

test('--last-failed plays what did not pass from this folder, and everything when nothing is known to have failed', async (t) => {
  const home = { XDG_DATA_HOME: temporaryDirectory('last-run-') };
  const run = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await cpsSim(['run', '--reporter', 'tap', ...args], '', home);
    return [exitCode, ...[...stdout.matchAll(/^(?:not )?ok \d+ - (\S+)/gm)].map(([, title]) => title), stderr];
  };
  const unknown = /nothing is known to have failed/;
  const [code, title, told] = await run('--last-failed', PASSES);
  t.deepEqual([code, title], [0, 'passes.yaml']);
  t.regex(String(told), unknown);
  t.deepEqual(await run(PASSES, FAILS, BROKEN), [1, 'passes.yaml', 'fails.yaml', BROKEN, '']);
  const [none, message] = await run('--last-failed', PASSES);
  t.is(none, 2);
  t.regex(String(message), /^cps-sim: 2 did not pass .* the one asked for is not among them\n$/);
  t.deepEqual(await run('--last-failed', PASSES, FAILS, BROKEN), [1, 'fails.yaml', BROKEN, '']);
  t.deepEqual(await run('--last-failed', '--bail', PASSES, FAILS, BROKEN), [1, 'fails.yaml', '']);
  t.deepEqual(await run('--last-failed', PASSES, FAILS, BROKEN), [1, 'fails.yaml', BROKEN, ''], 'what was not run');
  t.is((await run(PASSES))[0], 0);
  t.deepEqual(await run('--last-failed'), [1, 'fails.yaml', BROKEN, ''], 'what was not asked for since is still known');
});

const TABLE = join(DIRECTORY, 'table.yaml');
writeFileSync(
  TABLE,
  `scenario: table.yaml\ntags: [rows, slow]\nrows:\n  good: { code: "1234" }\n  bad: { code: "7391" }\n${HEAD}  - CardAuthenticateEx: { pin: "\${code}" }\n`,
);
const SKIPPED = join(DIRECTORY, 'skipped.yaml');
writeFileSync(SKIPPED, `scenario: skipped.yaml\nskip: not today\n${HEAD}`);

test('rows: by their names, by their lines, and those that failed alone', async (t) => {
  const home = { XDG_DATA_HOME: temporaryDirectory('rows-') };
  const run = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await cpsSim(['run', '--reporter', 'tap', ...args], '', home);
    t.notRegex(stdout, /7391/);
    return [exitCode, ...[...stdout.matchAll(/^(?:not )?ok \d+ - (.+)/gm)].map(([, title]) => title), stderr];
  };
  const { stdout } = await cpsSim(['run', '--list', TABLE]);
  t.deepEqual(stdout.trimEnd().split('\n'), [`${TABLE}:4  table.yaml [good]`, `${TABLE}:5  table.yaml [bad]`]);
  t.like(JSON.parse((await cpsSim(['run', '--list', '--json', `${TABLE}:5`])).stdout)[0], { row: 'bad', line: 5 });
  t.deepEqual(await run(TABLE), [1, 'table.yaml [good]', 'table.yaml [bad]', '']);
  t.deepEqual(await run('--last-failed', TABLE), [1, 'table.yaml [bad]', '']);
  t.deepEqual(await run(`${TABLE}:4`), [0, 'table.yaml [good]', '']);
  t.deepEqual(await run('--last-failed'), [1, 'table.yaml [bad]', ''], 'the other row was not asked for');
  const text = readFileSync(TABLE, 'utf8');
  writeFileSync(TABLE, text.replace('bad: { code: "7391" }', 'worse: { code: "1234" }'));
  t.deepEqual(await run('--last-failed'), [0, 'table.yaml [good]', 'table.yaml [worse]', ''], 'a row that is gone');
  writeFileSync(TABLE, text);
  t.regex(String((await run('--last-failed', PASSES)).at(-1)), /nothing is known to have failed/);
});

test('--tags, and a tag that no scenario has', async (t) => {
  const titles = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await cpsSim(['run', '--list', PASSES, TABLE, ...args]);
    return [exitCode, ...stdout.split('\n').flatMap((line) => line.split('  ')[1] ?? []), stderr];
  };
  t.deepEqual(await titles('--tags', 'rows'), [0, 'table.yaml [good]', 'table.yaml [bad]', '']);
  t.deepEqual(await titles('--tags', '!slow'), [0, 'passes.yaml', '']);
  t.deepEqual(await titles('--tags', 'rows', '--tags', '!slow').then(([code]) => code), 2);
  const [code, message] = await titles('--tags', 'slwo');
  t.is(code, 2);
  t.regex(
    String(message),
    /--tags slwo: none of these scenarios has that tag, expected rows or slow; did you mean 'slow'\?/,
  );
  t.regex(String((await titles('--tags', 'a b')).at(-1)), /Expected tags, commas between/);
});

test('0: what is skipped has not failed, and the reason is told', async (t) => {
  const { exitCode, stdout, stderr } = await cpsSim(['run', SKIPPED]);
  t.deepEqual([exitCode, stderr], [0, '']);
  t.regex(stdout, /- skipped\.yaml 0 ms skipped: not today\n[\s\S]*0 passed, 0 failed, 1 skipped/);
  const xml = join(DIRECTORY, 'skipped.xml');
  const quiet = await cpsSim(['run', SKIPPED, '--bail', '--reporter', `junit=${xml}`]);
  t.deepEqual([quiet.exitCode, quiet.stderr], [0, '']);
  t.regex(readFileSync(xml, 'utf8'), /<skipped message="not today"\/>/);
});

test('--last-failed: what was kept of the last run and cannot be read is as if nothing were known', async (t) => {
  const folder = temporaryDirectory('last-run-');
  const home = { XDG_DATA_HOME: folder };
  await cpsSim(['run', FAILS], '', home);
  const [kept = ''] = readdirSync(join(folder, 'cps-sim', 'runs'));
  writeFileSync(join(folder, 'cps-sim', 'runs', kept), '{"folder":');
  const { exitCode, stderr } = await cpsSim(['run', '--last-failed', PASSES], '', home);
  t.is(exitCode, 0);
  t.regex(stderr, /nothing is known to have failed/);
  const unwritable = await cpsSim(['run', FAILS], '', { XDG_DATA_HOME: '/proc/nowhere' });
  t.deepEqual([unwritable.exitCode, unwritable.stderr], [1, '']);
});

test('--repeat-each, --retries, and annotations for GitHub behind the table', async (t) => {
  const args = ['run', FAILS, '--repeat-each', '2', '--retries', '1', '--reporter', 'pretty', '--reporter', 'github'];
  const { exitCode, stdout } = await cpsSim(args);
  t.is(exitCode, 1);
  t.is([...stdout.matchAll(/^ {2}↻ fails\.yaml \([12]\/2\)/gm)].length, 2);
  t.regex(stdout, /0 passed, 2 failed in .*\n::error .*\n::error .*\n$/);
  t.notRegex(stdout, /7391/);
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

test('a signal that timeout or npm passes on once more is the same one: the reports are whole', async (t) => {
  const xml = join(temporaryDirectory('twice-'), 'r.xml');
  const reporters = ['--reporter', 'pretty', '--reporter', `junit=${xml}`];
  // Workers take a while to end, in which the second arrives.
  const running = startCpsSim(['run', PASSES, WAITS, '--workers', '2', ...reporters]);
  t.teardown(() => running.kill('SIGKILL'));
  await running.said(/passes\.yaml/);
  running.kill('SIGINT');
  await setTimeout(3);
  running.kill('SIGINT');
  t.is((await running.ended).exitCode, 130);
  t.regex(readFileSync(xml, 'utf8'), /tests="2" failures="0" errors="1"[\s\S]*interrupted/);
});
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
