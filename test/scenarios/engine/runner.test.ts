/** Runs that fail: what is told, where, and that reports other programs read are well-formed. */
import { spawnSync } from 'node:child_process';
import test from 'ava';
import type { TraceEvent } from '#trace/event.ts';
import type { Reporter, RunSummary } from '../../../scenarios/engine/events.ts';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { type RunOptions, runScenarios } from '../../../scenarios/engine/runner.ts';
import { failureLines } from '../../../scenarios/observers/reporters/failure-text.ts';
import { jsonReporter } from '../../../scenarios/observers/reporters/json.ts';
import { junitReporter } from '../../../scenarios/observers/reporters/junit.ts';
import { prettyReporter } from '../../../scenarios/observers/reporters/pretty.ts';
import { tapReporter } from '../../../scenarios/observers/reporters/tap.ts';
import { openTarget } from '../../../scenarios/world/targets/targets.ts';
import { World } from '../../../scenarios/world/world.ts';

const HEAD = 'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n';
const scenario = (title: string, steps: string) => parseScenario(`scenario: '${title}'\n${HEAD}${steps}`, 'x.yaml');

const PASSING = scenario('Tout va <bien> & "vite"', '  - insert: medecin\n  - CardReadFile: cardid\n');
const FAILING = scenario(
  'Code faux # et <faux>',
  '  - insert: medecin\n  - CardAuthenticateEx: { pin: "7391" }\n    expect: { error: SCARD_W_WRONG_CHV, attemptsRemaining: 1 }\n',
);

type Settings = Partial<Pick<RunOptions, 'bail' | 'signal' | 'trace' | 'reporters'>>;

function run(scenarios: RunOptions['scenarios'], settings: Settings = {}): Promise<RunSummary> {
  return runScenarios({
    scenarios,
    target: 'in-process',
    openWorld: async (trace) => new World(await openTarget('in-process'), { trace }),
    reporters: [],
    ...settings,
  });
}

async function reported(make: (write: (text: string) => void) => Reporter): Promise<string> {
  let output = '';
  const reporter = make((text) => {
    output += text;
  });
  await run([PASSING, FAILING], { reporters: [reporter] });
  return output;
}

test('a failing step tells its place, what was expected, what came, and the last APDUs without the code', async (t) => {
  const { results } = await run([FAILING]);
  const failure = results[0]?.failure;
  t.is(failure?.step.line, 6);
  t.deepEqual(failure?.mismatches, [{ name: 'attemptsRemaining', expected: '1', found: '2' }]);
  const lines = failureLines(results[0] as never).join('\n');
  t.regex(lines, /at x\.yaml:6:5/);
  t.regex(lines, /VERIFY[\s\S]*63C2/);
  t.notRegex(lines, /7391|37 ?33 ?39 ?31/);
});

test('an unexpected refusal is the only difference told', async (t) => {
  const { results } = await run([
    scenario(
      'x',
      '  - insert: medecin\n  - CardSignData: { container: SIGN, hash: sha256, text: a }\n    expect: { signature: verifies }\n',
    ),
  ]);
  const why = 'PSO COMPUTE DIGITAL SIGNATURE: 6982, security status not satisfied';
  t.deepEqual(results[0]?.failure?.mismatches, [
    { name: 'result', expected: 'success', found: `SCARD_W_SECURITY_VIOLATION (${why})` },
  ]);
});

const REFUSED_WITH_REASON: Readonly<Record<string, string>> = {
  'CryptReleaseContext: {}': 'NTE_INVALID_HANDLE (no context: CryptAcquireContext first)',
  'CardGetProperty: PIN': "SCARD_E_UNSUPPORTED_FEATURE (no property 'PIN')",
  'CardAuthenticateEx: { pin: "0000" }': 'SCARD_W_WRONG_CHV (wrong code, 2 tries left)',
};
for (const [step, found] of Object.entries(REFUSED_WITH_REASON)) {
  test(`a refusal nobody expected says why: ${step}`, async (t) => {
    const { results } = await run([scenario('x', `  - insert: medecin\n  - ${step}\n`)]);
    t.is(results[0]?.failure?.mismatches[0]?.found, found);
  });
}

const fails = test.macro({
  async exec(t, steps: string, name: string) {
    const { results } = await run([scenario('x', steps)]);
    t.is(results[0]?.failure?.mismatches[0]?.name, name);
  },
  title: (_, steps: string) => `fails: ${steps.trim().replace(/\s+/g, ' ')}`,
});

test(
  fails,
  '  - insert: medecin\n  - CardAuthenticateEx: { pin: "1234" }\n    expect: { error: SCARD_W_WRONG_CHV }\n',
  'error',
);
test(fails, '  - insert: medecin\n  - apdu: 00A4000C023F01\n', 'sw');
test(fails, '  - insert: medecin\n  - CardReadFile: cardid\n    expect: { length: 15 }\n', 'length');
test(fails, '  - insert: medecin\n  - CardReadFile: cardid\n    expect: { data: "00" }\n', 'data');
test(fails, '  - insert: medecin\n  - CardReadFile: mscp/kxc00\n    expect: { subject: PERSONNE }\n', 'subject');
test(fails, '  - insert: medecin\n  - CardEnumFiles: mscp\n    expect: { files: [ cmapfile ] }\n', 'files');
test(fails, '  - insert: medecin\n    expect: { event: card-removed }\n', 'event');
test(
  fails,
  '  - insert: medecin\n  - CardReadFile: cardid\n    remember: a\n  - CardReadFile: cardid\n    expect: { differsFrom: a }\n',
  'differsFrom',
);
test(
  fails,
  '  - insert: medecin\n  - CardReadFile: cardid\n    remember: a\n  - CardReadFile: cardcf\n    expect: { sameAs: a }\n',
  'sameAs',
);
test(fails, '  - insert: medecin\n  - waitFor: { event: card-removed, within: 20ms }\n', 'result');
test(fails, '  - remove: medecin\n', 'result');
test(fails, '  - insert: medecin\n  - insert: medecin\n', 'result');

test('the last of a repeated step is what is expected', async (t) => {
  const steps =
    '  - insert: medecin\n  - CardAuthenticateEx: { pin: "0000" }\n    repeat: 3\n    expect: { error: SCARD_W_CHV_BLOCKED }\n';
  t.is((await run([scenario('x', steps)])).results[0]?.failure, undefined);
});

test('bail stops after the first failure', async (t) => {
  const { results, notRun } = await run([FAILING, PASSING], { bail: true });
  t.deepEqual([results.length, notRun], [1, 1]);
});

test('an interrupted run closes its world and runs nothing more', async (t) => {
  const controller = new AbortController();
  const reporter: Reporter = { stepStarted: (_scenario, _step, number) => void (number === 2 && controller.abort()) };
  const { results, notRun } = await run([PASSING, FAILING], { signal: controller.signal, reporters: [reporter] });
  t.deepEqual([results.length, notRun], [0, 2]);
});

test('the trace tells of steps, power, readers and APDUs, and holds no code', async (t) => {
  const events: TraceEvent[] = [];
  await run([FAILING], { trace: (event) => events.push(event) });
  t.deepEqual([...new Set(events.map(({ kind }) => kind))].sort(), ['apdu', 'pin', 'power', 'reader', 'step']);
  for (const event of events) {
    if (event.kind === 'apdu') t.notRegex(Buffer.from(event.command).toString('latin1'), /7391/);
    if (event.kind === 'step') t.notRegex(event.step, /7391/);
  }
});

test('JUnit is XML that Python reads, with the counts and the failure', async (t) => {
  const xml = await reported(junitReporter);
  const script =
    'import sys, xml.etree.ElementTree as e; r = e.fromstring(sys.stdin.buffer.read()); s = r.find("testsuite"); ' +
    'print(s.get("tests"), s.get("failures"), [c.get("name") for c in s], "attemptsRemaining" in s.find(".//failure").text)';
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], { input: xml, encoding: 'utf8' });
  t.is(status, 0, stderr);
  t.is(stdout.trim(), `2 1 ['Tout va <bien> & "vite"', 'Code faux # et <faux>'] True`);
});

test('TAP has a version, a plan and a line a scenario, its directives escaped', async (t) => {
  const lines = (await reported(tapReporter)).split('\n');
  t.deepEqual(lines.slice(0, 2), ['TAP version 14', '1..2']);
  t.deepEqual(
    lines.filter((line) => /^(not )?ok /.test(line)),
    ['ok 1 - Tout va <bien> & "vite"', 'not ok 2 - Code faux \\# et <faux>'],
  );
  for (const line of lines.slice(2)) t.regex(line, /^$|^#|^(not )?ok \d+ - |^ {2}/);
});

test('JSON holds the counts and the failure', async (t) => {
  const { passed, failed, results } = JSON.parse(await reported(jsonReporter));
  t.deepEqual([passed, failed, results[1].failure.line], [1, 1, 6]);
});

test('the table has no escape sequence where there is no terminal', async (t) => {
  const output = await reported((write) => prettyReporter({ write }, false));
  t.false(output.includes('\u001b'));
  t.regex(output, /1 passed, 1 failed/);
});
