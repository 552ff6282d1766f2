/** Rows, setups, groups, outcomes and what is skipped, as they are played and told in every report. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { TraceSubscriber } from '#trace/stream.ts';
import { findScenarios } from '../../../scenarios/engine/file/find.ts';
import { parseScenario, parseScenarios } from '../../../scenarios/engine/file/load.ts';
import { githubReporter } from '../../../scenarios/observers/reporters/github.ts';
import { gitlabReporter } from '../../../scenarios/observers/reporters/gitlab.ts';
import { jsonReporter } from '../../../scenarios/observers/reporters/json.ts';
import { junitReporter } from '../../../scenarios/observers/reporters/junit.ts';
import { prettyReporter } from '../../../scenarios/observers/reporters/pretty.ts';
import { tapReporter } from '../../../scenarios/observers/reporters/tap.ts';
import { failureText, play } from '../play.ts';

const HEAD = `cards: { carte: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
`;
const wrongCode = (expect: string) => `scenario: Code
${HEAD}steps:
  - insert: carte
  - CardAuthenticateEx: { pin: "0000" }
    expect: ${expect}
`;

test('one outcome of a list is enough, and what is told is how all of them differ', async (t) => {
  const one = '[ { result: success }, { error: SCARD_W_WRONG_CHV, attemptsRemaining: 2 } ]';
  const { results: good } = await play([parseScenario(wrongCode(one), 'x.yaml')]);
  t.is(good[0]?.outcome, 'passed', failureText(good[0]));
  const none = '[ { result: success }, { error: SCARD_W_WRONG_CHV, attemptsRemaining: 1 } ]';
  const { results: bad } = await play([parseScenario(wrongCode(none), 'x.yaml')]);
  t.deepEqual(
    bad[0]?.mismatches?.map(({ name, expected }) => [name, expected]),
    [
      ['1. result', 'success'],
      ['2. attemptsRemaining', '1'],
    ],
  );
});

const SKIPPED = `scenario: Écarté
skip: "la carte & son lecteur <attendent> #42"
tags: [lent]
${HEAD}steps:
  - insert: carte
`;
const TABLE = `scenario: Code
rows:
  bon: { code: "1234" }
  mauvais: { code: "0000" }
${HEAD}steps:
  - insert: carte
  - CardAuthenticateEx: { pin: "\${code}" }
`;

type Make = (name: string, write: (text: string) => void) => TraceSubscriber;

/** What a reporter writes of a run of both, bail asked for. */
async function reported(make: Make): Promise<string> {
  let output = '';
  const write = (text: string) => {
    output += text;
  };
  const scenarios = [parseScenario(SKIPPED, 'y.yaml'), ...(parseScenarios(TABLE, 'x.yaml') ?? [])];
  const { results } = await play(scenarios, { bail: true, subscribers: [make('the test', write)] });
  if (results.length !== 3) throw new Error(`${results.length} results: what is skipped is no reason to stop`);
  return output;
}

const french = (make: (name: string, write: (text: string) => void, language: 'fr') => TraceSubscriber): Make => {
  return (name, write) => make(name, write, 'fr');
};

test('pretty', async (t) => {
  const output = await reported((name, write) => prettyReporter(name, { write }, false, 'fr'));
  t.regex(output, /- Écarté 0 ms écarté : la carte & son lecteur <attendent> #42\n/);
  t.regex(output, /✔ Code \[bon\].*\n.*✘ Code \[mauvais\]/);
  t.regex(output, /1 réussi, 1 en échec, 1 écarté en/);
});

test('TAP', async (t) => {
  const output = await reported(french(tapReporter));
  t.regex(output, /^ok 1 - Écarté # SKIP la carte & son lecteur <attendent> \\#42$/m);
  t.regex(output, /^ok 2 - Code \[bon\]$/m);
  t.regex(output, /^not ok 3 - Code \[mauvais\]$/m);
});

test('JUnit', async (t) => {
  const output = await reported(french(junitReporter));
  t.regex(output, /<testsuites tests="3" failures="1" errors="0" skipped="1"/);
  t.regex(output, /name="Écarté".*\n *<skipped message="la carte &amp; son lecteur &lt;attendent&gt; #42"\/>/);
  t.regex(output, /name="Code \[bon\]" file="x\.yaml" line="3"/);
  t.regex(output, /name="Code \[mauvais\]" file="x\.yaml" line="9"/);
});

test('JSON', async (t) => {
  const run = JSON.parse(await reported(jsonReporter));
  t.like(run, { passed: 1, failed: 1, skipped: 1, errors: 0, notRun: 0 });
  t.like(run.results[0], { outcome: 'skipped', reason: 'la carte & son lecteur <attendent> #42', passed: false });
  t.false('failure' in run.results[0]);
  t.like(run.results[2], { scenario: 'Code [mauvais]', row: 'mauvais', line: 4, outcome: 'failed' });
});

test('GitHub', async (t) => {
  const output = await reported((name, write) => githubReporter(name, write, 'fr', {}));
  t.regex(output, /^::notice file=y\.yaml,title=Écarté::écarté : la carte & son lecteur <attendent> #42$/m);
  t.regex(output, /^::error file=x\.yaml,line=9,col=5,title=Code \[mauvais\]::/m);
});

test('GitLab', async (t) => {
  const issues = JSON.parse(await reported((name, write) => gitlabReporter(name, write, 'fr', {})));
  t.deepEqual(
    issues.map(({ severity, location }: { severity: string; location: { lines: object } }) => [
      severity,
      location.lines,
    ]),
    [
      ['info', { begin: 1 }],
      ['major', { begin: 9 }],
    ],
  );
});

test('a step of a setup fails in the file of the setup', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'setups-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const setup = join(folder, 'setup.yaml');
  writeFileSync(setup, `setup: Prêt\n${HEAD}steps:\n  - insert: carte\n  - CardReadFile: absent\n`);
  writeFileSync(join(folder, 'x.yaml'), 'scenario: X\ninclude: setup.yaml\nsteps:\n  - restart\n');
  let github = '';
  const write = (text: string) => {
    github += text;
  };
  const { results } = await play(findScenarios([join(folder, 'x.yaml')]), {
    subscribers: [githubReporter('the test', write, 'en', { GITHUB_WORKSPACE: folder })],
  });
  t.like(results[0]?.step, { text: 'Prêt › CardReadFile absent', file: setup, line: 6 });
  t.true(failureText(results[0]).includes(`at ${setup}:6:5`), failureText(results[0]));
  t.regex(github, /^::error file=setup\.yaml,line=6,col=5,title=X::/);
});

test('a rule of a setup that never fired is told at its place', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'setups-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const setup = join(folder, 'setup.yaml');
  writeFileSync(setup, `setup: Prêt\n${HEAD}faults:\n  - { when: { nth: 99 }, do: mute }\n`);
  writeFileSync(join(folder, 'x.yaml'), 'scenario: X\ninclude: setup.yaml\nsteps:\n  - insert: carte\n');
  const { results } = await play(findScenarios([join(folder, 'x.yaml')]));
  t.like(results[0], { outcome: 'failed', at: { file: setup, line: 5, column: 1 } });
  t.true(results[0]?.error?.startsWith(`${setup}:5: `), results[0]?.error);
});
