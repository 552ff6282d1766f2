/** Programs as suites: one run, one report of many scenarios beside a program; and the time all of it may take. */
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryDirectory } from '../../temporary-directory.ts';
import { cpsSim } from './cps-sim.ts';

const FOLDER = temporaryDirectory('suites-');
const HEAD =
  'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n  - insert: medecin\n';

function scenario(name: string, more: string, head = ''): string {
  const path = join(FOLDER, `${name}.yaml`);
  writeFileSync(path, `scenario: ${name}\n${head}${HEAD}${more}`);
  return path;
}

/** Runs with a report and a directory for temporary files of its own. */
async function run(name: string, ...args: string[]) {
  const [report, temporary] = [join(FOLDER, `${name}.json`), temporaryDirectory('suites-')];
  const told = await cpsSim(['run', ...args, '--reporter', 'pretty', '--reporter', `json=${report}`], '', {
    TMPDIR: temporary,
  });
  const { results } = JSON.parse(readFileSync(report, 'utf8'));
  return { ...told, results, left: readdirSync(temporary) };
}

const SAYS = 'test -S "$PCSCLITE_CSOCK_NAME" && echo "code 1234, 31 32 33 34, at $((1 + 1))"';

test('run --program: one report of several situations beside one program, and what it printed', async (t) => {
  const paths = [scenario('removed', '  - remove: medecin\n'), scenario('waits', '  - waitForProgram: ended\n')];
  const xml = join(FOLDER, 'program.xml');
  const args = [...paths, '--program', `${SAYS}; : 4321`, '--reporter', `junit=${xml}`];
  const { exitCode, stdout, stderr, results, left } = await run('program', ...args);
  t.deepEqual([exitCode, stderr, left], [0, '', []]);
  t.regex(stdout, /2 scenarios on private, beside test -S .*\n[\s\S]*2 passed, 0 failed/);
  for (const { program } of results) {
    t.is(program.exitCode, 0);
    t.is(program.printed, 'code ****, ****, at 2');
  }
  const told = stdout + readFileSync(xml, 'utf8') + JSON.stringify(results);
  t.regex(told, /<system-out>code \*{4}, \*{4}, at 2<\/system-out>/);
  t.notRegex(told, /1234|31 32|4321/);
});

test('a program in the scenario itself; its path is relative to the file', async (t) => {
  const script = join(FOLDER, 'own-program');
  writeFileSync(script, '#!/bin/sh\necho "$@"\nexit 4\n');
  chmodSync(script, 0o700);
  const steps = '  - waitForProgram: ended\n    expect: { exitCode: 4 }\n';
  const path = scenario('own', steps, "program: [ ./own-program, un, '2 trois' ]\n");
  const { exitCode, results } = await run('own', path);
  t.is(exitCode, 0);
  t.deepEqual(results[0].program, { name: './own-program un 2 trois', exitCode: 4, printed: 'un 2 trois' });
});

test('a program that ends badly, and no step expects it: the scenario has failed, and shows what it printed', async (t) => {
  const path = scenario('bad-end', '', 'program: [ sh, -c, "echo the reason; exit 3" ]\n');
  const { exitCode, stdout, results } = await run('bad-end', path);
  t.is(exitCode, 1);
  t.regex(stdout, /ended with exit code 3, and no step expects it[\s\S]*\(exit code 3\) printed:\n +the reason/);
  t.deepEqual([results[0].outcome, results[0].failure.line], ['failed', 2]);
});

test('a program that asks no card: said of the step that fails behind its end, the code it was given masked', async (t) => {
  const path = scenario('silent', '  - waitForProgram: ended\n  - insert: medecin\n');
  const { exitCode, stdout } = await run('silent', path, '--program', 'true 4321');
  t.is(exitCode, 1);
  t.regex(stdout, /step 3 insert medecin[\s\S]*'true \*{4}' ended with exit code 0 and sent no command to a card/);
  const waits = scenario('waits-for-it', '  - waitForProgram: started\n');
  const told = await run('waits-for-it', waits, '--program', 'true 4321', '--lang', 'fr');
  t.regex(told.stdout, /'true \*{4}' s'est terminé avec le code 0 après 0 commande APDU/);
  t.notRegex(stdout + told.stdout, /4321|sans envoyer de commande/);
});

test('no such program: said where what it printed is kept', async (t) => {
  const { exitCode, stdout, stderr } = await run('none', scenario('none', '', 'program: [ no-such-program-here ]\n'));
  t.deepEqual([exitCode, stderr], [1, '']);
  t.regex(stdout, /exit code 127[\s\S]*cannot run 'no-such-program-here': no such program in PATH/);
});

test('what a program prints is bounded: its beginning and its end are kept', async (t) => {
  const long = 'for (let i = 0; i < 50000; i++) console.log("line " + "x".repeat(i % 90)); console.log("last")';
  const path = scenario('long', '', `program: [ ${process.execPath}, -e, '${long}' ]\n`);
  const { results } = await run('long', path);
  const { printed } = results[0].program;
  t.true(printed.length < 70_000, `${printed.length}`);
  t.regex(printed, /^line \nline x\n[\s\S]*\n\[\.\.\.\]\n[\s\S]*\nlast$/);
});

test('what a program leaves in the background is ended with its world, and told', async (t) => {
  const path = scenario('background', '', 'program: [ sh, -c, "sleep 7391 & sleep 0.5; exit 0" ]\n');
  const { exitCode, results } = await run('background', path);
  t.is(exitCode, 0);
  t.regex(results[0].program.printed, /has left 'sleep' \(\d+\) running: SIGTERM/);
});

test('retries start the program anew', async (t) => {
  const marker = join(FOLDER, 'marker');
  const { exitCode, results } = await run(
    'retried',
    scenario('retried', ''),
    ...['--program', `test -e ${marker} || { touch ${marker}; exit 1; }`, '--retries', '1'],
  );
  t.deepEqual([exitCode, results[0].flaky, results[0].earlierTries[0].program.exitCode], [0, true, 1]);
});

const late = test.macro({
  async exec(t, name: string, head: string, steps: string, args: readonly string[], words: RegExp) {
    const { exitCode, stdout, results, left } = await run(name, scenario(name, steps, head), ...args);
    t.is(exitCode, 1);
    t.regex(stdout, words);
    t.is(results[0].outcome, 'failed');
    t.deepEqual(left, []);
  },
  title: (_, name) => `too late: ${name}`,
});
const WAITS = '  - waitFor: { event: card-removed, within: 1min }\n';
const LIMIT = /step [12] [\s\S]*error: not over within 0\.2 s, the time this scenario may take \(timeout\)/;
test(late, 'timeout of the scenario', 'timeout: 200ms\n', WAITS, [], LIMIT);
test(late, '--timeout', '', WAITS, ['--timeout', '200ms'], LIMIT);
test(late, 'the scenario says it itself', 'timeout: 200ms\n', WAITS, ['--timeout', '1h'], LIMIT);
test(
  late,
  'the program does not end',
  'timeout: 500ms\nprogram: [ sleep, "1000" ]\n',
  '',
  [],
  /error: not over within 0\.5 s/,
);
test(
  late,
  'waitForProgram within',
  'program: [ sleep, "1000" ]\n',
  '  - waitForProgram: { command: VERIFY, within: 200ms }\n',
  [],
  /'sleep \*{4}': VERIFY #1 not seen within 200 ms, after 0 command APDUs/,
);
test(
  late,
  'waitForProgram ended within',
  'program: [ sleep, "1000" ]\n',
  '  - waitForProgram: { state: ended, within: 200ms }\n',
  [],
  /'sleep \*{4}': its end not seen within 200 ms/,
);

const refused = test.macro({
  async exec(t, args: readonly string[], words: RegExp) {
    const { exitCode, stderr } = await cpsSim(args);
    t.is(exitCode, 2);
    t.regex(stderr, words);
    t.notRegex(stderr, /^ +at /m);
  },
  title: (_, args: readonly string[]) => `2: ${args.join(' ').replace(FOLDER, '')}`,
});
const PLAIN = scenario('plain', '');
test(refused, ['run', '--program', ' ', PLAIN], /--program '' names none/);
test(refused, ['run', '--program', 'true', '--target', 'pcsc', PLAIN], /leave --target pcsc and --clock virtual out/);
test(refused, ['run', '--program', 'true', '--program', 'false', PLAIN], /given twice/);
test(refused, ['run', '--timeout', 'soon', PLAIN], /such as 500ms, 30s or 2min, of 1 ms to 365000 days/);
test(refused, ['run', '--timeout', '0s', PLAIN], /such as 500ms, 30s or 2min/);
test(refused, ['run', '--timeout', '1 month', PLAIN], /such as 500ms, 30s or 2min/);
test(refused, ['run', scenario('no-program', '', 'program: []\n')], /:2:10: .*a program and its arguments/);
test(refused, ['run', scenario('word', '', 'program: pkcs11-tool\n')], /:2:10: .*a program and its arguments/);
test(
  refused,
  ['run', scenario('soon', '', 'timeout: soon\n')],
  /:2:10: .*a time such as 500ms or 2s: a whole number up to 999999/,
);
test(refused, ['exec', '--card', 'cps3-medecin', '--reporter', 'tap', '--', 'true'], /--reporter needs --scenario/);
test(refused, ['exec', '--scenario', PLAIN, '--reporter', `junit=${PLAIN}`, '--', 'true'], /would write over/);

test('run: a scenario with a program is skipped where it has no world of its own, and that is said', async (t) => {
  const path = scenario('not-here', '', 'program: [ "true" ]\n');
  const args = ['run', PLAIN, path, '--target', 'in-process', '--clock', 'virtual'];
  const { exitCode, stdout } = await cpsSim(args);
  t.is(exitCode, 0);
  t.regex(stdout, /skipped: needs a world of its own for its program \(--target embedded\)/);
  t.regex(stdout, /1 passed, 0 failed, 1 skipped/);
});

test('exec --timeout: the program is ended, with the exit code of timeout(1)', async (t) => {
  const { exitCode, stderr } = await cpsSim([
    'exec',
    '--card',
    'cps3-medecin',
    '--timeout',
    '300ms',
    '--',
    'sleep',
    '1000',
  ]);
  t.is(exitCode, 124);
  t.regex(stderr, /'sleep' has not ended within 0\.3 s \(--timeout\): SIGTERM/);
  const quick = await cpsSim(['exec', '--card', 'cps3-medecin', '--timeout', '1min', '--', 'sh', '-c', 'exit 5']);
  t.deepEqual(quick, { exitCode: 5, stdout: '', stderr: '' });
});

test('exec --scenario --reporter: a report with what the program printed, which is printed all the same', async (t) => {
  const json = join(FOLDER, 'exec.json');
  const args = ['exec', '--scenario', PLAIN, '--reporter', `json=${json}`, '--'];
  const { exitCode, stdout, stderr } = await cpsSim(
    [...args, 'sh', '-c', 'cat; echo out; echo err >&2; exit 6'],
    'in\n',
  );
  t.deepEqual([exitCode, stdout, stderr], [6, 'in\nout\n', 'err\n']);
  const { results } = JSON.parse(readFileSync(json, 'utf8'));
  t.deepEqual([results[0].outcome, results[0].program.exitCode], ['passed', 6]);
  t.deepEqual(results[0].program.printed.split('\n').sort(), ['err', 'in', 'out']);
});

test('exec --scenario --timeout: what a scenario may take', async (t) => {
  const path = scenario('exec-late', '  - waitForProgram: ended\n');
  const { exitCode, stderr } = await cpsSim(['exec', '--scenario', path, '--timeout', '300ms', '--', 'sleep', '1000']);
  t.is(exitCode, 1);
  t.regex(stderr, /error: not over within 0\.3 s/);
});
