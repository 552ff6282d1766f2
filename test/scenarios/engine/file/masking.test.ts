/** No code of a scenario file in any message: the file is right, wrong, or no YAML at all around it. */
import test from 'ava';
import { loadScenario, parseScenario } from '../../../../scenarios/engine/file/load.ts';
import { ScenarioFileError } from '../../../../scenarios/engine/file/scenario-file-error.ts';

const HEAD = `scenario: Essai
cards: { medecin: { profile: cps3-medecin, seed: 1 } }
readers: { bureau: contact, pave: pinpad }
steps:
`;

/** What the file is told to be: its faults, or the words of its steps. */
function told(text: string): string {
  try {
    return parseScenario(text, 'x.yaml')
      .steps.map((step) => step.text)
      .join('\n');
  } catch (error) {
    if (error instanceof ScenarioFileError) return JSON.stringify([error.message, error.faults]);
    throw error;
  }
}

/** `4242` or what else stands for a code. */
const CODE = /4242|2\s*4\s*2|73916458|87654321|86420975|1234|sesame|343234|3\s4\s3\s2/i;

const untold = test.macro({
  exec(t, steps: string) {
    const text = told(steps.startsWith('scenario') ? steps : `${HEAD}${steps}\n`);
    t.true(text.length > 0);
    t.notRegex(text, CODE);
  },
  title: (_, steps: string) => `untold: ${JSON.stringify(steps)}`,
});

for (const form of [
  'CardAuthenticateEx: 4242',
  'CardAuthenticatePin: "1234"',
  'CardUnblockPin: 87654321',
  'CardChangeAuthenticatorEx: 4242',
  'CardChangeAuthenticatorEx: [ 4242, 1234 ]',
  'pinPad: 4242',
  'pinPad: { answers: 4242 }',
  'pinPad: { answers: { 4242: 1234 } }',
  'CryptSetProvParam: "1234"',
  'CryptSetProvParam: { parameter: 4242 }',
  'NCryptSetProperty: "1234"',
  'NCryptSetProperty: { "1234" }',
  'answer: 4242',
  'answer: sesame',
  'answer: { do: 4242 }',
  'answer: { insert: 4242 }',
  'CardAuthenticateEx: { pin "4242" }',
  'CardAuthenticateEx: { pin: *4242 }',
  'CardAuthenticateEx: *sesame',
  'CardAuthenticateEx: { pin: "1234", pinId: "86420975" }',
  'CardAuthenticateEx: { pin: "1234" } 4242',
  'CardAuthenticateEx: { pin: "1234" } sesame',
  'CardAuthenticateEx: { pin: "1234", sesame }',
  'CardAuthenticateEx: { [ 4242 ]: x }',
  'CardAuthenticateEx: { pin: { 4242: x } }',
  'CardAuthenticateEx: { ? 4242 }',
  'CardAuthenticateEx: !4242 x',
  'CardAuthenticateEx: !!4242 [ x ]',
  'CardAuthenticateEx: | 4242',
  'CardAuthenticateEx: "\\4242"',
  'CardAuthenticateEx: "4242',
  'CardAuthenticateEx: @4242',
  'CardAuthenticateEx: 4242: 1234',
  'CardAuthenticateEx: { pin: 4242, pin: 1234 }',
  'CardAuthenticateEx: { 4242: x, 4242: y }',
  'CardAuthenticateEx: [ 4242',
  'CardAuthenticateEx 4242',
  'CardAuthenticateEx sesame',
  'CardAuthenticateEx=4242',
  'CardAuthenticateEx(4242): x',
  'CardAuthentcateEx: 4242',
  'CardAuthentcateEx sesame',
  'cardauthenticateex: { pin: 4242 }',
  'anwser: { pin: "4242" ',
  '"73916458"',
  '73916458: x',
  '4 2 4 2',
  '[ 4242 ]',
  'apdu: 0020000104343234320',
  'apdu: 002000010434323432zz',
  'apdu: zz002000010434323432',
  'apdu: { command: 0020000104343234320 }',
  'apdu: { command: 00200001 0434323432 }',
  'apdu: 002400010434323432',
  'apdu: 002000010434323432 {',
  'apdu: "002000010434323432" 00',
  'insert: "4242"\n    CardAuthenticateEx: 4242',
  'CardAuthenticateEx: { pin: x }\n    expect: 4242',
  'CardAuthenticateEx: { pin: x }\n    expect: { error: 4242 }',
  'CardAuthenticateEx: { pin: x }\n    repeat: 4242',
  'CardAuthenticateEx: { pin: x }\n    reader: 73916458',
  'CardAuthenticateEx: { pin: x }\n    4242: x',
  'CardAuthenticateEx:\n      pin "sesame"\n      pinId: 1',
  'CardAuthenticateEx:\n    pin: 4242',
  'CardAuthenticateEx:\n\t pin: sesame',
  'pinPad:\n      answers:\n        - 4242\n       - sesame',
  'insert: medecin\n    pin: [ 4242 ]',
  'insert: "4242"',
  'insert: 87654321',
  'insert: code4242x',
  'insert: medecin, pin 4242',
  'insert: { 4242: medecin }',
  'insert: medecin\n    4242: x',
  'insert: { card: medecin, face: 4242 }',
  'remove: "4242"',
  'waitFor: "4242"',
  'elapse: "4242"',
  'elapse: 4 2 4 2',
  'remove: {}\n    repeat: "4242"',
  'remove: {}\n    reader: "4242"',
  'remove: {}\n    expect: { event: "4242" }',
  'plug: "4242"',
  'CardSignData: { container: "4242", hash: sha256, text: a }',
  'CardSignData: { container: SIGN, hash: "4242", text: a }',
])
  test(untold, `  - ${form}`);

for (const text of [
  'scenario: A\nreaders: { b: contact }\nsteps: 4242',
  'scenario: A\nreaders: { b: contact }\nsteps: CardAuthenticateEx sesame',
  'scenario: A\nreaders: { b: contact }\nsteps: [ { CardAuthenticateEx: { pin: 4242 }\n, "1234" ] ]',
  'scenario: A\nreaders: { b: contact }\nsteps: { CardAuthenticateEx: 4242 }\n4242',
  'scenario: A\nreaders: { b: "4242" }\nsteps: [ restart ]',
  'scenario: A\nreaders: { b: pin4242 }\nsteps: [ restart ]',
  'scenario: A\nreaders: { 4242: }\nsteps: [ restart ]',
  'scenario: A\nreaders: { b: contact, 4242 x: contact }\nsteps: [ restart ]',
  'scenario: A\nreaders: { b: contact }\ncards: { m: { profile: "4242" } }\nsteps: [ restart ]',
  'scenario: A\nreaders: { b: contact }\ncards: { m: { profile: cps3-medecin,4242 } }\nsteps: [ restart ]',
  'scenario: A\nreaders: { b: contact }\ncards: { m: { profile4242: x } }\nsteps: [ restart ]',
  'scenario: A\nreaders: { b: contact }\ncards: { m: { profile: cps3-medecin, seed: pin4242 } }\nsteps: [ restart ]',
  'scenario: A\nreaders: { b: contact }\npin: 4242\nsteps: [ restart ]',
  'scenario: A\nreaders: { b: contact }\n4242: CardAuthenticateEx\nsteps: [ restart ]',
])
  test(untold, text);

const stillTold = test.macro({
  exec(t, step: string, words: RegExp) {
    t.regex(told(`${HEAD}  - ${step}\n`), words);
  },
  title: (_, step: string) => `still told: ${step}`,
});

test(stillTold, 'CardAuthentcateEx: 4242', /found 'CardAuthentcateEx'.*did you mean 'CardAuthenticateEx'/);
test(stillTold, 'CardAuthenticateEx 4242', /found 'CardAuthenticateEx \*\*\*\*'/);
test(stillTold, 'CardAuthenticateEx: { pinn: 4242 }', /found 'pinn'.*did you mean 'pin'/);
test(stillTold, 'CardAuthenticateEx: { pin "4242" }', /found another key, expected one of pin, pinId/);
test(stillTold, 'CardAuthenticateEx: { pin: "4242" } 4242', /CardAuthenticateEx: \{ pin: \\"\*\*\*\*\\" \} \*\*/);
test(stillTold, 'answer: 4242', /found 4 characters, expected 'cancel', or a code as \{ pin/);
test(stillTold, 'pinPad: 4242', /expected a mapping with answers/);
test(stillTold, 'CardUnblockPin: 4242', /expected a mapping with puk, newPin/);
test(stillTold, 'CardReadFile: [ cardid } ]', /- CardReadFile: \[ cardid \}/);
test(stillTold, 'elapse: 73916458', /found '\*\*\*\*', expected a time/);
test(stillTold, 'elapse: 2000 years', /found '2000 years'/);
test(stillTold, 'insert: medecin-2', /found 'medecin-2'/);
test(stillTold, 'insert: vu le 2026-11-29', /found 'vu le 2026-11-29'/);
test(stillTold, 'insert: 2026-11-291', /found '\*\*\*\*-11-291'/);

test('a step that takes one code takes it without its name', (t) => {
  const { steps } = parseScenario(
    `${HEAD}  - CardAuthenticateEx: "0042"\n  - CardAuthenticatePin: 0042\n  - CryptSetProvParam: "0042"\n  - NCryptSetProperty: "0042"\n`,
    'x.yaml',
  );
  for (const { args, text, definition } of steps) {
    t.is((args as { pin: string }).pin, '0042');
    t.is(text, `${definition.key} (pin: ****)`);
  }
});

test('control characters of a file are shown as their escapes', (t) => {
  const faults = told(`${HEAD}  - insert: "a\\e[31mb\\u009b\\u202e"\n`);
  t.true(faults.includes(String.raw`a\\u001B[31mb\\u009B\\u202E`), faults);
  const error = t.throws(() => loadScenario('/no/such\u001b[2J\n.yaml'));
  t.notRegex(error?.message ?? '', /\p{Cc}/u);
});
