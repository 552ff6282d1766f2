/** A run in parts: which part this is, what each leaves, and the one report of all. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import test from 'ava';
import { shardOf } from '../../../tools/cli/run/shard.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const found = test.macro({
  exec: (t, env: NodeJS.ProcessEnv, expected: string | RegExp) => {
    const shard = shardOf('auto', env);
    if (typeof expected === 'string') t.is('en' in shard ? shard.en : `${shard.index}/${shard.count}`, expected);
    else t.regex('en' in shard ? shard.en : '', expected);
  },
  title: (_, env) => `--shard auto: ${JSON.stringify(env)}`,
});
test(found, { CI_NODE_INDEX: '1', CI_NODE_TOTAL: '4' }, '1/4');
test(found, { CI_NODE_INDEX: '4', CI_NODE_TOTAL: '4' }, '4/4');
test(found, { CI_NODE_INDEX: '0', CI_NODE_TOTAL: '4' }, /Found CI_NODE_INDEX=0, CI_NODE_TOTAL=4, expected 1/);
test(found, { CI_NODE_TOTAL: '1' }, '1/1');
test(found, { CIRCLE_NODE_INDEX: '0', CIRCLE_NODE_TOTAL: '3' }, '1/3');
test(found, { CIRCLE_NODE_INDEX: '3', CIRCLE_NODE_TOTAL: '3' }, /CIRCLE_NODE_INDEX=3/);
test(found, { BUILDKITE_PARALLEL_JOB: '1', BUILDKITE_PARALLEL_JOB_COUNT: '2' }, '2/2');
test(found, { JOB_COMPLETION_INDEX: '2', SHARD_TOTAL: '3' }, '3/3');
test(found, { JOB_COMPLETION_INDEX: '2' }, /SHARD_TOTAL=, expected/);
test(found, { CI_NODE_INDEX: 'x', CI_NODE_TOTAL: '4' }, /CI_NODE_INDEX=x/);
test(found, {}, /No variable tells which part/);

const FOLDER = temporaryDirectory('shards-');
const HEAD =
  'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';
const LIST = join(temporaryDirectory('shards-'), 'list');
const NAMES = ['a', 'b', 'c', 'd', 'e'];

function write(path: string, name: string, more = ''): string {
  const file = join(path, `${name}.yaml`);
  writeFileSync(file, `scenario: ${name}\n${HEAD}${more}`);
  return file;
}

const FILES = NAMES.map((name) => write(FOLDER, name, name === 'c' ? '  - CardAuthenticateEx: { pin: "7391" }\n' : ''));

/** Plays a part; its blob is in the folder. */
function play(shard: string, blob: string, ...args: string[]) {
  return cpsSim(['run', ...FILES, '--shard', shard, '--reporter', `blob=${blob}`, ...args]);
}

function timeless(report: string): string {
  return report.replace(/\d+(\.\d+)? ms|\d+\.\d+ s\b/g, 'TIME').replace(/(time|timestamp)="[^"]*"/g, '$1="TIME"');
}

const EMPTY: readonly (readonly [args: readonly string[], told: string])[] = [
  [[], 'warning: --shard 2/2 plays nothing: 1 scenario asked for, in 2 parts; take 1 or fewer'],
  [['--list'], 'warning: --shard 2/2 plays nothing: 1 scenario asked for, in 2 parts; take 1 or fewer'],
  [['--lang', 'fr'], 'attention : --shard 2/2 ne joue rien : 1 scénario demandé, en 2 parts ; prenez-en 1 au plus'],
];
for (const [args, told] of EMPTY)
  test(`more parts than scenarios: told, and no failure (${args.join(' ')})`, async (t) => {
    const { exitCode, stderr } = await cpsSim(['run', FILES[0] ?? '', '--shard', '2/2', ...args]);
    t.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: `cps-sim: ${told}\n` });
  });

test.serial('the parts, merged: the report of the whole run, as if it had been played at once', async (t) => {
  const [whole, merged] = ['whole.xml', 'merged.xml'].map((name) => join(FOLDER, name));
  const repeated = ['--repeat-each', '2', '--retries', '1'];
  const alone = await cpsSim(['run', ...FILES, ...repeated, '--reporter', 'pretty', '--reporter', `junit=${whole}`]);
  for (const shard of ['3/3', '1/3', '2/3']) {
    const { stdout } = await play(shard, LIST, ...repeated);
    t.is(stdout, '');
  }
  t.deepEqual(
    readdirSync(LIST).sort(),
    [1, 2, 3].map((i) => `cps-sim-${i}-of-3.jsonl.gz`),
  );
  const args = ['merge-reports', LIST, '--reporter', 'pretty', '--reporter', `junit=${merged}`];
  const { exitCode, stdout, stderr } = await cpsSim(args);
  t.deepEqual([exitCode, stderr], [1, '']);
  t.is(timeless(stdout), timeless(alone.stdout));
  t.is(timeless(readFileSync(`${merged}`, 'utf8')), timeless(readFileSync(`${whole}`, 'utf8')));
  const told = readdirSync(LIST).map((name) => gunzipSync(readFileSync(join(LIST, name))).toString());
  t.notRegex(told.join(''), /7391|37333931/);
});

test.serial('a blob is a recording: its times are absolute, whenever its part was played', async (t) => {
  const json = join(FOLDER, 'absolute.json');
  await cpsSim(['merge-reports', LIST, '--reporter', `json=${json}`]);
  const { start, durationMs, results } = JSON.parse(readFileSync(json, 'utf8'));
  const starts = readdirSync(LIST).map((name) => {
    const [header = ''] = gunzipSync(readFileSync(join(LIST, name)))
      .toString()
      .split('\n');
    return JSON.parse(header).start as string;
  });
  t.is(start, starts.sort()[0]);
  t.true(durationMs >= Date.parse(starts.at(-1) ?? '') - Date.parse(start));
  t.is(results.length, 10);
});

/** A copy of the folder with one of its files changed, or left out. */
function changed(index: number, change: (bytes: Buffer) => Buffer | undefined): string {
  const copy = temporaryDirectory('shards-');
  for (const name of readdirSync(LIST)) {
    const bytes = readFileSync(join(LIST, name));
    const written = name.includes(`-${index}-of-`) ? change(bytes) : bytes;
    if (written !== undefined) writeFileSync(join(copy, name), written);
  }
  return copy;
}

function lines(bytes: Buffer, change: (text: string) => string): Buffer {
  return gzipSync(change(gunzipSync(bytes).toString()));
}

const refused = test.macro({
  async exec(t, make: () => string | readonly string[], words: RegExp) {
    const made = make();
    const report = join(temporaryDirectory('shards-'), 'r.xml');
    const { exitCode, stdout, stderr } = await cpsSim([
      'merge-reports',
      ...[made].flat(),
      '--reporter',
      `junit=${report}`,
    ]);
    t.deepEqual([exitCode, stdout], [2, '']);
    t.regex(stderr, words);
    t.notRegex(stderr, /^ +at /m);
    t.throws(() => readFileSync(report), { code: 'ENOENT' });
  },
  title: (title) => `refused: ${title}`,
});
const after = test.serial;
after('a part is missing', refused, () => changed(2, () => undefined), /shard 2\/3 is missing/);
after(
  'cut off',
  refused,
  () => changed(1, (b) => b.subarray(0, b.length - 40)),
  /cps-sim-1-of-3.*is not what --reporter/,
);
after('empty', refused, () => changed(1, () => Buffer.alloc(0)), /cps-sim-1-of-3.*is not what --reporter/);
after(
  'no recording',
  refused,
  () => changed(1, () => gzipSync('hello')),
  /cps-sim-1-of-3.*:1: expected an event|not what/,
);
after(
  'of a newer version',
  refused,
  () => changed(1, (b) => lines(b, (text) => text.replace('cps-sim-trace/1', 'cps-sim-trace/9'))),
  /:1: the format is 'cps-sim-trace\/9', expected 'cps-sim-trace\/1'/,
);
after(
  'its run has not ended',
  refused,
  () => changed(1, (b) => lines(b, (text) => text.replace(/.*"run-finished".*\n/, ''))),
  /ends before the run of its shard has/,
);
after(
  'of another list',
  refused,
  () => changed(1, (b) => lines(b, (text) => text.replace(/"list":"[0-9a-f]{4}/, '"list":"0000'))),
  /another list of scenarios than/,
);
after(
  'of another seed',
  refused,
  () => changed(2, (b) => lines(b, (text) => text.replace('"seed":1', '"seed":7'))),
  /another seed \(7\) than .* \(1\)/,
);
after(
  'cut by other durations',
  refused,
  () => changed(2, (b) => lines(b, (text) => text.replace(/"positions":\[\d/, '"positions":[0'))),
  /different --durations/,
);
after(
  'a header that is none',
  refused,
  () => changed(2, (b) => lines(b, (text) => text.replace(/"positions":\[/, '"positions":["x",'))),
  /:1: 'part' in the header, expected index/,
);
after(
  'twice the same part',
  refused,
  () => [
    LIST,
    join(
      changed(3, () => undefined),
      'cps-sim-1-of-3.jsonl.gz',
    ),
  ],
  /are both shard 1/,
);
after('an empty directory', refused, () => temporaryDirectory('shards-'), /no report of a shard there/);
after('no such directory', refused, () => '/no/such/place', /there is no directory '\/no\/such'/);

test('--reporter blob wants a directory; a run that cannot begin leaves no old blob', async (t) => {
  const blob = temporaryDirectory('shards-');
  t.is((await cpsSim(['run', FILES[0] ?? '', '--reporter', `blob=${blob}`])).exitCode, 0);
  t.deepEqual(readdirSync(blob), ['cps-sim-1-of-1.jsonl.gz']);
  t.is((await cpsSim(['run', '/no/such.yaml', '--reporter', `blob=${blob}`])).exitCode, 2);
  t.deepEqual(readdirSync(blob), []);
  t.regex((await cpsSim(['run', FILES[0] ?? '', '--reporter', 'blob'])).stderr, /expected blob=DIR/);
  t.regex((await cpsSim(['run', FILES[0] ?? '', '--reporter', `blob=${FILES[0]}`])).stderr, /cps-sim: /);
  await cpsSim(['run', FILES[0] ?? '', '--reporter', `blob=${blob}`]);
  const merged = await cpsSim(['merge-reports', blob, '--reporter', 'blob=elsewhere']);
  t.is(merged.exitCode, 2);
  t.regex(merged.stderr, /with =FILE to write a file\n$/);
});

test('--durations: parts that take about as long, each scenario in one of them', async (t) => {
  const last = join(FOLDER, 'last.json');
  const ms = [100, 10, 40, 30, 20];
  const results = FILES.map((file, i) => ({ file, scenario: NAMES[i], durationMs: ms[i] }));
  writeFileSync(last, JSON.stringify({ results }));
  const listed = await Promise.all(
    ['1/2', '2/2'].map((shard) => cpsSim(['run', '--list', ...FILES, '--shard', shard, '--durations', last])),
  );
  const names = listed.map(({ stdout }) =>
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/ +/)[1]),
  );
  t.deepEqual(names, [['a'], ['b', 'c', 'd', 'e']]);
});

for (const [content, args] of [
  ['{', ['--shard', '1/2']],
  ['{"results":[{"file":3}]}', ['--shard', '1/2']],
] as const)
  test(`--durations: a file that is no report: ${content}`, async (t) => {
    const file = join(temporaryDirectory('shards-'), 'x.json');
    writeFileSync(file, content);
    const { exitCode, stderr } = await cpsSim(['run', ...FILES, ...args, '--durations', file]);
    t.is(exitCode, 2);
    t.regex(stderr, /no report of a run, expected what --reporter json=FILE has written/);
  });

test('--durations: a directory', async (t) => {
  const { exitCode, stderr } = await cpsSim(['run', ...FILES, '--shard', '1/2', '--durations', FOLDER]);
  t.is(exitCode, 2);
  t.is(stderr, `cps-sim: --durations ${FOLDER}: no report of a run, expected what --reporter json=FILE has written\n`);
});

test('--durations alone', async (t) => {
  const { exitCode, stderr } = await cpsSim(['run', ...FILES, '--durations', 'x.json']);
  t.is(exitCode, 2);
  t.regex(stderr, /--durations needs --shard/);
});
