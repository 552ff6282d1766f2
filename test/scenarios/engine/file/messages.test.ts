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
  '  - insert: medecin\n    within: 2s',
  "6:5: 'within' belongs in 'expect', beside insert",
  "6:5: 'within' se met dans 'expect', à côté de insert",
);
test(
  said,
  '  - foo: bar',
  "5:5: found 'foo', expected a step; the nearest are plug, swap or wsus, 'cps-sim steps' lists all",
  "5:5: trouvé 'foo', attendu : une étape ; les plus proches sont plug, swap ou wsus, 'cps-sim steps' les donne toutes",
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
  '3:1: scenarios have no variables: write the value where it is needed',
  "3:1: les scénarios n'ont pas de variables : écrivez la valeur là où il la faut",
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
    "scenarios have no variables, nobody replaces '$...': write the value\n" +
    `    - CardAuthenticateEx: { pin: \${****} }\n` +
    '                                  ^',
  `5:33: trouvé '- CardAuthenticateEx: { pin: \${****} }', attendu : du YAML ; un texte qui contient l'un de { } [ ] , : # ` +
    "se met entre guillemets ; les scénarios n'ont pas de variables, personne ne remplace '$...' : écrivez la valeur\n" +
    `    - CardAuthenticateEx: { pin: \${****} }\n` +
    '                                  ^',
);

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
