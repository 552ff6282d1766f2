/** Scenario files: every fault tells its line and column, all faults of a file at once, and no code is repeated. */
import test from 'ava';
import { parseScenario } from '../../../../scenarios/engine/file/load.ts';
import { ScenarioFileError } from '../../../../scenarios/engine/file/scenario-file-error.ts';

const HEAD = `scenario: Essai
cards: { medecin: { profile: cps3-medecin, seed: 1 }, perdue: { profile: cps3-medecin, keptIn: file } }
readers: { bureau: contact, cabinet: contact }
steps:
`;

function faultsOf(text: string): readonly string[] {
  try {
    parseScenario(text, 'x.yaml');
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    return error.faults.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
  return [];
}

const faulty = test.macro({
  exec(t, step: string, place: string, words: RegExp) {
    const faults = faultsOf(`${HEAD}${step}`);
    t.is(faults.length, 1, faults.join('\n'));
    t.true(faults[0]?.startsWith(`${place} `), faults[0]);
    t.regex(faults[0] ?? '', words);
  },
  title: (_, step: string) => `fault: ${step.trim()}`,
});

test(faulty, '  - insrt: medecin', '5:5', /did you mean 'insert'/);
test(faulty, '  - CardSignDate: { container: SIGN }', '5:5', /did you mean 'CardSignData'/);
test(faulty, '  - insert: medcin', '5:13', /medecin, perdue.*did you mean 'medecin'/);
test(faulty, '  - plug: bureaux', '5:11', /did you mean 'bureau'/);
test(faulty, '  - insert: medecin\n    reader: salon', '6:13', /a reader of this scenario/);
test(faulty, '  - insert: medecin\n    repeat: deux', '6:13', /found 'deux', expected a whole number/);
test(faulty, '  - insert: medecin\n    repeat: 0', '6:13', /from 1 to 1000/);
test(faulty, '  - insert: medecin\n    remove: medecin', '6:5', /two steps in one/);
test(faulty, '  - insert: medecin\n    expect: { event: card-in }', '6:22', /card-inserted/);
test(faulty, '  - insert: medecin\n    expect: { within: 1 }', '6:23', /500ms or 2s/);
test(faulty, '  - CardAuthenticatePin: {}', '5:26', /for 'pin'/);
test(faulty, '  - CardAuthenticateEx: [ "1234" ]', '5:25', /found a list, expected a mapping/);
test(faulty, '  - CardReadFile: cardid\n    expect: { sameAs: hier }', '6:23', /remembered/);
test(faulty, '  - crash: medecin', '5:12', /keptIn: file.*\(perdue\)/);
test(faulty, '  - apdu: 00A4040', '5:11', /two digits each/);
test(faulty, '  - apdu: 00A40400\n    expect: { sw: 90 }', '6:19', /four hexadecimal digits/);
test(faulty, '  - readLog: { contains: x }', '5:16', /expected no key here$/);
test(faulty, '  - answer: {}', '5:13', /pin, insert or cancel, one of them/);
test(faulty, '  - answer: { pin: "1234", insert: medecin }', '5:13', /one of them/);
test(faulty, '  - CryptAcquireContext: { flags: [silence] }', '5:36', /did you mean 'silent'/);
test(faulty, '  - NCryptGetProperty: Lenght', '5:24', /did you mean 'Length'/);
test(faulty, '  - elapse: 10 ans', '5:13', /found '10 ans', expected a time such as 90min, 10 days, 10 years or P1Y6M/);
test(faulty, '  - elapse: 1001 years', '5:13', /at most 1000 years/);
test(faulty, '  - 12', '5:5', /expected a step/);
test(faulty, '  - [insert', '5:12', /\[insert/);
test(faulty, '  - insert: *carte', '5:13', /anchor/);
test(faulty, '  - insert: medecin\n    insert: medecin', '6:5', /each key once/);

const validity = test.macro({
  exec(t, valid: string, place: string, words: RegExp) {
    const faults = faultsOf(
      `scenario: Essai\ncards: { a: { profile: cps3-medecin, valid: ${valid} } }\nreaders: { r: contact }\nsteps: [ insert: a ]`,
    );
    t.is(faults.length, 1, faults.join('\n'));
    t.true(faults[0]?.startsWith(`2:${place} `), faults[0]);
    t.regex(faults[0] ?? '', words);
  },
  title: (_, valid: string) => `validity: ${valid}`,
});

test(validity, '{ from: 2030-01-01, to: 2029-01-01 }', '45', /valid from 2030-01-01T00:00:00Z to 2029-01-01T00:00:00Z/);
test(validity, '{ to: 2020-01-01 }', '45', /from 2026-01-01T00:00:00Z .*what is not given is as the profile has it/);
test(validity, '{ from: 2026-02-30 }', '53', /found '2026-02-30', expected a time: 2026-01-31/);
test(validity, '{}', '45', /expected 'from', 'to' or both/);
test(validity, '{ until: now }', '47', /found 'until', expected one of from, to$/);
test(validity, 'now', '45', /found 'now', expected a mapping with from, to$/);

const told = test.macro<[members: string, faults: readonly string[]]>({
  exec(t, members, faults) {
    t.deepEqual(faultsOf(`scenario: Essai\nreaders: { r: contact }\n${members}`), faults);
  },
  title: (_, members) => `told where it stands: ${members}`,
});
test(told, 'skip:\nsteps: [ restart ]\n', ["3:1 found nothing for 'skip', expected the reason, in words"]);
test(told, 'tags: []\nsteps: [ restart ]\n', ['3:7 found an empty list, expected a list with something in it']);
test(told, 'steps: []\n', ['3:8 found an empty list, expected at least one step']);
test(told, 'rows: { "": { a: b }, two: { a: c } }\nsteps: [ restart ]\n', [
  "3:9 found '', expected a name for the row",
]);

test('of a fault without its value the nearest of all faults is meant', (t) => {
  const [fault = ''] = faultsOf(
    'scenario: Essai\ncards: { a: { profile: cps3-medecin } }\nreaders: { r: contact }\nfaults: [ { when: { command: VERIFY }, do: lates } ]\nsteps: [ insert: a ]',
  );
  t.regex(
    fault,
    /expected a fault \(mute, .*leaves\), or one with its value \(mute, late, .*\); did you mean 'late'\?$/,
  );
});

const holder = test.macro({
  exec(t, members: string, place: string, words: RegExp) {
    const [fault = ''] = faultsOf(
      `scenario: Essai\ncards: { a: { profile: cps3-medecin, ${members} } }\nreaders: { r: contact }\nsteps: [ insert: a ]`,
    );
    t.true(fault.startsWith(`2:${place} `), fault);
    t.regex(fault, words);
  },
  title: (_, members: string) => `card: ${members}`,
});
test(holder, 'identity: nobody', '48', /no person 'nobody': expected one of alain-generaliste, /);
test(holder, 'identity: nobody.json', '48', /nobody\.json: no such file or directory; expected a person/);
test(holder, 'chain: wrong', '45', /found 'wrong', expected other/);
test(holder, 'opposed: { reason: lost }', '57', /found 'lost', expected /);
test(holder, 'opposed: { at: soon }', '53', /found 'soon', expected a time: /);

const whole = test.macro({
  exec(t, text: string, place: string) {
    t.true(faultsOf(text)[0]?.startsWith(`${place} `), faultsOf(text).join('\n'));
  },
  title: (_, text: string) => `whole file: ${JSON.stringify(text)}`,
});

test(whole, '', '1:1');
test(whole, '- insert: medecin', '1:1');
test(whole, 'scenario: A\n---\nscenario: B', '2:1');
test(whole, 'scenario: A\nreaders: {}\nsteps: [ restart ]', '2:10');
test(whole, 'scenario: A\nreaders: { b: contact }\nsteps: []', '3:8');
test(whole, 'scenario: A\ncards: { m: { profile: cps9 } }\nreaders: { b: contact }\nsteps: [ restart ]', '2:24');
test(whole, 'scenario: A\ncards: { m: { file: no.cps.json } }\nreaders: { b: contact }\nsteps: [ restart ]', '2:21');

test('all faults of a file come at once, in its order', (t) => {
  const faults = faultsOf(`${HEAD}  - insrt: medecin\n  - insert: moi\n  - plug: ici\n  - repeat: 2\n`);
  t.deepEqual(
    faults.map((fault) => fault.split(':')[0]),
    ['5', '6', '7', '8'],
  );
});

test('a code is never repeated in a fault', (t) => {
  const faults = [
    ...faultsOf(`${HEAD}  - CardAuthenticateEx: { pin: [ 7391 ] }`),
    ...faultsOf(`${HEAD}  - CardAuthenticateEx: { pin: 7391, pin: 7391 }`),
    ...faultsOf(`${HEAD}  - CardUnblockPin: { puk: 73917391, newPin: "7391"`),
  ];
  t.is(faults.length >= 3, true);
  for (const fault of faults) t.notRegex(fault, /7391/);
});

test('digits and hexadecimal stay what they are', (t) => {
  const { steps } = parseScenario(
    `${HEAD}  - CardAuthenticateEx: { pin: 0002 }\n  - apdu: 0020 3E00\n    expect: { sw: 6A8X }\n`,
    'x.yaml',
  );
  t.deepEqual(steps[0]?.args, { pin: '0002' });
  t.deepEqual(steps[1]?.args, { command: Uint8Array.of(0x00, 0x20, 0x3e, 0x00) });
  t.deepEqual(steps[1]?.expect, { sw: '6A8X' });
});

test('a step knows its place, its reader and its words, without the code', (t) => {
  const { steps } = parseScenario(
    `${HEAD}  - insert: medecin\n    reader: cabinet\n  - CardAuthenticateEx: { pin: "7391" }\n    repeat: 2\n  - restart\n`,
    'x.yaml',
  );
  t.deepEqual(
    steps.map(({ line, reader, repeat, text }) => [line, reader, repeat, text]),
    [
      [5, 'cabinet', 1, 'insert medecin'],
      [7, 'bureau', 2, 'CardAuthenticateEx (pin: ****)'],
      [9, 'bureau', 1, 'restart'],
    ],
  );
});

test('a raw VERIFY is masked in the words of its step', (t) => {
  const { steps } = parseScenario(`${HEAD}  - apdu: 00 20 00 01 04 37 33 39 31\n`, 'x.yaml');
  t.is(steps[0]?.text, 'apdu 00 20 00 01 04 2A 2A 2A 2A');
});

for (const step of [
  'CardSignData: { container: SIGN, hash: sha256',
  'CardRSADecrypt: { container: AUTH',
  'CryptSignHash: { program: p, hash: sha256',
  'CryptDecrypt: { program: p',
  'NCryptSignHash: { program: p, hash: sha256',
  'NCryptDecrypt: { program: p',
])
  for (const [message, fits] of [
    ['', false],
    [', text: a, data: "00"', false],
    [', text: ""', true],
    [', data: "00"', true],
  ] as const)
    test(`${step}${message} }: ${fits ? 'taken' : 'refused'}`, (t) => {
      const text = `scenario: A\nreaders: { b: contact }\nsteps:\n  - ${step}${message} }\n`;
      if (fits) t.notThrows(() => parseScenario(text, 'x.yaml'));
      else t.regex(t.throws(() => parseScenario(text, 'x.yaml')).message, /, expected text or data, one of them$/);
    });

test('files with the same names: each has its own used cards and remembered values', (t) => {
  const used = (steps: string) => [...parseScenario(`${HEAD}${steps}`, 'x.yaml').usedCards];
  t.deepEqual(used('  - insert: medecin\n'), ['medecin']);
  t.deepEqual(used('  - insert: perdue\n'), ['perdue']);
  t.deepEqual(used('  - CardReadFile: cardid\n'), []);
  const remembering = '  - insert: medecin\n  - CardReadFile: cardid\n    remember: carte\n';
  const comparing = '  - insert: medecin\n  - CardReadFile: cardid\n    expect: { sameAs: carte }\n';
  t.deepEqual(faultsOf(`${HEAD}${remembering}${comparing}`), []);
  t.is(faultsOf(`${HEAD}${comparing}`).length, 1);
});
