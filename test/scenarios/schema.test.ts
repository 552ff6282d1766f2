/** Scenario files in an editor: the library without a fault, wrong files with theirs where they stand. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { scenarioJsonSchema } from '../../scenarios/engine/file/json-schema.ts';
import { schemaText } from '../../scenarios/engine/file/json-schema-sharing.ts';
import { loadScenarios, parseScenario } from '../../scenarios/engine/file/load.ts';
import { STEPS } from '../../scenarios/engine/steps/index.ts';
import { Editor } from './editor.ts';
import { UNCOMMON_FILES } from './engine/uncommon-steps.ts';

const LIBRARY = fileURLToPath(new URL('../../scenarios/', import.meta.url));
const SCHEMA = join(LIBRARY, 'scenario.schema.json');
const MODELINE = '# yaml-language-server: $schema=../scenario.schema.json';
/** Characters of the schema for each step: its arguments and expectations, in two languages, and the variables in their places. */
const LARGEST = 2200;

const library = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ya?ml$/.test(name));

let editor: Editor;
test.before(async () => {
  editor = await Editor.open();
});
test.after.always(() => editor.close());

/** Where an editor would find a file beside those of the library. */
function beside(name: string): string {
  return join(LIBRARY, 'nowhere', name);
}

test('the committed JSON Schema is the one the engine makes, and no larger than it need be', (t) => {
  const text = readFileSync(SCHEMA, 'utf8');
  t.is(text, `${schemaText(scenarioJsonSchema())}\n`, 'npm run -s cps-sim -- run --print-schema');
  const size = text.length / Object.keys(STEPS).length;
  t.true(size < LARGEST, `${size}`);
});

test('each file of the library names the schema, and an editor finds no fault in any', async (t) => {
  t.true(library.length > 60, `${library.length}`);
  const faults = library.map(async (name) => {
    const path = join(LIBRARY, name);
    const text = readFileSync(path, 'utf8');
    t.true(text.startsWith(`${MODELINE}\n`), name);
    return (await editor.faults(path, text)).map(({ line, message }) => `${name}:${line}: ${message}`);
  });
  t.deepEqual((await Promise.all(faults)).flat(), []);
});

test('nor in steps that the library does not show', async (t) => {
  const faults = UNCOMMON_FILES.map(([name, text]) => editor.faults(beside(name), `${MODELINE}\n${text}`));
  t.deepEqual((await Promise.all(faults)).flat(), []);
});

const HEAD = `${MODELINE}
scenario: x
cards: { a: { profile: cps3-medecin, seed: 1 } }
readers: { r: contact }
steps:
`;

/** What the loader takes an editor takes too: digits that YAML's core schema reads as numbers, steps alone. */
const RIGHT: Readonly<Record<string, string>> = {
  'bare steps':
    '  - CardAcquireContext\n  - CardAcquireContext:\n  - readLog: {}\n  - NCryptFreeObject\n  - answer: cancel',
  'codes in digits':
    '  - CardAuthenticateEx: 1234\n  - answer: { pin: 0000 }\n  - CardAuthenticateEx: { pin: "0000", pinId: 1 }',
  'bytes in digits':
    '  - apdu: 0084000008\n    expect: { sw: 9000, length: 8 }\n  - apdu: 00\n  - apdu: 3E00\n  - apdu: "00A4"',
  'numbers in quotes': '  - insert: a\n    repeat: "2"\n  - CardQueryKeySizes: "1"',
  'one return code or several':
    '  - CardAcquireContext\n  - CardAcquireContext:\n    expect: { error: SCARD_W_REMOVED_CARD }\n' +
    '  - CardAcquireContext:\n    expect: { error: [ SCARD_W_REMOVED_CARD, SCARD_E_NO_SMARTCARD ] }',
  'a container by its index': '  - CardSignData: { container: 1, hash: sha256, text: 12 }\n  - CardGetContainerInfo: 0',
  'one outcome of several': '  - insert: a\n    expect: [ { event: card-inserted }, { within: 1s } ]',
  'a group': '  - repeat: 3\n    title: t\n    steps:\n      - restart\n      - steps: [ insert: a ]',
  'words that are numbers': '  - computer: { windows: 10 }\n  - NCryptGetProperty: Length\n    expect: { value: 2048 }',
};

for (const [name, steps] of Object.entries(RIGHT)) {
  test(`no fault: ${name}`, async (t) => {
    const text = HEAD + steps;
    t.notThrows(() => parseScenario(text, 'x.yaml'));
    t.deepEqual(await editor.faults(beside(`${name}.yaml`), text), []);
  });
}

const UNKNOWN = "Unknown step: 'cps-sim steps' lists those there are / Étape inconnue : « cps-sim steps » les énumère";
const NO_STEP = "Expected a step such as 'insert: medecin' / Une étape est attendue, par exemple « insert: medecin »";

/** Wrong files, and the lines and columns of their faults with what is said; words of the editor's own are not looked at. */
const WRONG: Readonly<Record<string, readonly [text: string, ...faults: (readonly [number, number, string?])[]]>> = {
  'an unknown step': ['  - insert: a\n  - insrt: a', [7, 5, UNKNOWN]],
  'an unknown step alone': ['  - insrt', [6, 5, UNKNOWN]],
  'a name of Object.prototype': ['  - constructor: a', [6, 5, UNKNOWN]],
  'a step alone that needs more': [
    '  - insert',
    [6, 5, "This step needs more, as in 'insert: medecin' / Il faut plus à cette étape, comme « insert: medecin »"],
  ],
  'no step': ['  - title: x', [6, 5, NO_STEP]],
  'a number': ['  - 12', [6, 5, NO_STEP]],
  'two steps in one': [
    '  - insert: a\n    remove: a',
    [6, 5, "Beside remove: title, repeat, expect; another step begins with '- '"],
    [7, 5, "Beside insert: title, repeat, expect, reader; another step begins with '- '"],
  ],
  'a reader beside a step that has none': [
    '  - remove: a\n    reader: r',
    [7, 5, "Beside remove: title, repeat, expect; another step begins with '- '"],
  ],
  'an unknown argument': ['  - insert: { card: a, cart: a }', [6, 24, 'Property cart is not allowed.']],
  'a missing argument': ['  - insert: { face: contact }', [6, 5, 'Missing property "card".']],
  'a word that is none of those': [
    '  - insert: { card: a, face: antenna }',
    [6, 30, 'Expected contact or contactless'],
  ],
  'the same where it needs no name': ['  - CertPropSvc: run', [6, 18, 'Expected start or stop']],
  'an unknown return code': [
    '  - CardAcquireContext:\n    expect: { error: SCARD_W_NOPE }',
    [7, 22, 'Expected a return code by its name, e.g. SCARD_W_WRONG_CHV'],
  ],
  'the same in a list': [
    '  - CardAcquireContext:\n    expect: { error: [SCARD_W_REMOVED_CARD, SCARD_W_NOPE] }',
    [7, 45, 'Expected a return code by its name, e.g. SCARD_W_WRONG_CHV'],
  ],
  'an expectation of another step': ['  - insert: a\n    expect: { sw: 9000 }', [7, 15, 'Property sw is not allowed.']],
  'no message': ['  - CardSignData: { container: SIGN, hash: sha256 }', [6, 5, 'Expected text or data, one of them']],
  'a message in both forms': [
    '  - CardSignData: { container: SIGN, hash: sha256, text: a, data: "00" }',
    [6, 52, 'Expected text or data, one of them'],
  ],
  'a number too large': ['  - CardAuthenticateEx: { pinId: 12 }', [6, 34]],
  'a word for a number': ['  - insert: a\n    repeat: many', [7, 13, 'Expected a whole number from 1 to 1000']],
  'a time without its unit': ['  - elapse: 10', [6, 13]],
  'an outcome of a list': [
    '  - insert: a\n    expect: [ { event: card-inserted }, { sw: 9000 } ]',
    [7, 43, 'Property sw is not allowed.'],
  ],
  'a step beside a group': [
    '  - steps: [ restart ]\n    expect: { result: success }',
    [7, 5, 'Beside steps: title, repeat; a step of the group stands in its list'],
  ],
  'an unknown step in a group': ['  - steps:\n      - insrt: a', [7, 9, UNKNOWN]],
  'half a change of code': ['  - CardChangeAuthenticatorEx: { oldPin: 1234 }', [6, 5, 'Missing property "newPin".']],
};

for (const [name, [steps, ...faults]] of Object.entries(WRONG)) {
  test(`at its place: ${name}`, async (t) => {
    const text = HEAD + steps;
    t.throws(() => parseScenario(text, 'x.yaml'), { code: 'ERR_SCENARIO_FILE' });
    const found = [...(await editor.faults(beside(`${name}.yaml`), text))].sort((a, b) => a.line - b.line);
    t.deepEqual(
      found.map(({ line, column, message }, i) => [line, column, ...(faults[i]?.[2] === undefined ? [] : [message])]),
      faults.map((fault) => [...fault]),
    );
  });
}

test('variables stand anywhere, and setups have another head', async (t) => {
  const table = `${MODELINE}
scenario: x
rows: { a: { hash: sha1, outcome: { signature: verifies }, kind: contact, seed: 1 } }
include: other.yaml
tags: [ slow ]
skip: why
cards: { a: { profile: "\${hash}", seed: "\${seed}" } }
steps:
  - CardSignData: { container: SIGN, hash: "\${hash}", data: "\${hash}" }
    repeat: \${seed}
    expect: \${outcome}
  - insert: { card: "\${hash}", face: "\${kind}" }
    expect: { within: "\${seed}" }
`;
  t.deepEqual(await editor.faults(beside('table.yaml'), table), []);
  const setup = `${MODELINE}\nsetup: x\nvariables: { kind: contact }\nreaders: { r: "\${kind}" }\n`;
  t.deepEqual(await editor.faults(beside('setup.yaml'), setup), []);
  t.true((await editor.faults(beside('setup-with-rows.yaml'), `${setup}rows: { a: {} }\n`)).length > 0);
});

/** The same of the head, where one fault may be told from two sides. */
const WRONG_HEADS: Readonly<Record<string, readonly [from: string, to: string, line: number]>> = {
  'a kind of reader that is none': ['r: contact', 'r: usb', 4],
  'a card of no kind': ['profile: cps3-medecin, seed: 1', 'seed: 1', 3],
  'a misspelt kind of card': ['profile:', 'profil:', 3],
  'a member of another kind of card': ['seed: 1', 'kind: foreign', 3],
  'a seed that is no number': ['seed: 1', 'seed: x', 3],
};

for (const [name, [from, to, line]] of Object.entries(WRONG_HEADS)) {
  test(`at its line: ${name}`, async (t) => {
    const text = `${HEAD.replace(from, to)}  - insert: a`;
    t.throws(() => parseScenario(text, 'x.yaml'), { code: 'ERR_SCENARIO_FILE' });
    const found = await editor.faults(beside(`${name}.yaml`), text);
    t.true(found.length > 0);
    t.deepEqual([...new Set(found.map((fault) => fault.line))], [line]);
  });
}

test('the editor offers the steps, what each takes and what may be expected of it, and tells both languages', async (t) => {
  const path = beside('offers.yaml');
  await editor.faults(path, `${HEAD}  - \n`);
  const offered = await editor.completions(path, 6, 5);
  t.deepEqual(
    Object.keys(STEPS).filter((key) => !offered.includes(key)),
    [],
  );
  const inside = beside('inside.yaml');
  await editor.faults(inside, `${HEAD}  - insert: a\n    expect:\n      \n  - CertPropSvc: \n`);
  t.deepEqual(await editor.completions(inside, 8, 7), ['event', 'within']);
  t.deepEqual(await editor.completions(inside, 9, 18), ['start', 'stop']);
  const told = await editor.hover(inside, 6, 6);
  t.true(told.includes('Inserts a card into the reader'), told);
  t.true(told.includes('Insère une carte dans le lecteur'), told);
});

test('the loader reads the library as it stands in an editor', (t) => {
  for (const name of library) t.notThrows(() => loadScenarios(join(LIBRARY, name)), name);
});
