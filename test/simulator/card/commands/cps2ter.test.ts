/** The CPS2ter volet. Expected exchanges: reference/cryptolib.md 4, 6.11; reference/cps-facts.md (b), gap 5, gap 11. */
import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import type { Profile } from '../../../../simulator/card/profile/schema.ts';
import {
  type Exchange,
  playExchanges,
  SELECT_APPLICATION,
  type TestCardOptions,
  t1,
  testCard,
  VERIFY_PIN,
} from '../test-card.ts';

const MF: Exchange = ['A0 A4 00 00 02 3F00', '9F07'];
const DF: Exchange = ['A0 A4 00 00 02 7F01', '9F07'];
const SIT_FACT: Exchange = ['A0 A4 00 00 02 4000', '9F07'];
const VERIFY_PIN_OF_VOLET: Exchange = ['A0 20 00 01 04 31323334', '9000'];
const exclusive = (profile: Profile): void => {
  if (profile.cps2ter) profile.cps2ter.exclusion = 'bySelection';
};

const CONVERSATIONS: Readonly<Record<string, readonly [readonly Exchange[], TestCardOptions?]>> = {
  'SELECT step by step, size, file identifier and type by GET RESPONSE': [
    [
      MF,
      ['A0 C0 0000 07', '8505 0000 3F00 01 9000'],
      DF,
      ['A0 C0 0000 07', '8505 0000 7F01 02 9000'],
      SIT_FACT,
      ['A0 C0 0000 07', '8505 0036 4000 04 9000'],
    ],
  ],
  'GET RESPONSE in parts': [
    [
      MF,
      ['A0 C0 0000 05', '8505 0000 3F 9F02'],
      ['A0 C0 0000 03', '6C02'],
      ['A0 C0 0000 02', '0001 9000'],
      ['A0 C0 0000 02', '6985'],
    ],
  ],
  'GET RESPONSE badly made, and an answer that another command has taken the place of': [
    [
      MF,
      ['A0 C0 0100 07', '6B00'],
      ['A0 C0 0000 07', '8505 0000 3F00 01 9000'],
      MF,
      ['A0 20 00 01 03 303030', '6700'],
      ['A0 C0 0000 07', '6985'],
    ],
  ],
  'a file is reached from its DF only': [
    [
      ['A0 A4 00 00 02 4000', '9404'],
      ['A0 A4 00 00 02 4010', '9F07'],
      DF,
      ['A0 A4 00 00 02 4010', '9404'],
      ['A0 A4 00 00 02 2F00', '9404'],
    ],
  ],
  'SELECT badly made': [
    [
      ['A0 A4 04 00 02 3F00', '6B00'],
      ['A0 A4 00 04 02 3F00', '6B00'],
      ['A0 A4 00 00 04 3F007F01', '6700'],
    ],
  ],
  'READ BINARY after the code of the IAS volet': [
    [
      MF,
      ['A0 B0 0000 07', '9400'],
      DF,
      SIT_FACT,
      ['A0 B0 0000 36', '9804'],
      VERIFY_PIN,
      ['A0 B0 0000 36', 'E034*9000'],
      ['A0 B0 0036 01', '9402'],
      ['A0 B0 0000 01 00', '6700'],
      ['A0 B0 0035 01', '*9000'],
    ],
  ],
  'T=1: READ BINARY has an Le, and no data field': [
    [DF, SIT_FACT, VERIFY_PIN, ['A0 B0 0000', '6700'], ['A0 B0 0000 01 00 07', '6700'], ['A0 B0 0000 02', 'E0349000']],
    { change: t1 },
  ],
  'its VERIFY is that of the IAS volet, with words of its own': [
    [
      MF,
      DF,
      SIT_FACT,
      ['A0 20 00 01 04 30303030', '9804'],
      ['00 20 00 01', '63C2'],
      ['A0 20 00 01 04 31323334', '9000'],
      ['A0 B0 0000 36', 'E034*9000'],
      ['00 20 00 01 00', '9000'],
      ['A0 20 00 01 03 303030', '6700'],
      ['A0 20 00 02 04 30303030', '6B00'],
    ],
  ],
  'blocked by the one, blocked for the other': [
    [
      ['A0 20 00 01 04 30303030', '9804'],
      ['00 20 00 01 04 30303030', '63C1'],
      ['A0 20 00 01 04 30303030', '9804'],
      ['A0 20 00 01 04 31323334', '9840'],
      ['00 20 00 01 04 31323334', '6983'],
    ],
  ],
  'each volet has its current file': [
    [
      SELECT_APPLICATION,
      MF,
      DF,
      ['00 A4 02 0C 02 5031', '9000'],
      SIT_FACT,
      ['00 B0 0000 02', 'A8069000'],
      VERIFY_PIN,
      ['A0 B0 0000 02', 'E034 9000'],
    ],
  ],
  'nothing else in class A0': [
    [
      ['A0 22 41 A4 03 840182', '6D00'],
      ['A0 D6 00 00 01 00', '6D00'],
      ['A0 C0 00 00 07', '6985'],
    ],
  ],
  'by class: selecting its application excludes nothing': [
    [['00 A4 04 0C 08 8025000001FF0002', '9000'], SELECT_APPLICATION, MF],
  ],
  'by selection: class 00 is refused until the IAS application is selected by name': [
    [
      SELECT_APPLICATION,
      ['00 A4 04 0C 08 8025000001FF0002', '9000'],
      MF,
      ['00 20 00 01', '6E00'],
      ['00 A4 09 0C 02 3F00', '6E00'],
      ['00 A4 04 0C 08 8025000001FF0100', '9000'],
      ['00 A4 09 0C 02 3F00', '9000'],
    ],
    { change: exclusive },
  ],
  'by selection: a SELECT that finds nothing, or is badly made, changes nothing': [
    [
      ['00 A4 04 05 08 8025000001FF0002', '6B00'],
      ['00 20 00 01', '63C3'],
      ['00 A4 04 0C 08 8025000001FF0002', '9000'],
      ['00 A4 04 0C 05 A000000001', '6A82'],
      ['00 20 00 01', '6E00'],
      VERIFY_PIN_OF_VOLET,
      ['00 C0 0000 07', '6E00'],
      ['00 A4 04 04 08 8025000001FF0100', '61*'],
      ['00 20 00 01', '9000'],
    ],
    { change: exclusive },
  ],
  'by selection, another word for the refusal': [
    [
      ['00 A4 04 0C 08 8025000001FF0002', '9000'],
      ['00 20 00 01', '6A86'],
    ],
    {
      change: (profile) => {
        exclusive(profile);
        if (profile.cps2ter) profile.cps2ter.refusal = '6A86';
      },
    },
  ],
  'not by the antenna': [
    [
      ['A0 A4 00 00 02 3F00', '6E00'],
      ['00 A4 04 0C 08 8025000001FF0002', '6A82'],
    ],
    { face: 'contactless' },
  ],
  'not on a card without it': [
    [
      ['A0 A4 00 00 02 3F00', '6E00'],
      ['00 A4 04 0C 08 8025000001FF0002', '6A82'],
    ],
    {
      change: (profile) => {
        profile.cps2ter = undefined;
      },
    },
  ],
};
test('VERIFY of a volet whose code the card does not have', (t) => {
  const change = (profile: Profile): void => {
    if (profile.cps2ter) profile.cps2ter.pin = '05';
  };
  playExchanges(t, testCard({ change }), [['A0 20 00 05 04 31323334', '9802']]);
});

test('READ BINARY from an offset beyond 255', (t) => {
  const content = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
  const contents = { ...testCard().store.state.contents, 'CPS2TER/3F00/7F01/4000': content };
  playExchanges(t, testCard({ state: { contents } }), [
    VERIFY_PIN,
    DF,
    SIT_FACT,
    ['A0 B0 0101 02', '0607 9000'],
    ['A0 B0 012B 01', '30 9000'],
    ['A0 B0 012C 01', '9402'],
  ]);
});

for (const [title, [exchanges, options]] of Object.entries(CONVERSATIONS))
  test(title, (t) => playExchanges(t, testCard(options), exchanges));

test('a reset forgets where it was, and opens the IAS volet again', (t) => {
  const { card, send } = testCard({ change: exclusive });
  for (const [command] of [MF, DF]) send(command);
  send('00 A4 04 0C 08 8025000001FF0002');
  card.reset();
  t.is(send('00 20 00 01'), '63C3');
  t.is(send(SIT_FACT[0]), '9404');
});

test("situations d'exercice with holes in their numbers, the same in both volets", (t) => {
  const { send, store } = testCard({ profile: 'cps3-infirmier' });
  send(VERIFY_PIN[0]);
  for (const [ias, cps2ter, number, structure] of [
    ['D120', '4010', '01', 'HOPITAL DE SIMULATION9003'],
    ['D122', '4012', '03', 'CLINIQUE DE SIMULATION9004'],
    ['D12F', '401F', '10', 'CABINET INFIRMIER DE SIMULATION9005'],
  ] as const) {
    t.is(send(`A0 A4 00 00 02 ${cps2ter}`), '9F07');
    t.regex(send('A0 B0 0000 05'), new RegExp(`^30..8001${number}9000$`));
    t.is(send(`00 A4 09 0C 06 3F000001${ias}`), '9000');
    t.regex(send('00 B0 0000 03'), /^EE..809000$/);
    for (const path of [`3F00/0001/${ias}`, `CPS2TER/3F00/${cps2ter}`])
      t.true(Buffer.from(store.state.contents[path] ?? []).includes(structure), path);
  }
  t.is(send('00 A4 09 0C 06 3F000001D121'), '6A82');
  t.is(Object.keys(store.state.contents).filter((path) => path.includes('/D12')).length, 3);
});

test('EF_ACTUA is not there until an update makes it, and gone when it is taken away', (t) => {
  const { send, store } = testCard();
  const select = '00 A4 09 04 04 3F00D010';
  const path = '3F00/D010';
  t.is(send(select), '6A82');
  const actua = 'EC12810720260102030405820720260102030406';
  store.commit({ contents: { [path]: fromHex(actua) } });
  t.is(send(select), '6124');
  t.true(send('00 C0 0000 24').startsWith('622280020014'));
  t.is(send('00 B0 0000 14'), `${actua}9000`);
  store.commit({ contents: { [path]: undefined } });
  t.is(send(select), '6A82');
  t.false(path in store.state.contents);
});

test('the unblocking code at its last use, and after it', (t) => {
  const left = { value: '12345678', triesRemaining: 10, usesRemaining: 1 };
  const card = testCard({ state: { referenceData: { '01': { value: '1234', triesRemaining: 0 }, '02': left } } });
  playExchanges(t, card, [
    ['00 20 00 02 08 3132333435363738', '9000'],
    ['00 2C 02 01 04 34333231', '9000'],
    ['00 CB 3FFF 0A 4D087006BF810202A080', '61*'],
    ['00 2C 02 01 04 31323334', '6983'],
    ['00 20 00 02 08 3132333435363738', '6983'],
    ['00 20 00 01 04 34333231', '9000'],
  ]);
  t.is(card.store.state.referenceData['02']?.usesRemaining, 0);
  t.regex(toHex(fromHex(card.send('00 CB 3FFF 0A 4D087006BF810202A080') && card.send('00 C0 0000 1C'))), /9D020000/);
});

test('the status word of an exhausted code is a field of the profile', (t) => {
  const spent = { value: '12345678', triesRemaining: 10, usesRemaining: 0 };
  const { send } = testCard({
    change: (profile) => {
      profile.behaviour.exhaustedSw = '6985';
    },
    state: { referenceData: { '01': { value: '1234', triesRemaining: 0 }, '02': spent } },
  });
  t.is(send('00 20 00 02 08 3132333435363738'), '6985');
});

for (const [title, data, sw] of [
  ['no try left', { value: '1234', triesRemaining: 0 }, '9840'],
  ['no use left', { value: '1234', triesRemaining: 3, usesRemaining: 0 }, '9840'],
  ['no code at all', undefined, '9802'],
] as const)
  test(`VERIFY of the CPS2ter volet: ${title}`, (t) => {
    const { send } = testCard({
      change: (profile) => {
        profile.behaviour.exhaustedSw = '6985';
      },
      state: { referenceData: data === undefined ? {} : { '01': data } },
    });
    t.is(send('A0 20 00 01 04 31323334'), sw);
  });

test('VERIFY of the CPS2ter volet: a state that cannot be stored', (t) => {
  const { send } = testCard({
    store: ({ profile, state }) => ({
      profile,
      state,
      commit() {
        throw new Error('disk full');
      },
    }),
  });
  t.is(send('A0 20 00 01 04 31323334'), '9240');
});

test('VERIFY of the CPS2ter volet: a volet with a code of its own counts its own tries', (t) => {
  const { send } = testCard({
    change: (profile) => {
      const pin = profile.pins['01'];
      if (pin === undefined || profile.cps2ter === undefined) throw new Error('expected a code and a volet');
      profile.pins['04'] = pin;
      profile.cps2ter.pin = '04';
    },
    state: {
      referenceData: { '01': { value: '1234', triesRemaining: 3 }, '04': { value: '4321', triesRemaining: 1 } },
    },
  });
  t.is(send('A0 20 00 04 04 31323334'), '9804');
  t.is(send('A0 20 00 04 04 34333231'), '9840');
  t.is(send('00 20 00 01'), '63C3');
});

test('EF_ACTUA taken away while it is selected is no longer read', (t) => {
  const path = '3F00/D010';
  const { send, store } = testCard();
  store.commit({ contents: { [path]: fromHex('EC028100') } });
  t.is(send('00 A4 09 0C 04 3F00D010'), '9000');
  t.is(send('00 B0 0000 04'), 'EC0281009000');
  store.commit({ contents: { [path]: undefined } });
  t.is(send('00 B0 0000 04'), '6986');
  t.is(send('00 D6 0000 01 00'), '6986');
});
