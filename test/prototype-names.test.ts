/** Names that every object has from Object.prototype, typed where a name of ours is expected: they are names like others. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { own } from '#common/own.ts';
import { parseJson } from '#common/parse-json.ts';
import { parseScenario } from '../scenarios/engine/file/load.ts';
import { ScenarioFileError } from '../scenarios/engine/file/scenario-file-error.ts';
import { makeReporter } from '../scenarios/observers/reporters/index.ts';
import { ProfileError } from '../simulator/card/profile/profile-error.ts';
import { CardFile } from '../simulator/card/state/card-file.ts';
import { CardFileError } from '../simulator/card/state/card-file-error.ts';
import { personalise, profileOf, shippedProfile } from '../simulator/personalisation/index.ts';
import { readRecording } from '../tools/cli/record/exchange.ts';
import { failureText, play } from './scenarios/play.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const NAMES = Object.getOwnPropertyNames(Object.prototype);

function scenario(steps: string, { cards = 'a: { profile: cps3-medecin }', readers = 'r: contact' } = {}): string {
  return `scenario: x\ncards: { ${cards} }\nreaders: { ${readers} }\nsteps:\n${steps}\n`;
}

/** Where such a name is none that is known: the line of the one fault, by the file that has it. */
const REFUSED: Readonly<Record<string, readonly [line: number, file: (name: string) => string]>> = {
  'bare step': [5, (name) => scenario(`- ${name}`)],
  step: [5, (name) => scenario(`- ${name}: a`)],
  'key beside a step': [6, (name) => scenario(`- insert: a\n  ${name}: a`)],
  argument: [5, (name) => scenario(`- insert: { card: a, ${name}: a }`)],
  expectation: [6, (name) => scenario(`- insert: a\n  expect: { ${name}: a }`)],
  'card that is not declared': [5, (name) => scenario(`- insert: ${name}`)],
  'reader that is not declared': [5, (name) => scenario(`- plug: ${name}`)],
  'remembered value that is not there': [6, (name) => scenario(`- apdu: 00A4040C\n  expect: { sameAs: ${name} }`)],
  'kind of card': [2, (name) => scenario('- plug: r', { cards: `a: { ${name}: x }` })],
  'member of a card': [2, (name) => scenario('- plug: r', { cards: `a: { profile: cps3-medecin, ${name}: x }` })],
  profile: [2, (name) => scenario('- plug: r', { cards: `a: { profile: ${name} }` })],
  'kind of reader': [3, (name) => scenario('- plug: r', { readers: `r: ${name}` })],
  'kind of such a reader': [3, (name) => scenario('- plug: r', { readers: `r: contact, ${name}: none` })],
  event: [5, (name) => scenario(`- waitFor: ${name}`)],
  'return code': [6, (name) => scenario(`- CardAcquireContext\n  expect: { error: ${name} }`.replace('\n', ':\n'))],
  command: [5, (name) => scenario(`- remove: { card: a, during: ${name} }`)],
  'program state': [5, (name) => scenario(`- waitForProgram: ${name}`)],
  'key at the top': [1, (name) => `${name}: x\n${scenario('- plug: r')}`],
};

for (const [door, [line, file]] of Object.entries(REFUSED)) {
  test(`refused as ${door}, at its line`, (t) => {
    for (const name of NAMES) {
      const error = t.throws(() => parseScenario(file(name), 'x.yaml'), { instanceOf: ScenarioFileError }, name);
      t.deepEqual(
        error?.faults.map((fault) => fault.line),
        [line],
        `${name}: ${error?.message}`,
      );
    }
  });
}

test('an unknown step is told by its name', (t) => {
  const error = t.throws(() => parseScenario(scenario('- constructor: a'), 'x.yaml'), {
    instanceOf: ScenarioFileError,
  });
  t.true(error?.message.startsWith("x.yaml:5:3: found 'constructor', expected a step"), error?.message);
});

test('cards, readers, programs and remembered values may have such names', async (t) => {
  for (const name of NAMES) {
    const steps = [
      `- { insert: ${name}, reader: ${name} }`,
      `- { apdu: 00A4000C023F00, reader: ${name}, remember: ${name} }`,
      `- { apdu: 00A4000C023F00, reader: ${name}, expect: { sameAs: ${name} } }`,
      `- startProgram: ${name}`,
      `- { publisher: { do: trust, name: ${name} } }`,
      `- { unplug: ${name}, expect: { event: reader-unplugged } }`,
    ].join('\n');
    const names = { cards: `${name}: { profile: cps3-medecin, seed: 1 }`, readers: `${name}: contact` };
    const { results } = await play([parseScenario(scenario(steps, names), 'x.yaml')]);
    t.is(results.length, 1);
    t.is(results[0]?.outcome, 'passed', `${name}: ${failureText(results[0])}`);
  }
});

test('files of the minidriver and properties are not found by such names', async (t) => {
  for (const name of NAMES.filter((one) => one.length <= 8)) {
    const steps = `- insert: a\n- CardReadFile: ${name}\n  expect: { error: SCARD_E_FILE_NOT_FOUND }`;
    const { results } = await play([parseScenario(scenario(steps), 'x.yaml')]);
    t.is(results[0]?.outcome, 'passed', `${name}: ${failureText(results[0])}`);
  }
  for (const name of NAMES) {
    const steps = `- insert: a\n- CardGetProperty: ${name}\n  expect: { error: SCARD_E_UNSUPPORTED_FEATURE }`;
    const { results } = await play([parseScenario(scenario(steps), 'x.yaml')]);
    t.is(results[0]?.outcome, 'passed', `${name}: ${failureText(results[0])}`);
  }
});

test('no reporter has such a name', (t) => {
  const terminal = { isTTY: false, columns: 80, write: () => true };
  for (const name of NAMES) {
    t.is(makeReporter(name, terminal, {}), undefined, name);
    t.is(makeReporter(`${name}=file`, terminal, {}), undefined, name);
  }
});

/** Every object of a JSON value, by the way to it. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

/** The text of that value with one more member in its nth object. */
function withMember(json: unknown, nth: number, name: string): string {
  const copy = structuredClone(json);
  Object.defineProperty([...objectsIn(copy)][nth] ?? {}, name, { value: 'x', enumerable: true });
  return JSON.stringify(copy);
}

test('no member of a profile may have such a name', (t) => {
  const folder = temporaryDirectory('profiles-');
  const path = join(folder, 'mine.json');
  const profile = JSON.parse(JSON.stringify({ ...shippedProfile('cps3-medecin'), name: 'mine' }));
  for (const object of objectsIn(profile)) delete object.examples;
  const { length } = [...objectsIn(profile)];
  t.true(length > 100);
  for (let nth = 0; nth < length; nth += 7) {
    for (const name of ['__proto__', 'constructor', 'toString', 'valueOf']) {
      writeFileSync(path, withMember(profile, nth, name));
      t.throws(() => profileOf(path), { instanceOf: ProfileError }, `${name} in object ${nth}`);
    }
  }
  for (const name of NAMES) {
    t.throws(() => profileOf(name), { instanceOf: ProfileError }, name);
    writeFileSync(path, JSON.stringify({ extends: name }));
    t.throws(() => profileOf(path), { instanceOf: ProfileError }, name);
    writeFileSync(path, JSON.stringify({ extends: 'cps3-medecin', name: 'mine', holder: name }));
    t.throws(() => profileOf(path), { instanceOf: ProfileError }, name);
  }
});

test('nor any of a card file: contents, keys, codes', (t) => {
  const folder = temporaryDirectory('cards-');
  const path = join(folder, 'a.cps.json');
  const profile = shippedProfile('cps3-medecin');
  CardFile.create(path, { profile, seed: 1, state: personalise(profile, 1) });
  const file = CardFile.openReadOnly(path);
  t.is(own(file.state.contents, 'constructor'), undefined);
  const json = JSON.parse(readFileSync(path, 'utf8'));
  for (const member of ['contents', 'keys', 'referenceData', 'profile']) {
    for (const name of NAMES) {
      const changed = structuredClone(json);
      Object.defineProperty(changed[member], name, { value: '00', enumerable: true });
      writeFileSync(path, JSON.stringify(changed));
      const error = t.throws(() => CardFile.openReadOnly(path), { instanceOf: CardFileError }, `${member} ${name}`);
      t.true(error?.message.includes(name), error?.message);
    }
  }
});

test('a line among those with arrows', (t) => {
  const path = join(temporaryDirectory('arrows-'), 'x.txt');
  for (const name of NAMES) {
    writeFileSync(path, `power on\n${name}\n`);
    t.throws(() => [...readRecording(path).events()], { code: 'ERR_RECORDING' }, name);
  }
});

test('own() finds what a record has itself, and nothing else', (t) => {
  t.is(own({ a: 1 }, 'a'), 1);
  for (const name of NAMES) t.is(own({}, name), undefined, name);
  t.is(own(parseJson('{"constructor": 1}') as Record<string, number>, 'constructor'), 1);
});

test('JSON with a member that no look at an object would find is refused, however it is spelt', (t) => {
  t.throws(() => parseJson('{"a": [{"__proto__": 1}]}'), { instanceOf: SyntaxError });
  t.throws(() => parseJson('{"\\u005f_proto__": 1}'), { instanceOf: SyntaxError });
  t.deepEqual(parseJson('{"prototype": "__proto__"}'), { prototype: '__proto__' });
});

test('no source looks a name up with the operator in', (t) => {
  const top = fileURLToPath(new URL('..', import.meta.url));
  const found = ['common', 'simulator', 'driver', 'scenarios', 'tools'].flatMap((place) =>
    readdirSync(join(top, place), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .flatMap((path) =>
        readFileSync(join(top, place, path), 'utf8')
          .split('\n')
          .filter(
            (line) => !/^\s*(\*|\/)/.test(line) && /(?:\(|&& |\|\| |=> |\? )\w+ in [\w.]+(?:\)| &&| \?)/.test(line),
          )
          .map((line) => `${place}/${path}: ${line.trim()}`),
      ),
  );
  t.deepEqual(found, []);
});
