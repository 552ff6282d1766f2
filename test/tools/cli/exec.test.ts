/** `cps-sim exec` and `shell` from the outside, with programs that need no smart card library. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { builtMain } from '../../built.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const NODE = process.execPath;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly left: readonly string[];
}

/** Runs `cps-sim VERB ...` with its own directory for temporary files; what is left there is told. */
async function cps(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const temporary = temporaryDirectory('exec-');
  const { exitCode, stdout, stderr } = await cpsSim(args, '', { ...env, TMPDIR: temporary });
  return { code: exitCode, stdout, stderr, left: readdirSync(temporary) };
}

const exec = (options: readonly string[], ...program: string[]) =>
  cps(['exec', '--card', 'cps3-medecin', ...options, '--', ...program]);

test('the exit code is the program’s, and nothing is left', async (t) => {
  for (const code of [0, 7]) {
    const outcome = await exec([], NODE, '-e', `process.exit(${code})`);
    t.is(outcome.code, code);
    t.deepEqual(outcome.left, []);
  }
});

test('a program ended by a signal gives 128 and its number, and a word of it', async (t) => {
  const killed = await exec([], NODE, '-e', "process.kill(process.pid, 'SIGKILL')");
  t.is(killed.code, 137);
  t.regex(killed.stderr, /was ended by SIGKILL/);
});

test('the program has its arguments, its input and output; the options behind it are its own', async (t) => {
  const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
  const { stdout } = await cps(['exec', '--card', 'cps3-medecin', NODE, '-e', script, '--', '--card', 'x']);
  t.deepEqual(JSON.parse(stdout), ['--card', 'x']);
});

test('the program waits for its input as it would alone', async (t) => {
  const program = spawn(NODE, [builtMain(), 'exec', '--card', 'cps3-medecin', '--', 'cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  for (const line of ['one', 'two', 'three']) {
    program.stdin.write(`${line}\n`);
    t.is((await lines.next()).value, line);
  }
  program.stdin.end();
  t.deepEqual(await once(program, 'close'), [0, null]);
});

test('its environment leads to a socket that only the owner can enter', async (t) => {
  const script = `
    const fs = require('fs'); const path = process.env.PCSCLITE_CSOCK_NAME;
    const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);
    console.log(fs.statSync(path).isSocket(), mode(path), mode(require('path').dirname(path)))`;
  t.is((await exec([], NODE, '-e', script)).stdout.trim(), 'true 600 700');
});

test('no such program, no right to run it', async (t) => {
  const missing = await exec([], 'no-such-program');
  t.is(missing.code, 127);
  t.regex(missing.stderr, /'no-such-program': no such program in PATH/);
  const file = join(temporaryDirectory('exec-'), 'not-executable');
  writeFileSync(file, '');
  chmodSync(file, 0o600);
  const denied = await exec([], file);
  t.is(denied.code, 126);
  t.regex(denied.stderr, /no executable file/);
  const folder = await exec([], dirname(file));
  t.is(folder.code, 126);
  t.regex(folder.stderr, /cannot run '.*': it is a directory/);
  const absent = await exec([], join(dirname(file), 'absent'));
  t.is(absent.code, 127);
  t.regex(absent.stderr, /absent': no such program\n/);
  t.deepEqual([missing.left, denied.left, absent.left], [[], [], []]);
});

test('services where no program gets a network of its own: Node is led, and what is not is said', async (t) => {
  const tools = temporaryDirectory('exec-');
  const script =
    "fetch('http://igc-sante.esante.gouv.fr/CRL/ACI-FO-PP-TEST.crl').then(({ status }) => console.log(status))";
  const run = await cps(['exec', '--services', 'directory', '--', NODE, '-e', script], { PATH: tools });
  t.deepEqual([run.code, run.stdout, run.left], [0, '200\n', []]);
  t.regex(run.stderr, /no network of its own \(.*\): the documents' names lead curl \(CURL_HOME\) and Node/);
  t.regex(run.stderr, /igc-sante\.esante\.gouv\.fr:80 = 127\.0\.0\.1:\d+/);
  const french = await cps(['exec', '--services', 'mailbox', '--lang', 'fr', '--', NODE, '-e', ''], { PATH: tools });
  t.regex(french.stderr, /pas de réseau à lui/);
});

const REFUSED: readonly (readonly [what: string, said: RegExp, ...card: string[]])[] = [
  ['a card file that is not there', /no\.cps\.json: no such file or directory/, '--card', 'no.cps.json'],
  ['a profile there is not', /no profile 'cps9': expected one of /, '--card', 'cps9'],
  [
    'a face that it has not',
    /'cps4-medecin' has no contactless face/,
    '--card',
    'cps4-medecin',
    '--face',
    'contactless',
  ],
  ['what is no answer of a PIN pad', /answer 1 of 1 of the PIN pad: /, '--card', 'cps3-medecin', '--pin-pad', '12a4'],
  [
    'a trace in no folder',
    /\/no\/where\/t: there is no directory '\/no\/where'/,
    '--card',
    'cps3-medecin',
    '--trace',
    '/no/where/t',
  ],
];
for (const [what, said, ...card] of REFUSED)
  test(`refused before anything is said of services: ${what}`, async (t) => {
    const { code, stderr, left } = await cps(['exec', '--services', 'directory', ...card, '--', 'true']);
    t.is(code, 2, stderr);
    t.regex(stderr, said);
    t.notRegex(stderr, /network|CPS_SIM_TRUST/);
    t.is(stderr.trim().split('\n').length, 1, stderr);
    t.deepEqual(left, []);
  });

const LIBRARY = fileURLToPath(
  new URL('../../../scenarios/avec-programme/carte-retiree-au-30e-echange.yaml', import.meta.url),
);

const mistyped = test.macro({
  async exec(t, args: readonly string[], words: RegExp) {
    const { code, stderr, left } = await cps(args);
    t.is(code, 2);
    t.regex(stderr, words);
    t.deepEqual(left, []);
  },
  title: (_, args: readonly string[]) => `mistyped: ${args.join(' ')}`,
});
test(mistyped, ['exec', '--', 'true'], /--card/);
test(mistyped, ['exec', '--card', 'cps3-medecin'], /program/);
test(mistyped, ['exec', '--services', 'directory,portail', '--', 'true'], /by comma: directory, mailbox/);
test(mistyped, ['exec', '--services', '', '--', 'true'], /by comma: directory, mailbox/);
test(
  mistyped,
  ['exec', '--card', 'cps3-medecin', '--trust', '--', 'true'],
  /--trust is about the authorities of --services/,
);
test(mistyped, ['shell', '--trust'], /--card CARD.*--services NAMES/);
test(mistyped, ['exec', '--card', 'cps9', '--', 'true'], /cps3-medecin/);
test(mistyped, ['exec', '--card', 'no.cps.json', '--', 'true'], /no\.cps\.json/);
test(mistyped, ['exec', '--card', 'cps3-medecin', '--pin-pad', '12a4', '--', 'true'], /digits, cancel, timeout, wait/);
test(mistyped, ['exec', '--card', 'cps4-medecin', '--face', 'contactless', '--', 'true'], /no contactless face/);
const ROWS = fileURLToPath(new URL('../../../scenarios/signature/sha-384-et-sha-512.yaml', import.meta.url));
test(mistyped, ['exec', '--scenario', ROWS, '--', 'true'], /found 5 rows .*name it by its line, .*yaml:5/);
test(mistyped, ['exec', '--scenario', `${ROWS}:1`, '--', 'true'], /found 5 rows/);
test(mistyped, ['exec', '--scenario', 'no.yaml', '--', 'true'], /no\.yaml/);
test(mistyped, ['exec', '--card', 'cps3-medecin', '--scenarios', 'x', '--', 'true'], /--scenario/);
test(mistyped, ['exec', '--scenario', LIBRARY, '--seed', '3', '--', 'true'], /--seed goes with --card/);
test(mistyped, ['exec', '--scenario', LIBRARY, '--face', 'contactless', '--', 'true'], /which side is seen/);
test(mistyped, ['exec', '--scenario', LIBRARY, '--reader', 'x', '--', 'true'], /leave --reader out/);
test(
  mistyped,
  ['exec', '--card', 'cps3-medecin', '--pin-pad', 'file:/no/codes', '--', 'true'],
  /file:\/no\/codes: there is no directory/,
);
test(mistyped, ['exec', '--card', 'cps3-medecin', '--pin-pad', 'env:NO_CODES', '--', 'true'], /no variable NO_CODES/);
test(mistyped, ['exec', '--scenario', LIBRARY, '--pin-pad', '1234', '--', 'true'], /the step pinPad/);
test(mistyped, ['exec', '--scenario', dirname(LIBRARY), '--', 'true'], /is a directory, expected a scenario file/);
test(mistyped, ['exec', '--card', 'cps3-medecin', '--coverage', '/no/such/place', '--', 'true'], /\/no\/such\/place/);
test(mistyped, ['exec', '--scenario', LIBRARY, '--reader-driver', 'vpcd', '--', 'true'], /\{ bureau: vpcd \}/);
test(
  mistyped,
  ['exec', '--card', 'cps3-medecin', '--reader-driver', 'vpcd', '--pin-pad', '1234', '--', 'true'],
  /no PIN pad/,
);
test(mistyped, ['shell'], /--card/);

test('a card file is taken while the program runs, and given back', async (t) => {
  const file = join(temporaryDirectory('exec-'), 'medecin.cps.json');
  const profile = shippedProfile('cps3-medecin');
  CardFile.create(file, { profile, seed: 1, state: personalise(profile, 1) });
  const inner = ['exec', '--card', file, '--', 'true'];
  const script = `process.exit(require('child_process').spawnSync(process.execPath, ${JSON.stringify([builtMain(), ...inner])}).status)`;
  t.is((await cps(['exec', '--card', file, '--', NODE, '-e', script])).code, 2, 'it is in another reader');
  t.is((await cps(inner)).code, 0);
});

const SCENARIO = (steps: string) => `scenario: Essai
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: medecin
${steps}`;

const verdict = test.macro({
  async exec(t, steps: string, script: string, code: number, words: RegExp) {
    const file = join(temporaryDirectory('exec-'), 'essai.yaml');
    writeFileSync(file, SCENARIO(steps));
    const outcome = await cps(['exec', '--scenario', file, '--', NODE, '-e', script]);
    t.is(outcome.code, code, outcome.stderr);
    t.regex(outcome.stderr, words);
    t.deepEqual(outcome.left, []);
  },
  title: (title) => `verdict: ${title}`,
});
test(
  'the scenario passes, the exit code is the program’s',
  verdict,
  '  - waitForProgram: ended\n',
  'process.exit(3)',
  3,
  /1 passed/,
);
test(
  'the scenario expects the exit code: then it is no failure',
  verdict,
  '  - waitForProgram: ended\n    expect: { exitCode: "3" }\n',
  'process.exit(3)',
  0,
  /1 passed/,
);
test(
  'the scenario expects another one',
  verdict,
  '  - waitForProgram: ended\n    expect: { exitCode: "0" }\n',
  'process.exit(3)',
  1,
  /exitCode\s+expected: 0\s+found: +3/,
);
test(
  'the program ends before it did what was waited for',
  verdict,
  '  - waitForProgram: { command: VERIFY }\n',
  'process.exit(0)',
  1,
  /ended with exit code 0 after 0 command APDUs; waited for VERIFY #1/,
);
test(
  'a scenario that fails before the program is needed does not start it',
  verdict,
  '  - apdu: 00A4040C02FFFF\n  - waitForProgram: ended\n',
  'setInterval(() => {}, 1000)',
  1,
  /0 passed, 1 failed/,
);

test('a signal for cps-sim is passed on, and all is taken down', async (t) => {
  const temporary = temporaryDirectory('exec-');
  const script =
    "process.on('SIGTERM', () => process.exit(9)); console.log(process.env.PCSCLITE_CSOCK_NAME); setInterval(() => {}, 1000)";
  const args = [builtMain(), 'exec', '--card', 'cps3-medecin', '--', NODE, '-e', script];
  const child = spawn(NODE, args, { env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const socket = await new Promise<string>((resolve) =>
    child.stdout.once('data', (text) => resolve(String(text).trim())),
  );
  await new Promise<void>((resolve, reject) => {
    const client = connect(socket, () => resolve(client.destroy() as unknown as undefined)).once('error', reject);
  });
  child.kill('SIGTERM');
  t.is(await ended, 9);
  t.deepEqual(readdirSync(temporary), []);
});

test('--trace writes what happened, codes masked', async (t) => {
  const file = join(temporaryDirectory('exec-'), 'trace.jsonl');
  t.is((await exec(['--trace', file], 'true')).code, 0);
  const events = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string });
  t.true(events.some(({ kind }) => kind === 'power'));
  t.is(statSync(file).size > 0, true);
});

test('shell: the shell of the user, in the world, with a word of what is there', async (t) => {
  const shell = join(temporaryDirectory('exec-'), 'shell');
  writeFileSync(shell, '#!/bin/sh\ntest -S "$PCSCLITE_CSOCK_NAME" && exit 5\n');
  chmodSync(shell, 0o700);
  const { code, stderr, left } = await cps(['shell', '--card', 'cps3-medecin'], { SHELL: shell });
  t.is(code, 5);
  t.regex(stderr, /'cps-sim 00 00'/);
  t.deepEqual(left, []);
});

test('a scenario that is interrupted is told as such, to its end', async (t) => {
  const folder = temporaryDirectory('exec-');
  const [scenario, trace] = [join(folder, 's.yaml'), join(folder, 't.jsonl')];
  const head = 'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\n';
  const steps = 'steps:\n  - insert: medecin\n  - waitFor: { event: card-removed, within: 30s }\n';
  writeFileSync(scenario, `scenario: attend\n${head}${steps}`);
  const args = [builtMain(), 'exec', '--scenario', scenario, '--trace', trace, '--apdus', '--', 'true'];
  const child = spawn(NODE, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  t.teardown(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve) => child.stderr.once('data', () => resolve()));
  child.kill('SIGTERM');
  t.is(await new Promise((resolve) => child.once('close', resolve)), 143);
  const events = readFileSync(trace, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.is(events.at(-1).kind, 'run-finished');
  t.is(events.at(-2).result.outcome, 'interrupted');
});
