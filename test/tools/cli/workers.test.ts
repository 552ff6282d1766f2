/** `cps-sim run --workers`: the reports of a run that plays one scenario after the other. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { parseRecording } from '#trace/recording.ts';
import { builtMain } from '../../built.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim, startCpsSim } from './cps-sim.ts';

const FOLDER = temporaryDirectory('workers-');
const LIBRARY = fileURLToPath(new URL('../../../scenarios/programme', import.meta.url));
const HEAD =
  'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';

function scenario(name: string, more = '', head = ''): string {
  const path = join(FOLDER, `${name}.yaml`);
  writeFileSync(path, `scenario: ${name}\n${head}${HEAD}${more}`);
  return path;
}

const SLOW = scenario('slow', '  - waitFor: { event: card-removed, within: 400ms }\n');
const QUICK = ['a', 'b', 'c'].map((name) => scenario(name));
const FAILS = scenario('fails', '  - CardAuthenticateEx: { pin: "7391" }\n');
const BROKEN = join(FOLDER, 'broken.yaml');
writeFileSync(BROKEN, 'scenario: broken\nsteps: []\n');

/** Without times, which differ. */
function timeless(report: string): string {
  return report
    .replace(/\d+(\.\d+)? ms|\d+\.\d+ s\b/g, 'TIME')
    .replace(/"(durationMs|start)": [^,\n]+/g, '"$1": TIME')
    .replace(/(time|timestamp)="[^"]*"/g, '$1="TIME"');
}

async function reports(name: string, ...args: string[]) {
  const files = ['json', 'junit'].map((kind) => join(FOLDER, `${name}.${kind}`));
  const reporters = ['pretty', `json=${files[0]}`, `junit=${files[1]}`].flatMap((spec) => ['--reporter', spec]);
  const { exitCode, stdout, stderr } = await cpsSim(['run', ...args, ...reporters]);
  return [exitCode, stderr, ...[stdout, ...files.map((file) => readFileSync(file, 'utf8'))].map(timeless)];
}

test('the same reports, in the order of the list, whatever ends first', async (t) => {
  const args = [SLOW, ...QUICK, FAILS, BROKEN, LIBRARY, '--retries', '1', '--repeat-each', '2'];
  const serial = await reports('serial', ...args);
  t.deepEqual(await reports('parallel', ...args, '--workers', '3'), serial);
  t.is(serial[0], 1);
});

test('the trace: scenarios in the order of the list, each event with its time, worlds by number', async (t) => {
  const [file, marker] = ['trace.jsonl', 'marker'].map((name) => join(FOLDER, name));
  // Played one after the other, the first would wait in vain.
  const until = `program: [ sh, -c, "while [ ! -e ${marker} ]; do sleep 0.05; done" ]\ntimeout: 50s\n`;
  const waits = scenario('waits', '', until);
  const touches = scenario('touches', '', `program: [ touch, ${marker} ]\n`);
  t.is((await cpsSim(['run', waits, touches, ...QUICK, '--workers', '2', '--trace', `${file}`])).exitCode, 0);
  const { events, missing, cutOff } = parseRecording(readFileSync(`${file}`, 'utf8'), 'trace');
  t.deepEqual([missing, cutOff], [0, false]);
  const started = events.filter(({ kind }) => kind === 'scenario-started');
  t.deepEqual(
    started.map(({ place, world }) => [place?.title, world]),
    ['waits', 'touches', 'a', 'b', 'c'].map((name, i) => [name, String(i + 1)]),
  );
  const [ended] = events.filter(({ kind }) => kind === 'scenario-finished');
  t.true((started[1]?.at ?? 0) < (ended?.at ?? 0), 'the second began before the first had ended');
  t.true(events.every(({ at }) => at >= 0));
});

test('--bail: what stands behind the first failure is not run, whether it has begun or not', async (t) => {
  const args = ['--bail', FAILS, SLOW, ...QUICK];
  t.deepEqual(await reports('bail-parallel', ...args, '--workers', '4'), await reports('bail-serial', ...args));
});

test('a program beside each scenario, and its variables', async (t) => {
  const json = join(FOLDER, 'program.json');
  const program = 'echo "$PCSCLITE_CSOCK_NAME"; test -S "$PCSCLITE_CSOCK_NAME"';
  const args = ['run', ...QUICK, '--workers', '2', '--program', program, '--reporter', `json=${json}`];
  t.deepEqual(await cpsSim(args), { exitCode: 0, stdout: '', stderr: '' });
  const { results } = JSON.parse(readFileSync(json, 'utf8'));
  t.is(new Set(results.map((one: { program: { printed: string } }) => one.program.printed)).size, 3);
});

/** A program that says in a file which worker has started it, and does not end. */
const pidFile = (name: string) => join(FOLDER, `${name}.pid`);
const lasting = (name: string) => `program: [ sh, -c, "echo $PPID > ${pidFile(name)}; exec sleep 1000" ]\n`;

test('SIGINT ends all of them; each scenario that was under way is named, with its step', async (t) => {
  const waits = ['w1', 'w2'].map((name) => scenario(name, '  - waitForProgram: ended\n', lasting(name)));
  const running = startCpsSim(['run', ...waits, scenario('w3'), scenario('w4'), '--workers', '2']);
  t.teardown(() => running.kill('SIGKILL'));
  const workers = await Promise.all(['w1', 'w2'].map((name) => pidIn(pidFile(name))));
  t.not(workers[0], workers[1]);
  running.kill('SIGINT');
  const { exitCode, stdout, stderr } = await running.ended;
  t.deepEqual([exitCode, stderr], [130, '']);
  for (const name of ['w1', 'w2'])
    t.regex(stdout, new RegExp(`✘ ${name} [\\s\\S]*step 2 [^\\n]*\\n[^\\n]*${name}.yaml:7`));
  t.regex(stdout, /0 passed, 0 failed, 2 interrupted, 2 not run/);
  await Promise.all(workers.map(gone));
});

test('SIGINT while the workers are loading: nothing was played, and none of them is left', async (t) => {
  const running = startCpsSim(['run', ...QUICK, '--workers', '2']);
  t.teardown(() => running.kill('SIGKILL'));
  await running.said(/^3 scenarios on embedded/m);
  running.kill('SIGINT');
  // Workers write to the same pipes: these are closed when all have ended.
  const { exitCode, stderr } = await running.ended;
  t.deepEqual([exitCode, stderr], [130, 'cps-sim: interrupted: nothing was played yet\n']);
});

/** In a process of its own: SIGINT comes as soon as somebody would hear it. */
const AT_ONCE =
  'process.on("newListener", (name) => { if (name === "SIGINT") setImmediate(() => process.kill(process.pid, name)); })';

test('SIGINT while the run is still loading: nothing was played, and no report is written', async (t) => {
  const report = join(FOLDER, 'loading.xml');
  const args = ['run', ...QUICK, '--workers', '2', '--reporter', `junit=${report}`];
  const variables = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(AT_ONCE)}` };
  const expected = { exitCode: 130, stdout: '', stderr: 'cps-sim: interrupted: nothing was played yet\n' };
  t.deepEqual(await cpsSim(args, '', variables), expected);
  t.false(existsSync(report));
});

test('a run that is killed leaves no worker, and nothing in the directory for temporary files', async (t) => {
  const temporary = temporaryDirectory('workers-');
  const path = scenario('killed', '  - waitForProgram: ended\n', lasting('killed'));
  const args = [builtMain(), 'run', path, '--workers', '2'];
  const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: temporary }, stdio: 'ignore' });
  const worker = await pidIn(pidFile('killed'));
  child.kill('SIGKILL');
  await gone(worker);
  t.deepEqual(readdirSync(temporary), []);
});

test('a worker that dies is the error of its scenario; the others are played', async (t) => {
  const path = scenario('dies', '  - waitForProgram: ended\n', 'program: [ sh, -c, "kill -KILL $PPID" ]\n');
  const { exitCode, stdout } = await cpsSim(['run', path, ...QUICK, '--workers', '2']);
  t.is(exitCode, 2);
  t.regex(stdout, /✘ dies [\s\S]*the process that played it has ended \(SIGKILL\)/);
  t.regex(stdout, /3 passed, 0 failed, 1 could not be played/);
});

/** Of processes that are not ours nobody tells. */
async function until<T>(look: () => T | undefined): Promise<T> {
  for (;;) {
    const seen = look();
    if (seen !== undefined) return seen;
    await setTimeout(50);
  }
}

const pidIn = (file: string) =>
  until(() => (existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined));

const gone = (pid: number) => until(() => (existsSync(`/proc/${pid}`) ? undefined : true));

const refused = test.macro({
  async exec(t, args: readonly string[], words: RegExp) {
    const { exitCode, stderr } = await cpsSim(['run', ...args, FAILS]);
    t.is(exitCode, 2);
    t.regex(stderr, words);
  },
  title: (_, args: readonly string[]) => `2: run ${args.join(' ')}`,
});
test(refused, ['--workers', '0'], /from 1 to 64/);
test(refused, ['--workers', '65'], /from 1 to 64/);
test(refused, ['--workers', '2', '--target', 'pcsc'], /--target pcsc has one for all/);
test(refused, ['--workers', '2', '--trace', 'pcapng=x.pcapng'], /order of time/);
