/** Variables, rows, setups and groups of scenario files: what they come to, and each way to write them wrong. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { findScenarios, isFaulty } from '../../../../scenarios/engine/file/find.ts';
import { loadScenario, parseScenario, parseScenarios } from '../../../../scenarios/engine/file/load.ts';
import { ScenarioFileError } from '../../../../scenarios/engine/file/scenario-file-error.ts';
import { frenchIn } from '../../../languages.ts';

const HEAD = `scenario: Essai
cards: { carte: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact }
`;

function refusalOf(work: () => unknown): ScenarioFileError | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof ScenarioFileError) return error;
    throw error;
  }
  return undefined;
}

const told = ({ faults }: ScenarioFileError) => faults.map((one) => `${one.line}:${one.column} ${one.message}`);

test('a variable stands for a text, or part of one, or a whole mapping; $${ is itself', (t) => {
  const { steps } = parseScenario(
    `${HEAD}variables: { code: "1234", fin: nance, attendu: { signature: verifies } }
steps:
  - CardAuthenticateEx: { pin: "\${code}" }
  - CardSignData: { container: SIGN, hash: sha256, text: "ordon\${fin} $\${code}" }
    expect: \${attendu}
`,
    'x.yaml',
  );
  t.like(steps[0]?.args, { pin: '1234' });
  t.is(steps[0]?.text, 'CardAuthenticateEx (pin: ****)');
  t.like(steps[1]?.args, { text: `ordonnance \${code}` });
  t.deepEqual({ ...steps[1]?.expect }, { signature: 'verifies' });
});

const TABLE = `scenario: Signer
variables: { hash: sha256 }
rows:
  médecin: { profil: cps3-medecin, hash: sha1 }
  infirmier:
    profil: cps3-infirmier
cards: { carte: { profile: "\${profil}", seed: 1 } }
readers: { bureau: contact }
steps:
  - insert: carte
  - CardSignData: { container: SIGN, hash: "\${hash}", text: a }
`;

test('each row is a scenario of its own, named, with its lines; a variable stands in for what it leaves out', (t) => {
  const scenarios = parseScenarios(TABLE, 'x.yaml') ?? [];
  t.deepEqual(
    scenarios.map(({ title, row }) => [title, row?.name, row?.lines]),
    [
      ['Signer [médecin]', 'médecin', [4, 4]],
      ['Signer [infirmier]', 'infirmier', [5, 6]],
    ],
  );
  t.deepEqual(
    scenarios.map(({ steps: [, step] }) => (step?.args as Partial<Record<string, string>>)?.hash),
    ['sha1', 'sha256'],
  );
  t.deepEqual(
    scenarios.map(({ cards }) => (cards.carte as { profile: string }).profile),
    ['cps3-medecin', 'cps3-infirmier'],
  );
});

test('where one scenario is wanted, rows are named with the line to write', (t) => {
  const refusal = refusalOf(() => parseScenario(TABLE, 'x.yaml'));
  t.regex(refusal?.message ?? '', /^x\.yaml:4:1: found 2 rows \('médecin', 'infirmier'\), .*x\.yaml:4$/);
});

const faulty = test.macro({
  exec(t, text: string, ...expected: (readonly [place: string, words: RegExp])[]) {
    const refusal = refusalOf(() => parseScenarios(text, 'x.yaml'));
    const found = refusal === undefined ? [] : told(refusal);
    t.is(found.length, expected.length, found.join('\n'));
    for (const [i, [place, words]] of expected.entries()) {
      t.true(found[i]?.startsWith(`${place} `), found[i]);
      t.regex(found[i] ?? '', words);
    }
    for (const {
      text: { en, fr },
    } of refusal?.faults ?? [])
      t.not(en, fr);
    t.truthy(refusal && frenchIn(refusal.messageIn('fr')));
  },
  title: (title) => title ?? '',
});

const rows = (list: string, step = 'insert: carte') => `${HEAD}rows:\n${list}steps:\n  - ${step}\n`;
const sign = `CardSignData: { container: SIGN, hash: "\${hash}", text: a }`;

test(
  'a variable that is none',
  faulty,
  `${HEAD}variables: { hash: sha1 }\nsteps:\n  - ${sign}\n  - CardReadFile: \${hsh}\n`,
  ['7:19', /\(hash\); did you mean 'hash'/],
);
test('no variables at all', faulty, `${HEAD}steps:\n  - ${sign}\n`, ['5:44', /has no variables.*'rows:'/]);
test('a variable that stands nowhere', faulty, `${HEAD}variables: { code: "1234" }\nsteps:\n  - insert: carte\n`, [
  '4:14',
  /'code', which stands nowhere/,
]);
test('a variable in a variable', faulty, `${HEAD}variables: { a: "\${b}", b: x }\nsteps:\n  - CardReadFile: \${a}\n`, [
  '4:14',
  /no variable stands in another/,
]);
test('a mapping inside a text', faulty, `${HEAD}variables: { a: { b: c } }\nsteps:\n  - CardReadFile: x\${a}\n`, [
  '6:19',
  /expected it alone/,
]);
test(
  'a variable in a title',
  faulty,
  `${HEAD}variables: { a: b }\nsteps:\n  - CardReadFile: \${a}\n    title: lire \${a}\n`,
  ['7:12', /a variable in a title/],
);
test('no name', faulty, `${HEAD}variables: { a b: c }\nsteps:\n  - insert: carte\n`, ['4:14', /letters, digits/]);
test('a list of variables', faulty, `${HEAD}variables: [ a ]\nsteps:\n  - insert: carte\n`, [
  '4:1',
  /found a list, expected variables by name/,
]);
test('no row', faulty, rows('  {}\n'), ['4:1', /found an empty mapping, expected at least one row/]);
test('a row that is a text', faulty, rows('  a: b\n'), ['5:3', /expected at least one row/]);
test('a row without a column', faulty, rows('  a: { hash: sha1 }\n  b: {}\n', sign), ['6:3', /row 'b' has no 'hash'/]);
test('a column misspelt in one row', faulty, rows('  a: { hash: sha1 }\n  b: { hsah: sha1 }\n', sign), [
  '6:8',
  /row 'b' has 'hsah'.*did you mean 'hash'/,
]);
test('a wrong value in one row, at its cell', faulty, rows('  a: { hash: sha1 }\n  b: { hash: sha3 }\n', sign), [
  '6:14',
  /found 'sha3', expected sha1.*\(used at x\.yaml:8\) \(row 'b'\)/,
]);
test('the same row twice', faulty, rows('  a: { hash: sha1 }\n  a: { hash: sha1 }\n', sign), ['6:3', /each key once/]);
test(
  'rows are told once where all are wrong',
  faulty,
  rows('  a: { hash: sha1 }\n  b: { hash: sha256 }\n', `${sign}\n  - insrt: carte`),
  ['9:5', /did you mean 'insert'\?$/],
);
test('a flow mapping without quotes', faulty, `${HEAD}variables: { a: b }\nsteps:\n  - insert: { card: \${a} }\n`, [
  '6:22',
  /stands in quotes/,
]);
test('a step beside a group', faulty, `${HEAD}steps:\n  - insert: carte\n    steps: [ restart ]\n`, [
  '5:5',
  /expected it in that list/,
]);
test('a group that expects', faulty, `${HEAD}steps:\n  - steps: [ restart ]\n    expect: {}\n`, [
  '6:5',
  /beside a step/,
]);
test('an empty group', faulty, `${HEAD}steps:\n  - steps: []\n`, [
  '5:12',
  /found an empty list, expected at least one step/,
]);
test('a fault in a group', faulty, `${HEAD}steps:\n  - repeat: 3\n    steps:\n      - insrt: carte\n`, [
  '7:9',
  /did you mean 'insert'/,
]);
test('too many steps', faulty, `${HEAD}steps:\n  - repeat: 1000\n    steps: [ { repeat: 11, steps: [ restart ] } ]\n`, [
  '5:5',
  /found 11000 steps.*10000 at most/,
]);
test('no outcome', faulty, `${HEAD}steps:\n  - insert: carte\n    expect: []\n`, ['6:13', /a list of outcomes/]);
test(
  'a faulty outcome among others',
  faulty,
  `${HEAD}steps:\n  - insert: carte\n    expect: [ { event: card-inserted }, { within: 1 } ]\n`,
  ['6:51', /500ms/],
);
for (const word of ['false', 'true', 'No', '~'])
  test(`no reason to skip: ${word}`, faulty, `${HEAD}skip: ${word}\nsteps:\n  - insert: carte\n`, [
    '4:7',
    /the reason, in words/,
  ]);
test('no reason to skip', faulty, `${HEAD}skip: ""\nsteps:\n  - insert: carte\n`, ['4:1', /the reason/]);

test('a code in a variable is told in no message', (t) => {
  const text = `${HEAD}variables: { code: motdepasse7391 }\nsteps:\n  - CardAuthenticateEx: { pin: "\${code}", pinId: "\${code}" }\n`;
  const refusal = refusalOf(() => parseScenario(text, 'x.yaml'));
  t.true((refusal?.faults.length ?? 0) > 0);
  t.notRegex(refusal?.message ?? '', /motdepasse|7391/);
});

test('a group is written out, each step named with its group and the time it is done', (t) => {
  const { steps } = parseScenario(
    `${HEAD}steps:\n  - title: tour\n    repeat: 2\n    steps:\n      - restart\n      - steps: [ insert: carte ]\n`,
    'x.yaml',
  );
  t.deepEqual(
    steps.map(({ text, line }) => [text, line]),
    [
      ['tour 1/2 › restart', 8],
      ['tour 1/2 › insert carte', 9],
      ['tour 2/2 › restart', 8],
      ['tour 2/2 › insert carte', 9],
    ],
  );
});

/** Files below a folder of their own, by their names. */
function files(t: { teardown: (work: () => void) => void }, contents: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'rows-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const SETUP = `setup: Prêt
variables: { graine: "1" }
cards: { carte: { profile: cps3-medecin, seed: "\${graine}" } }
readers: { bureau: contact }
steps:
  - insert: carte
`;

test('a setup is had and done first, once, its steps named with it and its file; its variables give way', (t) => {
  const folder = files(t, {
    'a/pret.yaml': SETUP,
    'b/code.yaml': 'setup: Code\ninclude: ../a/pret.yaml\nsteps:\n  - CardAuthenticateEx: { pin: "1234" }\n',
    'c.yaml': 'scenario: C\ninclude: [ a/pret.yaml, b/code.yaml ]\nvariables: { graine: "2" }\nsteps:\n  - restart\n',
  });
  const { cards, steps } = loadScenario(join(folder, 'c.yaml'));
  t.like(cards.carte, { seed: 2 });
  t.deepEqual(
    steps.map(({ text, file, line }) => [text, file, line]),
    [
      ['Prêt › insert carte', join(folder, 'a/pret.yaml'), 6],
      ['Code › CardAuthenticateEx (pin: ****)', join(folder, 'b/code.yaml'), 4],
      ['restart', undefined, 5],
    ],
  );
  t.deepEqual(
    findScenarios([folder]).map((found) => [isFaulty(found), found.file]),
    [[false, join(folder, 'c.yaml')]],
  );
});

test('a card file of a setup is that beside the setup', (t) => {
  const folder = files(t, {
    'a/pret.yaml': 'setup: Prêt\ncards: { carte: { profile: mien.json } }\nreaders: { bureau: contact }\n',
    'c.yaml': 'scenario: C\ninclude: a/pret.yaml\nsteps:\n  - insert: carte\n',
  });
  const refusal = refusalOf(() => loadScenario(join(folder, 'c.yaml')));
  t.is(refusal?.faults[0]?.file, join(folder, 'a/pret.yaml'));
  t.true(refusal?.message.includes(join(folder, 'a', 'mien.json')));
});

const including = test.macro({
  exec(t, contents: Readonly<Record<string, string>>, file: string, line: number, words: RegExp) {
    const folder = files(t, contents);
    const refusal = refusalOf(() => loadScenario(join(folder, 's.yaml')));
    const [fault, ...others] = refusal?.faults ?? [];
    t.deepEqual([fault?.file, fault?.line, others.length], [join(folder, file), line, 0], refusal?.message);
    t.regex(fault?.message ?? '', words);
    t.not(fault?.text.en, fault?.text.fr);
  },
  title: (title) => `include: ${title}`,
});
const main = (include: string) =>
  `scenario: S\ninclude: ${include}\nreaders: { salon: contact }\nsteps:\n  - restart\n`;

test(
  'a file that is not there',
  including,
  { 's.yaml': main('absent.yaml') },
  's.yaml',
  2,
  /'absent\.yaml', which cannot be included: no such file/,
);
test('a folder', including, { 's.yaml': main('d'), 'd/x.yaml': '' }, 's.yaml', 2, /directory/);
test('itself', including, { 's.yaml': main('s.yaml') }, 's.yaml', 2, /itself/);
test(
  'a circle',
  including,
  { 's.yaml': main('a.yaml'), 'a.yaml': 'setup: a\ninclude: b.yaml\n', 'b.yaml': 'setup: b\ninclude: a.yaml\n' },
  'b.yaml',
  2,
  /a circle.*a\.yaml includes .*b\.yaml includes .*a\.yaml/,
);
test(
  'a scenario',
  including,
  { 's.yaml': main('o.yaml'), 'o.yaml': HEAD },
  's.yaml',
  2,
  /no setup, expected a file that has 'setup: TITLE'/,
);
test('a setup that is no YAML', including, { 's.yaml': main('a.yaml'), 'a.yaml': 'setup: [' }, 'a.yaml', 1, /expected/);
test('a number of names', including, { 's.yaml': main('{ a: b }') }, 's.yaml', 2, /the path of a setup/);
test('a list in a list', including, { 's.yaml': main('[ [ a ] ]') }, 's.yaml', 2, /the path of a setup/);
test(
  'the same reader in both',
  including,
  { 's.yaml': main('a.yaml'), 'a.yaml': 'setup: a\nreaders: { salon: dual }\n' },
  's.yaml',
  3,
  /'salon', which .*a\.yaml has already/,
);
test(
  'rows in a setup',
  including,
  { 's.yaml': main('a.yaml'), 'a.yaml': 'setup: a\nrows: { x: {} }\n' },
  'a.yaml',
  2,
  /head of a scenario/,
);
test(
  'a step of the setup that is wrong',
  including,
  { 's.yaml': main('a.yaml'), 'a.yaml': 'setup: a\nsteps:\n  - insrt: x\n' },
  'a.yaml',
  3,
  /did you mean 'insert'/,
);

test('a setup alone is no scenario', (t) => {
  const folder = files(t, { 'a.yaml': SETUP });
  const [found] = findScenarios([join(folder, 'a.yaml')]);
  t.regex(found && isFaulty(found) ? found.error.message : '', /is a setup, which scenarios include/);
});

test('a row by its line, and by the place of a failure; a line of no row is of them all', (t) => {
  const folder = files(t, { 'x.yaml': TABLE });
  const titles = (path: string) =>
    findScenarios([join(folder, path)]).map((one) => (isFaulty(one) ? '' : one.row?.name));
  t.deepEqual(titles('x.yaml:4'), ['médecin']);
  t.deepEqual(titles('x.yaml:6:5'), ['infirmier']);
  t.deepEqual(titles('x.yaml:10'), ['médecin', 'infirmier']);
  t.throws(() => titles('y.yaml:4'), { code: 'ENOENT' });
});
