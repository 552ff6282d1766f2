/**
 * What real clients did, told in sentences: one expected text for each recording in fixtures/narrations (RECORD=1
 * writes them anew; read them before they are committed).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import test from 'ava';
import fc from 'fast-check';
import type { Language } from '#common/language.ts';
import { fromHex } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { Narrator } from '../../../../scenarios/observers/narration/index.ts';
import { shippedProfile } from '../../../../simulator/personalisation/index.ts';
import { profileOf, type RecordingFile, recordingNamed, recordings } from '../../../recordings.ts';

const FOLDER = new URL('../../../../fixtures/narrations/', import.meta.url);

function told(narrator: Narrator, events: Iterable<TraceEvent>): string[] {
  return [...[...events].flatMap((event) => narrator.narrate(event)), ...narrator.end()];
}

function toldOf(recording: RecordingFile, language: Language = 'en'): string[] {
  return told(new Narrator({ profile: profileOf(recording), language }), recording.events);
}

function golden(name: string, sentences: readonly string[]): string[] {
  const file = new URL(`${name}.txt`, FOLDER);
  if (process.env.RECORD === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, `${sentences.join('\n')}\n`);
  }
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
}

for (const recording of recordings()) {
  test(`${recording.file} in sentences`, (t) => {
    const sentences = toldOf(recording);
    t.deepEqual(sentences, golden(recording.file.replace('.jsonl', ''), sentences));
  });
}

test('in French', (t) => {
  const sentences = toldOf(recordingNamed('cryptolib-pin.jsonl'), 'fr');
  t.deepEqual(sentences, golden('cryptolib-pin.fr', sentences));
});

const apdu = (command: string, response: string): TraceEvent => ({
  kind: 'apdu',
  origin: 'card',
  card: 'test',
  command: fromHex(command),
  response: fromHex(response),
  durationMs: 0,
});

test('without a profile, by numbers and usual names', (t) => {
  const events = [
    apdu('00A40904043F002F01', '611A'),
    apdu('00C000001A', '62009000'),
    apdu('00B0000039', `${'00'.repeat(57)}9000`),
    apdu('00A4090C043F000001', '9000'),
    apdu('00A4020C02D120', '9000'),
    apdu('00B00000E7', '6982'),
    apdu('002241A406800102840182', '9000'),
    apdu('00880000044142434400', '6982'),
    apdu('0020000104', '63C2'),
    apdu('0070000001', '6D00'),
    apdu('FF', '6700'),
  ];
  t.deepEqual(told(new Narrator(), events), [
    'reads 3F00/2F01 (EF.ATR) (57 bytes)',
    'opens the application 3F00/0001',
    'reads 3F00/0001/D120: refused, code not verified',
    'wants to use a key: refused, code not verified',
    'asks the state of code porteur: not verified, 2 tries left',
    'MANAGE CHANNEL 0000 -> 6D00 INS not supported',
    'no command APDU: 1 bytes, expected at least CLA INS P1 P2 -> 6700 wrong length',
  ]);
});

type Exchanges = readonly (readonly [command: string, response: string])[];
const SELECT_APPLICATION = ['00A4090C043F000001', '9000'] as const;

const inBoth = test.macro(
  (t, exchanges: Exchanges, english: readonly string[], french: readonly string[] | undefined) => {
    const events = exchanges.map(([command, response]) => apdu(command, response));
    const profile = shippedProfile('cps3-medecin');
    t.deepEqual(told(new Narrator({ profile }), events), english);
    if (french !== undefined) t.deepEqual(told(new Narrator({ profile, language: 'fr' }), events), french);
  },
);
test(
  'GET DATA, refused',
  inBoth,
  [
    SELECT_APPLICATION,
    ['00CB3FFF0A4D087006BF900202A080', '6A88'],
    ['00CB3FFF0A4D087006BF810102A080', '6A88'],
    ['0020000100', '63C3'],
    ['80CA9F7F2D', '6A88'],
  ],
  [
    'opens the application CPX IAS',
    'asks the properties of CPS_PRIV_AUT: refused, referenced data not found',
    'asks the properties of PIN: refused, referenced data not found',
    'asks the state of PIN: not verified, 3 tries left',
    'reads CPLC: refused, referenced data not found',
  ],
  [
    "ouvre l'application CPX IAS",
    'demande les propriétés (CPS_PRIV_AUT) : refusé, donnée référencée absente',
    'demande les propriétés (code porteur) : refusé, donnée référencée absente',
    "demande l'état du code porteur : non vérifié, il reste 3 essais",
    'lit CPLC : refusé, donnée référencée absente',
  ],
);
test('GET DATA of the CPLC', inBoth, [['80CA9F7F2D', '9F7F2A009000']], ['reads CPLC'], ['lit CPLC']);
test(
  'a file written in parts, the last one refused',
  inBoth,
  [
    ['00A4090C063F000001D107', '9000'],
    ['00D6000002CAFE', '9000'],
    ['00D6000203CAFE00', '9000'],
    ['00D6000501CA', '6982'],
  ],
  ['writes CPS_DATA (5 bytes)', 'writes CPS_DATA: refused, code not verified'],
  ['écrit CPS_DATA (5 octets)', 'écrit CPS_DATA : refusé, code non vérifié'],
);
test(
  'a file written, refused at once',
  inBoth,
  [
    ['00A4090C063F000001D107', '9000'],
    ['00D6000002CAFE', '6982'],
  ],
  ['writes CPS_DATA: refused, code not verified'],
  ['écrit CPS_DATA : refusé, code non vérifié'],
);
test(
  'SELECT of the MF without data, of the parent, of a DF beside the current one',
  inBoth,
  [
    SELECT_APPLICATION,
    ['00A4000C', '9000'],
    ['00B09C000C', '5A0A80250000019000'],
    SELECT_APPLICATION,
    ['00A4030C', '9000'],
    ['00B09D0002', '80439000'],
    SELECT_APPLICATION,
    ['00A4000C020002', '9000'],
    ['00A4020C025031', '9000'],
    ['00B0000004', 'A00601029000'],
  ],
  [
    'opens the application CPX IAS',
    'reads EF.SN (7 bytes)',
    'reads EF.ATR (2 bytes)',
    'opens the application CPX IAS CL',
    'reads EF.OD (4 bytes)',
  ],
  undefined,
);
test(
  'codes changed and unblocked',
  inBoth,
  [
    ['0024000108FFFFFFFFFFFFFFFF', '9000'],
    ['0024000108FFFFFFFFFFFFFFFF', '63C1'],
    ['002C020104FFFFFFFF', '6982'],
    ['002C020104FFFFFFFF', '9000'],
  ],
  [
    'changes PIN: accepted',
    'changes PIN: wrong, 1 try left',
    'unblocks PIN: refused, security status not satisfied',
    'unblocks PIN: accepted',
  ],
  [
    'change le code porteur : accepté',
    'change le code porteur : faux, il reste 1 essai',
    "débloque le code porteur : refusé, conditions d'accès non remplies",
    'débloque le code porteur : accepté',
  ],
);
test(
  'a chain that another command ends is not told with it',
  inBoth,
  [
    SELECT_APPLICATION,
    ['002241B603840181', '9000'],
    ['102A808602AAAA', '9000'],
    ['0084000001', '009000'],
    [`002A9E9A20${'00'.repeat(32)}`, `${'00'.repeat(256)}9000`],
  ],
  ['opens the application CPX IAS', 'draws 1 random bytes', 'signs SHA-256 with CPS_PRIV_SIG'],
  undefined,
);
test(
  'the state of a code, asked until it is another one',
  inBoth,
  [
    ['0020000100', '63C3'],
    ['0020000100', '63C3'],
    ['0020000100', '9000'],
    ['0020000200', '6983'],
  ],
  [
    'asks the state of PIN: not verified, 3 tries left',
    'asks the state of PIN: verified',
    'asks the state of PUK: blocked',
  ],
  undefined,
);
test(
  'a digest left in the card, signed by an algorithm nobody knows',
  inBoth,
  [
    SELECT_APPLICATION,
    ['002241AA03800140', '9000'],
    ['002A90A00590008001AA', '9000'],
    ['002241B606800199840181', '9000'],
    ['002A9E9A00', `${'00'.repeat(256)}9000`],
  ],
  ['opens the application CPX IAS', 'signs SHA-256 with CPS_PRIV_SIG'],
  ["ouvre l'application CPX IAS", 'signe SHA-256 avec CPS_PRIV_SIG'],
);
test(
  'a code of the CPS2ter volet that is blocked',
  inBoth,
  [['A020000104FFFFFFFF', '9840']],
  ['presents PIN: blocked'],
  ['présente le code porteur : bloqué'],
);
test(
  'names looked for in vain, each told once',
  inBoth,
  [
    ['00A4090C043F00D010', '6A82'],
    ['00A4090C043F00D011', '6A82'],
    ['00A4090C043F00D010', '6A82'],
    ['00A4040C05A000000001', '6A82'],
  ],
  ['looks for 3 files or applications, none is there: EF_ACTUA, 3F00/D011, A000000001'],
  ["cherche 3 fichiers ou applications, aucun n'est là : EF_ACTUA, 3F00/D011, A000000001"],
);
test(
  'reading refused: by a code, and by something else',
  inBoth,
  [
    ['00B09D0001', '6985'],
    ['A0A40000024010', '9F07'],
    ['A0B0000036', '9804'],
  ],
  [
    'reads EF.ATR: refused, conditions of use not satisfied',
    'goes to the CPS2ter volet',
    'reads CPS2TER_ACTIVITY_01_PS: refused, code not verified',
  ],
  undefined,
);
test(
  'random bytes, drawn twice',
  inBoth,
  [
    ['0084000008', '01020304050607089000'],
    ['0084000008', '01020304050607089000'],
    ['0020000100', '9000'],
  ],
  ['draws 16 random bytes', 'asks the state of PIN: verified'],
  ['tire 16 octets au hasard', "demande l'état du code porteur : vérifié"],
);

test('it never throws and never stops telling, whatever passes', (t) => {
  const bytes = fc.uint8Array({ maxLength: 20 });
  const telling = fc.property(fc.array(fc.tuple(bytes, bytes), { maxLength: 30 }), fc.boolean(), (pairs, known) => {
    const narrator = new Narrator(known ? { profile: shippedProfile('cps3-medecin') } : {});
    const events = pairs.map(
      ([command, response]): TraceEvent => ({
        kind: 'apdu',
        origin: 'card',
        card: 'x',
        command,
        response,
        durationMs: 0,
      }),
    );
    const sentences = told(narrator, [...events, apdu('0020000104FFFFFFFF', '63C1')]);
    return /: wrong, 1 try left$/.test(sentences.at(-1) ?? '') && sentences.every((sentence) => sentence !== '');
  });
  t.notThrows(() => fc.assert(telling, { seed: 7, numRuns: 500 }));
});
