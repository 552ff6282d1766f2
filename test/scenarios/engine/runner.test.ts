/** Runs that fail: what is told, where, and that reports other programs read are well-formed. */

import { spawnSync } from 'node:child_process';
import test from 'ava';
import { sameInEach } from '#common/language.ts';
import type { StampedEvent } from '#trace/event.ts';
import { TraceStream, type TraceSubscriber } from '#trace/stream.ts';
import { parseScenario } from '../../../scenarios/engine/file/load.ts';
import { ScenarioFileError } from '../../../scenarios/engine/file/scenario-file-error.ts';
import { githubReporter } from '../../../scenarios/observers/reporters/github.ts';
import { gitlabReporter } from '../../../scenarios/observers/reporters/gitlab.ts';
import { jsonReporter } from '../../../scenarios/observers/reporters/json.ts';
import { junitReporter } from '../../../scenarios/observers/reporters/junit.ts';
import { prettyReporter } from '../../../scenarios/observers/reporters/pretty.ts';
import { tapReporter } from '../../../scenarios/observers/reporters/tap.ts';
import { TargetError } from '../../../scenarios/world/targets/target.ts';
import { openTarget } from '../../../scenarios/world/targets/targets.ts';
import { World } from '../../../scenarios/world/world.ts';
import { failureText, keeping, play } from '../play.ts';

const HEAD = 'cards: { medecin: { profile: cps3-medecin, seed: 1 } }\nreaders: { bureau: contact }\nsteps:\n';
const scenario = (title: string, steps: string) => parseScenario(`scenario: '${title}'\n${HEAD}${steps}`, 'x.yaml');

const PASSING = scenario('Tout va <bien> & "vite"', '  - insert: medecin\n  - CardReadFile: cardid\n');
const FAILING = scenario(
  'Code faux # et <faux>',
  '  - insert: medecin\n  - CardAuthenticateEx: { pin: "7391" }\n    expect: { error: SCARD_W_WRONG_CHV, attemptsRemaining: 1 }\n',
);

async function reported(make: (name: string, write: (text: string) => void) => TraceSubscriber): Promise<string> {
  let output = '';
  const reporter = make('the test', (text) => {
    output += text;
  });
  await play([PASSING, FAILING], { subscribers: [reporter] });
  return output;
}

test('a failing step tells its place, what was expected, what came, and the last APDUs without the code', async (t) => {
  const { results } = await play([FAILING]);
  const [result] = results;
  t.is(result?.step?.line, 6);
  t.deepEqual(result?.mismatches, [{ name: 'attemptsRemaining', expected: '1', found: '2' }]);
  const lines = failureText(result);
  t.regex(lines, /at x\.yaml:6:5/);
  t.regex(lines, /VERIFY[\s\S]*63C2/);
  t.notRegex(lines, /7391|37 ?33 ?39 ?31/);
});

test('an unexpected refusal is the only difference told', async (t) => {
  const { results } = await play([
    scenario(
      'x',
      '  - insert: medecin\n  - CardSignData: { container: SIGN, hash: sha256, text: a }\n    expect: { signature: verifies }\n',
    ),
  ]);
  const why = 'PSO COMPUTE DIGITAL SIGNATURE: 6982, security status not satisfied';
  t.deepEqual(results[0]?.mismatches, [
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
    const { results } = await play([scenario('x', `  - insert: medecin\n  - ${step}\n`)]);
    t.is(results[0]?.mismatches?.[0]?.found, found);
  });
}

const refusedByTheWorld = test.macro({
  async exec(t, steps: string, found: RegExp) {
    const { results } = await play([scenario('x', steps)]);
    t.regex(results[0]?.mismatches?.[0]?.found ?? '', found);
  },
  title: (_, steps: string) => `what the world refuses is said as it is: ${steps.trim().replace(/\s+/g, ' ')}`,
});

test(
  refusedByTheWorld,
  '  - insert: medecin\n  - waitFor: { event: card-removed, within: 20ms }\n',
  /^reader 'bureau' .*: card-removed not seen within 20 ms$/,
);
test(refusedByTheWorld, '  - remove: medecin\n', /^'medecin' is in no reader: insert it first$/);
test(refusedByTheWorld, '  - insert: medecin\n  - insert: medecin\n', /^reader 'bureau' /);

test('a fault of the step itself says that nobody expected it', async (t) => {
  const [step] = PASSING.steps;
  if (step === undefined) return t.fail('no step');
  const run = async () => {
    throw new TypeError('not a function');
  };
  const faulty = { ...step, definition: { ...step.definition, run } };
  const { results } = await play([{ ...PASSING, steps: [faulty] }]);
  t.is(results[0]?.mismatches?.[0]?.found, 'an unexpected error: not a function');
});

const fails = test.macro({
  async exec(t, steps: string, name: string) {
    const { results } = await play([scenario('x', steps)]);
    t.is(results[0]?.mismatches?.[0]?.name, name);
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
  t.is((await play([scenario('x', steps)])).results[0]?.outcome, 'passed');
});

test('bail stops after the first failure', async (t) => {
  const { results, notRun } = await play([FAILING, PASSING], { bail: true });
  t.deepEqual([results.length, notRun.map(({ title }) => title)], [1, [PASSING.title]]);
});

/** PASSING, whose step fails so many times before it passes. */
function failingFirst(times: number) {
  const [step] = PASSING.steps;
  if (step === undefined) throw new RangeError('no step');
  let left = times;
  const run: typeof step.definition.run = async (...given) => {
    if (left-- > 0) throw new TypeError('not yet');
    return step.definition.run(...given);
  };
  return { ...PASSING, steps: [{ ...step, definition: { ...step.definition, run } }] };
}

test('retries: one that passes at the third try is passed and flaky, and what failed before is told', async (t) => {
  const events: StampedEvent[] = [];
  const { results } = await play([failingFirst(2)], { retries: 3, subscribers: [keeping(events)] });
  const [result] = results;
  t.is(result?.outcome, 'passed');
  t.deepEqual(
    result?.earlier?.map(({ outcome, step }) => [outcome, step?.number]),
    [
      ['failed', 1],
      ['failed', 1],
    ],
  );
  const kinds = events.map(({ kind }) => kind).filter((kind) => kind.startsWith('scenario-'));
  const tried = ['scenario-started', 'scenario-retried'];
  t.deepEqual(kinds, [...tried, ...tried, 'scenario-started', 'scenario-finished']);
  t.is(new Set(events.flatMap(({ world = [] }) => world)).size, 3, 'each try has a world of its own');
});

test('retries: as many as were asked for, and then it has failed', async (t) => {
  const { results } = await play([failingFirst(3), PASSING], { retries: 2 });
  t.deepEqual(
    results.map(({ outcome, earlier = [] }) => [outcome, earlier.length]),
    [
      ['failed', 2],
      ['passed', 0],
    ],
  );
});

test('retries: nothing is tried again after an interruption', async (t) => {
  const controller = new AbortController();
  const event = ({ kind }: StampedEvent) => void (kind === 'step' && controller.abort());
  const subscribers = [{ name: 'the test', event }];
  const { results } = await play([failingFirst(5)], { retries: 5, signal: controller.signal, subscribers });
  t.deepEqual(
    results.map(({ outcome, earlier }) => [outcome, earlier]),
    [['interrupted', undefined]],
  );
});

test('repeatEach: each scenario so many times, each told by its number', async (t) => {
  const { results } = await play([PASSING, FAILING], { repeatEach: 2 });
  t.deepEqual(
    results.map(({ scenario, outcome }) => [scenario.title, scenario.repetition, outcome]),
    [
      [PASSING.title, { number: 1, of: 2 }, 'passed'],
      [PASSING.title, { number: 2, of: 2 }, 'passed'],
      [FAILING.title, { number: 1, of: 2 }, 'failed'],
      [FAILING.title, { number: 2, of: 2 }, 'failed'],
    ],
  );
});

async function retried(make: (name: string, write: (text: string) => void) => TraceSubscriber): Promise<string> {
  let output = '';
  const reporter = make('the test', (text) => {
    output += text;
  });
  await play([failingFirst(1), FAILING], { retries: 1, subscribers: [reporter] });
  return output;
}

test('JUnit: a try that failed before is a flakyFailure, or a rerunFailure of one that never passed', async (t) => {
  const xml = await retried(junitReporter);
  t.regex(xml, /tests="2" failures="1" errors="0"/);
  t.regex(xml, /<testcase [^>]*bien[^>]*>\s*<flakyFailure message="[^"]*not yet[^"]*" type="result">/);
  t.regex(xml, /<testcase [^>]*faux[^>]*>\s*<failure [\s\S]*<\/failure>\s*<rerunFailure /);
  const script =
    'import sys, xml.etree.ElementTree as e; print(len(e.fromstring(sys.stdin.buffer.read()).findall(".//testcase/*")))';
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], { input: xml, encoding: 'utf8' });
  t.deepEqual([status, stdout.trim()], [0, '3'], stderr);
});

test('JSON: what is flaky, the tries before, and the time of each step of the last one', async (t) => {
  const { flaky, results } = JSON.parse(await retried(jsonReporter));
  t.is(flaky, 1);
  t.deepEqual([results[0].flaky, results[0].passed, results[0].earlierTries.length], [true, true, 1]);
  t.deepEqual(
    results[1].stepTimes.map(({ step, line }: { step: number; line: number }) => [step, line]),
    [
      [1, 5],
      [2, 6],
    ],
  );
  t.true(results[1].stepTimes.every(({ durationMs }: { durationMs: number }) => durationMs >= 0));
});

test('TAP: a flaky scenario is ok, and its details say so', async (t) => {
  t.regex(
    await retried(tapReporter),
    /^ok 1 - [^\n]*\n {2}---\n {2}duration_ms: [\d.]+\n {2}tries: 2\n {2}flaky: true\n/m,
  );
});

test('GitHub: each that did not pass is an error at its line, a flaky one a warning, on one line', async (t) => {
  const lines = (await retried((name, write) => githubReporter(name, write, 'en', {}))).trim().split('\n');
  t.is(lines.length, 2);
  t.regex(lines[0] ?? '', /^::warning file=x\.yaml,line=5,col=5,title=[^:,]*::.*not yet/);
  t.regex(
    lines[1] ?? '',
    /^::error file=x\.yaml,line=6,col=5,title=[^:,]*::.*attemptsRemaining: expected 1, found 2.*%0A/,
  );
});

test('GitHub: a file that is no scenario, and a rule that never fired, at their lines', async (t) => {
  const error = t.throws(() => parseScenario(`scenario: x\n${HEAD}  - insrt: medecin\n`, 'bad.yaml'), {
    instanceOf: ScenarioFileError,
  });
  const faulty = { file: 'bad.yaml', error: error as ScenarioFileError };
  const rule = parseScenario(
    `scenario: y\n${HEAD.replace('steps:', 'faults:\n  - { when: { nth: 99 }, do: mute }\nsteps:')}  - insert: medecin\n`,
    'y.yaml',
  );
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  await play([faulty, rule], { subscribers: [githubReporter('the test', write, 'en', {})] });
  t.regex(output, /^::error file=bad\.yaml,line=5,col=5,/m);
  t.regex(output, /^::error file=y\.yaml,line=5,col=1,/m);
});

test('GitLab: an issue for each, with its place, and the same fingerprint in each run', async (t) => {
  const run = async () => JSON.parse(await retried((name, write) => gitlabReporter(name, write, 'en', {})));
  const [issues, again] = [await run(), await run()];
  t.deepEqual(
    issues.map(({ severity, location }: { severity: string; location: object }) => [severity, location]),
    [
      ['minor', { path: 'x.yaml', lines: { begin: 5 } }],
      ['major', { path: 'x.yaml', lines: { begin: 6 } }],
    ],
  );
  const prints = (list: { fingerprint: string }[]) => list.map(({ fingerprint }) => fingerprint);
  t.deepEqual(prints(issues), prints(again));
  t.is(new Set(prints(issues)).size, 2);
});

test('the table ends with what did not pass, when it is long', async (t) => {
  let output = '';
  const terminal = {
    write(text: string) {
      output += text;
    },
  };
  await play([FAILING, ...Array(9).fill(PASSING)], { subscribers: [prettyReporter('the test', terminal, false)] });
  t.regex(
    output,
    /\nWhat did not pass:\n {2}✘ Code faux # et <faux>\n {6}x\.yaml:6:5 CardAuthenticateEx.*found 2\n\n9 passed/,
  );
  output = '';
  await play([FAILING], { subscribers: [prettyReporter('the test', terminal, false)] });
  t.notRegex(output, /What did not pass/);
});

test('an interrupted run closes its world, names the step and runs nothing more', async (t) => {
  const controller = new AbortController();
  const event = ({ kind, place }: StampedEvent) => void (kind === 'step' && place?.step === 2 && controller.abort());
  const subscribers = [{ name: 'the test', event }];
  const { results, notRun } = await play([PASSING, FAILING], { signal: controller.signal, subscribers });
  t.deepEqual(
    results.map(({ outcome, step, stepsDone }) => [outcome, step?.number, stepsDone]),
    [['interrupted', 2, 1]],
  );
  t.deepEqual(
    notRun.map(({ title }) => title),
    [FAILING.title],
  );
});

test('the stream tells of the run, steps, power, readers and APDUs, each at its place, and holds no code', async (t) => {
  const events: StampedEvent[] = [];
  await play([FAILING], { subscribers: [keeping(events)] });
  for (const kind of ['run-started', 'scenario-started', 'step', 'power', 'reader', 'apdu', 'pin', 'scenario-finished'])
    t.true(
      events.some((event) => event.kind === kind),
      kind,
    );
  t.is(events.at(-1)?.kind, 'run-finished');
  t.deepEqual(
    events.map(({ seq }) => seq),
    events.map((_, i) => i + 1),
  );
  const verify = events.find((event) => event.kind === 'apdu' && event.command[1] === 0x20);
  t.deepEqual(verify?.place, { title: FAILING.title, file: 'x.yaml', step: 2, line: 6 });
  for (const event of events) {
    if (event.kind === 'apdu') t.notRegex(Buffer.from(event.command).toString('latin1'), /7391/);
    if (event.kind === 'step') t.notRegex(event.step, /7391/);
  }
});

test('a scenario whose world cannot be opened is its own error; the others are played', async (t) => {
  const openWorld = async (): Promise<World> => {
    throw new Error('no world today');
  };
  const { results } = await play([PASSING, FAILING], { openWorld });
  t.deepEqual(
    results.map(({ outcome, error, stepsDone }) => [outcome, error, stepsDone]),
    [
      ['error', 'no world today', 0],
      ['error', 'no world today', 0],
    ],
  );
});

test('a scenario whose readers or cards cannot be made is its own error; the others are played', async (t) => {
  const target = async () => {
    const made = await openTarget('in-process');
    made.plug = async (reader) => {
      throw new RangeError(`no room for '${reader}'`);
    };
    return made;
  };
  let first = true;
  const { results } = await play([PASSING, PASSING], {
    openWorld: async () => {
      const made = new World(first ? await target() : await openTarget('in-process'));
      first = false;
      return made;
    },
  });
  t.deepEqual(
    results.map(({ outcome, error }) => [outcome, error]),
    [
      ['error', "no room for 'bureau'"],
      ['passed', undefined],
    ],
  );
});

test('a world that fails to close is the error of its scenario, beside what failed in it', async (t) => {
  class Unclosable extends World {
    override async close(): Promise<void> {
      await super.close();
      throw new Error('cannot be closed');
    }
  }
  const openWorld = async () => new Unclosable(await openTarget('in-process'));
  const { results } = await play([PASSING, FAILING], { openWorld });
  t.deepEqual(
    results.map(({ outcome, error }) => [outcome, error]),
    [
      ['error', 'cannot be closed'],
      ['failed', 'cannot be closed'],
    ],
  );
});

test('a target that is not there ends the run, and every report says what was not played', async (t) => {
  let output = '';
  const tap = tapReporter('the test', (text) => {
    output += text;
  });
  const openWorld = async (): Promise<World> => {
    throw new TargetError(sameInEach('not there'));
  };
  const faulty = { file: 'y.yaml', error: new ScenarioFileError([]) };
  await t.throwsAsync(play([faulty, PASSING, FAILING], { openWorld, subscribers: [tap] }), { code: 'ERR_TARGET' });
  t.regex(output, /^1\.\.3$[\s\S]*^not ok 1 - y\.yaml$[\s\S]*^Bail out! 2 scenarios were not run$/m);
});

test('a reporter that throws is cut off and told once; the run goes on', async (t) => {
  const lost: string[] = [];
  const stream = new TraceStream({ onLost: ({ name }) => void lost.push(name) });
  const event = () => {
    throw new Error('no space left on device');
  };
  const { results } = await play([PASSING, PASSING], { stream, subscribers: [{ name: 'full', event }] });
  t.deepEqual(lost, ['full']);
  t.deepEqual(
    results.map(({ outcome }) => outcome),
    ['passed', 'passed'],
  );
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

test('JUnit tells when the run began, the line of the failing step, and what it failed at', async (t) => {
  const before = new Date().setMilliseconds(0);
  const xml = await reported(junitReporter);
  const [, timestamp] = /<testsuite [^>]*timestamp="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)"/.exec(xml) ?? [];
  const start = Date.parse(`${timestamp}Z`);
  t.true(start >= before && start <= Date.now(), timestamp);
  t.regex(xml, /<testcase [^>]*file="x\.yaml" time=/);
  t.regex(xml, /<testcase [^>]*file="x\.yaml" line="6" time="[\d.]+">\s*<failure [^>]*type="attemptsRemaining"/);
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
  const output = await reported((name, write) => prettyReporter(name, { write }, false));
  t.false(output.includes('\u001b'));
  t.regex(output, /1 passed, 1 failed/);
});

test('time that leads behind the calendar is refused by its step', async (t) => {
  const { results } = await play([scenario('x', '  - elapse: 1000 years\n    repeat: 1000\n')]);
  const [found] = results[0]?.mismatches ?? [];
  t.regex(
    String(found?.found),
    /^so much time cannot pass: it is 9\d{3}-\d\d-\d\d, and the last day .* is 9999-12-31$/,
  );
});
