/** When a rule of a fault fires: each condition, the order of the rules, how often, by chance. */
import test from 'ava';
import { fromHex, hex, NO_BYTES } from '#iso7816/bytes.ts';
import type { TraceEvent } from '#trace/event.ts';
import { seededRandom } from '../../../../scenarios/world/randomness.ts';
import type { FaultCondition, FaultRule } from '../../../../simulator/reader/faults/fault-rule.ts';
import { type FaultOccasion, FaultRules, neverFired } from '../../../../simulator/reader/faults/fault-rules.ts';
import { ruleText } from '../../../../simulator/reader/faults/rule-text.ts';

const READ_BINARY = hex`00 B0 82 00 10`;

function occasion(change: Partial<FaultOccasion> = {}): FaultOccasion {
  return {
    moment: 'command',
    card: 'medecin',
    reader: 'bureau',
    command: READ_BINARY,
    files: () => ['D003'],
    pinState: () => 'not verified',
    ...change,
  };
}

function rulesOf(rules: readonly FaultRule[], events: TraceEvent[] = [], seed = 1): FaultRules {
  const made = new FaultRules({
    trace: (event) => void events.push(event),
    randomOf: (rule) => seededRandom(seed, 'fault', rule),
  });
  if (rules.length > 0) made.add(rules);
  return made;
}

// biome-ignore format: one condition a line
const CONDITIONS: readonly (readonly [string, FaultCondition, yes: Partial<FaultOccasion>, no: Partial<FaultOccasion>])[] = [
  ['card', { card: 'medecin' }, {}, { card: 'infirmier' }],
  ['reader', { reader: 'bureau' }, {}, { reader: 'cabinet' }],
  ['reader, of a card in none', { reader: 'bureau' }, {}, { reader: undefined }],
  ['command by its name', { command: 'READ BINARY' }, {}, { command: hex`00 D6 82 00 01 00` }],
  ['command by its name in small letters', { command: 'read binary' }, {}, { command: hex`00 A4 00 0C` }],
  ['GET DATA in both its forms', { command: 'GET DATA' }, { command: hex`00 CB 3F FF 00` }, {}],
  ['GET DATA in both its forms, the even one', { command: 'GET DATA' }, { command: hex`00 CA 01 01 00` }, {}],
  ['command by its INS', { command: 'b0' }, {}, { command: hex`00 B2 82 00 10` }],
  ['p1p2', { p1p2: '8200' }, {}, { command: hex`00 B0 82 01 10` }],
  ['p1p2 with any digit', { p1p2: '82xx' }, { command: hex`00 B0 82 7F 10` }, { command: hex`00 B0 83 00 10` }],
  ['file', { file: 'd003' }, {}, { files: () => ['D004'] }],
  ['file, where none is selected', { file: 'D003' }, {}, { files: () => [] }],
  ['pinState verified', { pinState: 'verified' }, { pinState: () => 'verified' }, {}],
  ['pinState not verified', { pinState: 'not verified' }, {}, { pinState: () => 'blocked' }],
  ['pinState blocked', { pinState: 'blocked' }, { pinState: () => 'blocked' }, {}],
  ['pinState of a card without a code', { pinState: 'blocked' }, { pinState: () => 'blocked' }, { pinState: () => undefined }],
  ['a command, not an answer to reset', {}, {}, { moment: 'powerOn', command: NO_BYTES }],
];
for (const [name, when, yes, no] of CONDITIONS)
  test(name, (t) => {
    const rules = rulesOf([{ when, do: 'mute' }]);
    t.is(rules.next(occasion(no)), undefined);
    t.is(rules.next(occasion(yes))?.name, 'mute');
    t.deepEqual(
      rules.records.map(({ fired }) => fired),
      [1],
    );
  });

test('an ATR is changed at power-on and reset, or at one of them', (t) => {
  const rules = rulesOf([{ when: { at: 'reset' }, do: 'noAtr' }, { do: 'changingAtr' }]);
  const names = (['command', 'powerOn', 'reset'] as const).map((moment) => rules.next(occasion({ moment }))?.name);
  t.deepEqual(names, [undefined, 'changingAtr', 'noAtr']);
});

test('a removal that is noticed late happens at a removal, and nothing else does', (t) => {
  const rules = rulesOf([{ do: 'mute' }, { when: { card: 'medecin', nth: 2 }, do: { noticedAfter: 500 } }]);
  t.is(rules.noticedAfterMs('medecin', 'bureau'), undefined);
  t.is(rules.noticedAfterMs('pharmacien', 'bureau'), undefined);
  t.is(rules.noticedAfterMs('medecin', 'bureau'), 500);
  t.deepEqual(
    rules.records.map(({ fired }) => fired),
    [0, 1],
  );
});

test('worn memory is met by READ BINARY and UPDATE BINARY alone', (t) => {
  const rules = rulesOf([{ do: 'worn' }]);
  const fires = ['00B0000001', '00D600000100', '00A4000C023F00', '002000010431323334', '00'].map(
    (command) => rules.next(occasion({ command: fromHex(command) })) !== undefined,
  );
  t.deepEqual(fires, [true, true, false, false, false]);
});

/** The places, from 1, at which it fires in ten. */
function places(when: FaultCondition, seed = 1): number[] {
  const rules = rulesOf([{ when, do: 'mute' }], [], seed);
  return Array.from({ length: 10 }, (_, i) => i + 1).filter(() => rules.next(occasion()) !== undefined);
}

test('nth and times', (t) => {
  t.deepEqual(places({}), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  t.deepEqual(places({ nth: 3 }), [3]);
  t.deepEqual(places({ nth: 3, times: 2 }), [3, 4]);
  t.deepEqual(places({ times: 2 }), [1, 2]);
  t.deepEqual(places({ nth: 11 }), []);
});

test('chance comes from the seed', (t) => {
  const drawn = places({ chance: 40 });
  t.true(drawn.length > 0 && drawn.length < 10);
  t.deepEqual(places({ chance: 40 }), drawn);
  t.notDeepEqual(places({ chance: 40 }, 2), drawn);
  t.is(places({ chance: 100 }).length, 10);
  t.is(places({ chance: 70, times: 2 }).length, 2);
});

test('the first rule that fits fires, and the others count all the same', (t) => {
  const rules = rulesOf([
    { when: { nth: 2 }, do: 'empty' },
    { when: { nth: 2 }, do: 'garbage' },
    { when: { nth: 3 }, do: 'twice' },
  ]);
  const fired = [1, 2, 3].map(() => rules.next(occasion())?.name);
  t.deepEqual(fired, [undefined, 'empty', 'twice']);
  t.deepEqual(
    rules.records.map((record) => record.fired),
    [1, 0, 1],
  );
});

test('rules are replaced and taken back while they are in force; numbers and counts stay', (t) => {
  const rules = rulesOf([{ do: 'mute' }]);
  t.is(rules.next(occasion())?.rule, 1);
  t.deepEqual(rules.replace([{ do: 'empty' }]), [2]);
  t.is(rules.next(occasion())?.name, 'empty');
  rules.clear();
  t.false(rules.any);
  t.is(rules.next(occasion()), undefined);
  t.deepEqual(rules.add([{ do: 'twice' }]), [3]);
  t.deepEqual(
    rules.records.map(({ number, fired }) => [number, fired]),
    [
      [1, 1],
      [2, 1],
      [3, 0],
    ],
  );
});

test('each firing is an event with the number of its rule, in both languages', (t) => {
  const events: TraceEvent[] = [];
  const rules = rulesOf([{ when: { command: 'VERIFY' }, do: 'mute' }, { do: { sw: '6F00' } }], events);
  rules.next(occasion());
  const why = {
    en: 'rule 2, READ BINARY: answers 6F00 without doing it',
    fr: 'règle 2, READ BINARY : répond 6F00 sans rien faire',
  };
  const told = { kind: 'fault', origin: 'card', card: 'medecin', message: why.en, why, reason: 'rule', rule: 2 };
  t.deepEqual(events as unknown[], [told]);
});

test('a rule in words', (t) => {
  const words = (rule: FaultRule) => ruleText(rule).en;
  t.is(words({ do: 'mute' }), 'mute');
  t.is(
    words({ when: { command: 'READ BINARY', p1p2: '82XX', file: 'D003', nth: 2 }, do: { closed: 4 } }),
    'the card leaves after 4 bytes of its answer (READ BINARY 82XX, file D003, time 2)',
  );
  t.is(
    words({ when: { card: 'medecin', at: 'reset' }, do: { lateAtr: 500 } }),
    "ATR 500 ms late (reset, card 'medecin')",
  );
  t.regex(neverFired(2, ruleText({ do: 'mute' })).fr, /^règle 2, muette ; elle n'a jamais joué/);
});
