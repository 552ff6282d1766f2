/** What a person is told of a faulty scenario file: sensible, short, in one language, and never the validator's words. */
import test from 'ava';
import { parseScenario } from '../../../../scenarios/engine/file/load.ts';
import { ScenarioFileError } from '../../../../scenarios/engine/file/scenario-file-error.ts';
import { STEPS } from '../../../../scenarios/engine/steps/index.ts';
import { englishIn, frenchIn } from '../../../languages.ts';

const HEAD = `scenario: Essai
cards: { medecin: { profile: cps3-medecin, seed: 1 }, perdue: { profile: cps3-medecin, keptIn: file } }
readers: { bureau: contact, cabinet: contact }
steps:
`;

function refusalOf(text: string): ScenarioFileError | undefined {
  try {
    parseScenario(text, 'x.yaml');
  } catch (error) {
    if (error instanceof ScenarioFileError) return error;
    throw error;
  }
  return undefined;
}

const said = test.macro({
  exec(t, text: string, en: string, fr: string) {
    const refusal = refusalOf(text.startsWith('scenario') ? text : HEAD + text);
    t.deepEqual([refusal?.messageIn('en'), refusal?.messageIn('fr')], [`x.yaml:${en}`, `x.yaml:${fr}`]);
    t.is(refusal?.message, refusal?.messageIn('en'));
  },
  title: (_, text: string) => `said: ${JSON.stringify(text)}`,
});

test(
  said,
  'scenario: A\nsteps: [ restart ]',
  "1:1: found nothing for 'readers', expected at least one reader: '{ bureau: contact }'",
  "1:1: trouvé rien pour 'readers', attendu : au moins un lecteur : '{ bureau: contact }'",
);
const MOMENT_EN = 'expected a day or a moment in UTC from 1970 to 9999, as 2018-07-01 or 2018-07-01T12:00:00Z';
const MOMENT_FR = 'attendu : un jour ou un instant UTC de 1970 à 9999, comme 2018-07-01 ou 2018-07-01T12:00:00Z';
// Digits that may be a code are never shown, but in what is written as a date.
for (const [date, shown] of [
  ['2018-02-30', '2018-02-30'],
  ['01/07/2018', '01/07/2018'],
  ['in 10 days', 'in 10 days'],
  ['2018', '****'],
  ['1234-5678', '****-****'],
  ['1969-12-31', '1969-12-31'],
  ['2018-07-01T12:00:00+02:00', '2018-07-01T12:00:00+02:00'],
])
  test(
    said,
    `scenario: A\ndate: ${date}\nreaders: { b: contact }\nsteps: [ restart ]`,
    `2:7: found '${shown}', ${MOMENT_EN}`,
    `2:7: trouvé '${shown}', ${MOMENT_FR}`,
  );
test(
  said,
  'scenario: A\ndate: 2018-08-15\ncards: { m: { profile: cps3-medecin, valid: { to: 1 day ago } } }\nreaders: { b: contact }\nsteps: [ restart ]',
  '3:45: valid from 2026-01-01T00:00:00Z to 2018-08-14T00:00:00Z: expected an end that is not before the beginning; what is not given is as the profile has it',
  "3:45: valide du 2026-01-01T00:00:00Z au 2018-08-14T00:00:00Z : la fin doit ne pas être avant le début ; ce qui n'est pas donné est comme dans le profil",
);
const DURATION_EN = 'a time such as 500ms or 2s: a whole number up to 999999, and ms, s, min, h or d';
const DURATION_FR = 'une durée telle que 500ms ou 2s : un nombre entier de 999999 au plus, et ms, s, min, h ou d';
// Digits may be a code wherever they stand: what is expected tells the range, and the place is named.
for (const [key, typed, en, fr] of [
  ['timeout', '123456789', DURATION_EN, DURATION_FR],
  ['timing', '12345', 'a factor from 0.001 to 10, such as 1 or 0.5', 'un facteur de 0.001 à 10, tel que 1 ou 0.5'],
] as const)
  test(
    said,
    `scenario: A\n${key}: ${typed}\nreaders: { b: contact }\nsteps: [ restart ]`,
    `2:${key.length + 3}: found '****', expected ${en}`,
    `2:${key.length + 3}: trouvé '****', attendu : ${fr}`,
  );
test(
  said,
  '  - repeat: 100000\n    CardAuthenticateEx: { pin: "1234" }',
  "5:13: found '****', expected a whole number from 1 to 1000",
  "5:13: trouvé '****', attendu : un nombre entier de 1 à 1000",
);
test(
  said,
  '  - CardAuthenticateEx: { pin: "1234", reader: bureau }',
  "5:40: 'reader' belongs beside CardAuthenticateEx, not in it",
  "5:40: 'reader' se met à côté de CardAuthenticateEx, pas dedans",
);
test(
  said,
  '  - waitFor: card-removed\n    expect: { within: 2s }',
  "6:15: 'within' belongs in waitFor ('waitFor: { within: ... }'), not in 'expect'",
  "6:15: 'within' se met dans waitFor ('waitFor: { within: ... }'), pas dans 'expect'",
);
test(
  said,
  '  - cleo: { do: send, name: a, cipher: 3des }',
  "5:32: 'cipher' goes with 'do' request; with send nothing is done with it",
  "5:32: 'cipher' va avec 'do' request ; avec send, rien n'en est fait",
);
test(
  said,
  '  - directory: { fault: empty, days: 3 }',
  "5:32: 'days' goes with 'fault' stale; with empty nothing is done with it",
  "5:32: 'days' va avec 'fault' stale ; avec empty, rien n'en est fait",
);
test('nothing is meant by no word', (t) => {
  t.notRegex(refusalOf(`${HEAD}  - fault: { sleep: 2s }`)?.message ?? 'none', /did you mean|none$/);
});
test(
  said,
  '  - directory: { fault: exact, way: http }',
  "5:37: found 'http', expected ldap: exact is a matter of names and attributes, which HTTP does not have",
  "5:37: trouvé 'http', attendu : ldap : exact concerne noms et attributs, que HTTP n'a pas",
);
test(
  said,
  '  - insert: medecin\n    within: 2s',
  "6:5: 'within' belongs in 'expect', beside insert",
  "6:5: 'within' se met dans 'expect', à côté de insert",
);
test(
  said,
  '  - foo: bar',
  "5:5: found 'foo', expected a step; the nearest are cleo, fault or plug, 'cps-sim steps' lists all",
  "5:5: trouvé 'foo', attendu : une étape ; les plus proches sont cleo, fault ou plug, 'cps-sim steps' les donne toutes",
);
test(
  said,
  'scenario: A\ncards: { m: { profil: cps3-medecin } }\nreaders: { b: contact }\nsteps: [ restart ]',
  "2:15: found 'profil', expected a card by its 'profile', its 'file' or 'kind: foreign'; did you mean 'profile'?",
  "2:15: trouvé 'profil', attendu : une carte, par son 'profile', son 'file' ou 'kind: foreign' ; vouliez-vous dire 'profile' ?",
);
test(
  said,
  'scenario: A\nreaders: { b: contact }\nvars: { a: 1 }\nsteps: [ restart ]',
  `3:1: variables stand in the head, 'variables: { code: "1234" }', and are used as \${code}`,
  `3:1: les variables se mettent en tête, 'variables: { code: "1234" }', et s'emploient par \${code}`,
);
test(
  said,
  '  - makeWebRequest: {}\n  - findCertificate: { usage: signature }\n    expect: { found: false }',
  "5:5: found 'makeWebRequest', expected a step; did you mean 'makeWebHttpRequest'?\n" +
    "x.yaml:7:22: found 'false', expected yes or no; did you mean 'no'?",
  "5:5: trouvé 'makeWebRequest', attendu : une étape ; vouliez-vous dire 'makeWebHttpRequest' ?\n" +
    "x.yaml:7:22: trouvé 'false', attendu : yes ou no ; vouliez-vous dire 'no' ?",
);
test(
  said,
  `  - CardAuthenticateEx: { pin: \${PIN} }\n  - CardAuthenticateEx: { pin: \${PIN} }`,
  `5:33: found '- CardAuthenticateEx: { pin: \${****} }', expected YAML; a text with one of { } [ ] , : # stands in quotes; ` +
    `between { } and [ ] a variable stands in quotes: "\${name}"\n` +
    `    - CardAuthenticateEx: { pin: \${****} }\n` +
    '                                  ^',
  `5:33: trouvé '- CardAuthenticateEx: { pin: \${****} }', attendu : du YAML ; un texte qui contient l'un de { } [ ] , : # ` +
    `se met entre guillemets ; entre { } et [ ], une variable se met entre guillemets : "\${nom}"\n` +
    `    - CardAuthenticateEx: { pin: \${****} }\n` +
    '                                  ^',
);

const shape = test.macro({
  exec(t, steps: string, at: string, expected: RegExp) {
    const refusal = refusalOf(HEAD + steps);
    const [en = '', fr = ''] = [refusal?.messageIn('en'), refusal?.messageIn('fr')];
    t.true(en.startsWith(`x.yaml:${at}: found `), en);
    t.regex(en, expected);
    t.regex(fr, /^x\.yaml:.* attendu/);
    t.notRegex(fr, /se met entre guillemets|\{ \?/);
  },
  title: (_, steps: string) => `of its shape: ${JSON.stringify(steps)}`,
});

for (const policy of ['', ', pinCachePolicy: Normal'])
  test(
    said,
    `  - startProgram: { program: p, pinCacheSeconds: 60${policy} }`,
    "5:50: found '60', expected no such time, or beside it 'pinCachePolicy: Timed', which alone has one",
    "5:50: trouvé '60', attendu : pas de durée, ou à côté d'elle 'pinCachePolicy: Timed', seule à en avoir une",
  );

const CLOSED = /expected a '\]' for each '\[' and a '\}' for each '\{' before it, on lines that stand further in/;
test(shape, '  - insert: { card: { a: { b: [1,\n  2\n  ] } } }\n', '6:3', CLOSED);
test(shape, '  - insert: [[[[]]]\n', '6:1', CLOSED);
test(shape, '  - insert: {{{{a}}}\n  - restart\n', '6:3', CLOSED);
test(shape, '  - insert: { card: [medecin} }\n', '5:29', CLOSED);
test(shape, '  - insert: { card: medecin }}\n', '5:30', /expected a '\[' for each '\]' and a '\{' for each '\}'/);
test(shape, '  - insert: { card: medecin face: contact }\n', '5:21', /expected between .* a ',' behind each member/);
test(shape, "  - insert: 'medecin\n  - restart\n", '7:1', /expected the quote that ends the text/);
test(shape, '  - insert: {{{{a}}}}\n', '5:13', /found a mapping or a list as a key, expected one of card, face/);

/** Titles of tests are not told apart by characters that cannot be seen. */
function visible(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

const leads = test.macro({
  exec(t, step: string, to: RegExp) {
    const refusal = refusalOf(HEAD + step);
    t.is(refusal?.faults.length, 1);
    t.regex(refusal?.messageIn('en') ?? '', to);
    t.regex(refusal?.messageIn('fr') ?? '', to);
  },
  title: (_, step: string) => `leads somewhere: ${visible(step)}`,
});

test(leads, '  - wait: 2s', /'elapse: 2s'.*'waitFor: card-removed'/);
test(leads, '  - sleep', /'elapse: 2s'.*'waitFor: card-removed'/);
test(leads, '  - log: bonjour', /'title:'.*--trace/);
test(leads, '  - Éjecter: medecin', /'remove'/);
test(leads, '  - CardAuthenticateEx: { pin: "1" }\n    expect: { error: WRONG_PIN }', /'SCARD_W_WRONG_CHV'/);
test(leads, '  - CardAuthenticateEx: { pin: "1" }\n    expect: { error: [REMOVED] }', /'SCARD_W_REMOVED_CARD'/);
test(leads, '  - insert: { card: medecin, event: card-inserted }', /'event'.*'expect'.*insert/);
test(leads, '  - insert: medecin\n    card: perdue', /'card'.*'insert: \{ card: \.\.\. \}'/);
test(leads, '  - insert:\u00a0medecin', /U\+00A0 .* 12$/);
test(leads, '  - insert: medecin\u00a0', /'medecin' \?|'medecin'\?.*U\+00A0 .* 20$/);
test(leads, '  - CardAuthenticateEx: { pin: "12\u00a034" }', /U\+00A0 .* 35$/);
test(leads, '  - CardAuthenticateEx: { pin: \u201c1234\u201d, pinId: x\u200b }', /U\+201C/);

for (const time of ['1min', '1h', '500ms'])
  test(`a time: ${time}`, (t) => {
    t.is(refusalOf(`${HEAD}  - elapse: ${time}\n`), undefined);
  });

test('names are the same however their accents are written', (t) => {
  const [composed, decomposed] = ['médecin', 'me\u0301decin'];
  const { cards, readers, steps } = parseScenario(
    `scenario: A\ncards: { ${decomposed}: { profile: cps3-medecin } }\nreaders: { ${decomposed}: contact, b: contact }\n` +
      `steps:\n  - insert: ${composed}\n    reader: ${composed}\n  - remove: ${decomposed}\n`,
    'x.yaml',
  );
  t.deepEqual([Object.keys(cards), Object.keys(readers)], [[composed], [composed, 'b']]);
  t.deepEqual(
    steps.map(({ args, reader }) => [args, reader]),
    [
      [{ card: composed }, composed],
      [{ card: composed }, composed],
    ],
  );
});

test('no-break spaces in front of a line are blanks', (t) => {
  const { steps } = parseScenario(`${HEAD}\u00a0\u00a0- insert: medecin\n\u00a0\u202f  reader: cabinet\n`, 'x.yaml');
  t.deepEqual(
    steps.map(({ args, reader, column }) => [args, reader, column]),
    [[{ card: 'medecin' }, 'cabinet', 5]],
  );
});

test('the merge key is taken', (t) => {
  const { steps } = parseScenario(
    `${HEAD}  - &first { insert: medecin, reader: cabinet }\n  - { <<: *first, title: Encore }\n`,
    'x.yaml',
  );
  t.deepEqual(
    steps.map(({ args, reader, text }) => [args, reader, text]),
    [
      [{ card: 'medecin' }, 'cabinet', 'insert medecin'],
      [{ card: 'medecin' }, 'cabinet', 'Encore'],
    ],
  );
});

test('twenty messages at most, and how many are left', (t) => {
  const refusal = refusalOf(HEAD + '  - foo: bar\n'.repeat(23));
  t.is(refusal?.faults.length, 23);
  const lines = refusal?.messageIn('en').split('\n') ?? [];
  t.deepEqual([lines.length, lines.at(-1)], [21, 'x.yaml: and 3 more']);
  t.is(
    refusalOf(HEAD + '  - foo: bar\n'.repeat(21))
      ?.messageIn('fr')
      .split('\n')
      .at(-1),
    'x.yaml: et 1 autre',
  );
});

const VALUES = ['', 'x', '12', '[]', '[ x, y ]', '{}', '{ x: y }', '{ reader: [] }', '{ pin: {} }', '~', 'true'];

/** Each step with each value as its arguments, its expectations and beside it; then the keys of the file alike. */
function* malformed(): Generator<string> {
  for (const key of Object.keys(STEPS))
    for (const value of VALUES) {
      yield `${HEAD}  - ${key}: ${value}\n`;
      yield `${HEAD}  - ${key}:\n    expect: ${value}\n    repeat: ${value}\n    reader: ${value}\n    remember: ${value}\n`;
      yield `${HEAD}  - ${key}: { ${memberOf(key)}: ${value === '' ? "''" : value} }\n`;
    }
  for (const key of ['scenario', 'description', 'cards', 'readers', 'steps', 'foo'])
    for (const value of VALUES) yield `${key}: ${value}\n`;
  for (const value of VALUES) {
    yield `scenario: A\ncards: { m: ${value || "''"} }\nreaders: { r: ${value || "''"}, "a b": contact }\nsteps: [ ${value} ]\n`;
    yield `scenario: A\ncards: { m: { profile: ${value || "''"}, seed: x } }\nreaders: { r: contact }\nsteps: [ restart ]\n`;
  }
}

function memberOf(key: string): string {
  return STEPS[key]?.short ?? 'pin';
}

/** Keys and values of the language of scenarios, which are no prose. */
const KEYS = /(?<=with |avec |one of |parmi |expected |attendu : )\w+(, \w+)*( (or|ou) \w+)?$/;
const RAW =
  /Invalid (input|option|key|string|type)|received undefined|expected record|Unrecognized key|Too (small|big)|\0/i;

test('no word of the validator, whatever is wrong, and one language a message', (t) => {
  let refused = 0;
  for (const text of malformed()) {
    for (const { text: words } of refusalOf(text)?.faults ?? []) {
      refused++;
      for (const language of ['en', 'fr'] as const) t.notRegex(words[language], RAW, text);
      t.deepEqual(frenchIn(words.en.replace(KEYS, '')), [], words.en);
      t.deepEqual(englishIn(words.fr.replace(KEYS, '')), [], words.fr);
    }
  }
  t.true(refused > 2000, String(refused));
});
