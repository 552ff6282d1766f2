/** GET DATA: security data objects and data objects. */
import test from 'ava';
import type { Profile } from '../../../../simulator/card/profile/schema.ts';
import {
  type Exchange,
  playExchanges,
  SELECT_APPLICATION,
  SELECT_MF,
  type TestCardOptions,
  t1,
  testCard,
  VERIFY_PIN,
  WRONG_PIN,
} from '../test-card.ts';

const exchanges = test.macro<[readonly Exchange[], TestCardOptions?]>((t, list, options) =>
  playExchanges(t, testCard(options), list),
);

const CHV_1_DOCP = '00 CB 3F FF 0A 4D08 7006 BF8101 02 A080';
const CHV_2_DOCP = '00 CB 3F FF 0A 4D08 7006 BF8102 02 A080';
const RSA_1_DOCP = '00 CB 3F FF 0A 4D08 7006 BF9001 02 A080';
const RSA_2_DOCP = '00 CB 3F FF 0A 4D08 7006 BF9002 02 A080';
const SE_3 = '00 CB 3F FF 0A 4D08 7006 BFFB03 02 7B80';

// Source: a real card, OpenSC PR 2217 (reference/cps-facts.md (c), reference/cryptolib.md 7).
test('CHV 01: tries and access rules as a real card gives them', exchanges, [
  [CHV_1_DOCP, '6118'],
  ['00 C0 00 00 18', '7016 BF810112 A010 9A0103 9B0103 A108 8C06F3000013FF00 9000'],
]);
// Source: the same trace; uses left 9D02 0064.
test('CHV 02: tries, uses and access rules', exchanges, [
  SELECT_MF,
  [CHV_2_DOCP, '611C'],
  ['00 C0 00 00 1C', '701A BF810216 A014 9A010A 9B010A 9D020064 A108 8C06F3FF00FFFF00 9000'],
]);
test('tries left are those of now', exchanges, [
  [WRONG_PIN, '63C2'],
  [CHV_1_DOCP, '6118'],
  ['00 C0 00 00 18', '7016 BF810112 A010 9A0103 9B0102 A108 8C06F3000013FF00 9000'],
]);
// Source: reference/opensc-cpx.md 7.
test('CHV 01: longest and shortest code', exchanges, [
  ['00 CB 3F FF 0B 4D09 7007 BF8101 03 7F4180', '610F'],
  ['00 C0 00 00 0F', '700D BF810109 7F4106 800108 810104 9000'],
]);
test('SE 03 names the code that unblocks', exchanges, [
  SELECT_MF,
  [SE_3, '6110'],
  ['00 C0 00 00 10', '700E BFFB030A 7B08 A406 830102 950108 9000'],
]);
test('RSA private keys: no public data, then the DOCP', exchanges, [
  SELECT_APPLICATION,
  ['00 CB 3F FF 0B 4D09 7007 BF9001 03 7F4880', '6A80'],
  [RSA_2_DOCP, '6121'],
  ['00 C0 00 00 00', '6C21'],
  ['00 C0 00 00 21', '701F BF90021B A019 80020100 9E0100 A110 8C0673FF1111FF00 9C0673FFFFFFFFFF 9000'],
]);
test(
  'T=1: the non-repudiation byte of the signature key',
  exchanges,
  [
    SELECT_APPLICATION,
    [`${RSA_1_DOCP} 00`, '701F BF90011B A019 80020100 9E0101 A110 8C067311FFFFFF00 9C0673FFFFFFFFFF 9000'],
    [RSA_1_DOCP, '6121'],
  ],
  { change: t1 },
);

// Source: reference/opensc-cpx.md 7, reference/cps-facts.md (b): PIN SDOs in the MF, RSA SDOs in 3F00/0001, else 6A88.
test('each SDO in its place only', exchanges, [
  SELECT_MF,
  [RSA_1_DOCP, '6A88'],
  SELECT_APPLICATION,
  [CHV_1_DOCP, '6A88'],
  [SE_3, '6A88'],
  ['00 A4 09 0C 04 3F000002', '9000'],
  [RSA_1_DOCP, '6A88'],
  ['00 A4 09 0C 04 3F00D003', '9000'],
  [CHV_1_DOCP, '6118'],
]);
test('SDOs that are not there', exchanges, [
  ['00 CB 3F FF 0A 4D08 7006 BF8103 02 A080', '6A88'],
  ['00 CB 3F FF 0A 4D08 7006 BFFB05 02 7B80', '6A88'],
  ['00 CB 3F FF 0A 4D08 7006 BF8A01 02 A280', '6A88'],
  ['00 CB 3F FF 0A 4D08 7006 BFA001 02 7F49', '6A88'],
  ['00 CB 3F FF 08 4D06 7004 DF2001 00', '6A88'],
  SELECT_APPLICATION,
  ['00 CB 3F FF 0A 4D08 7006 BF9004 02 A080', '6A88'],
]);
test('parts without public data', exchanges, [
  ['00 CB 3F FF 0B 4D09 7007 BF8101 03 7F4880', '6A80'],
  ['00 CB 3F FF 08 4D06 7004 BF8101 00', '6A80'],
  ['00 CB 3F FF 0A 4D08 7006 BF8101 02 A000', '6A80'],
  ['00 CB 3F FF 0A 4D08 7006 BFFB01 02 A080', '6A80'],
]);
test('what is no header list', exchanges, [
  ['00 CB 3F FF 0A 4D09 7006 BF8101 02 A080', '6A80'],
  ['00 CB 3F FF 03 5C017E', '6A80'],
  ['00 CB 3F FF 00', '6A80'],
  ['00 CB 00 00 0A 4D08 7006 BF8101 02 A080', '6B00'],
]);
const getNever = ({ pins, mf }: Profile): void => {
  if (pins['01'] !== undefined) pins['01'].access.contact = 'F3 00 00 13 FF FF';
  const application = mf.children['0001'];
  if (application?.type !== 'df') throw new Error('no 0001');
  const key = application.keys['01'];
  if (key !== undefined) key.access.contact = '73 11 FF FF FF 11';
};
test(
  'the GET condition of an SDO',
  exchanges,
  [[CHV_1_DOCP, '6982'], SELECT_APPLICATION, [RSA_1_DOCP, '6982'], VERIFY_PIN, [RSA_1_DOCP, '61*']],
  { change: getNever },
);

// Source: reference/cps-facts.md (e): 80 CA or 00 CA, 9F7F 2A and 42 bytes.
test('CPLC', exchanges, [
  ['80 CA 9F 7F 00', '6C2D'],
  ['80 CA 9F 7F 2D', '9F7F2A4790* 9000'],
  ['00 CA 9F 7F 2D', '9F7F2A4790* 9000'],
  ['00 CA 9F 7F 10', '6C2D'],
  ['00 CA DF 30 05', '6A88'],
  ['00 CA 00 42 00', '6A88'],
  ['00 CA 9F 7F 01 00', '6700'],
]);
test('a data object of more than 256 bytes', (t) => {
  const card = testCard();
  const contents = { ...card.store.state.contents, 'DO/0042': new Uint8Array(300).fill(7) };
  playExchanges(t, testCard({ state: { contents } }), [
    ['00 CA 00 42 10', '6C00'],
    ['00 CA 00 42 00', `${'07'.repeat(256)} 612C`],
    ['00 C0 00 00 2C', `${'07'.repeat(44)} 9000`],
  ]);
});
