/** READ BINARY and UPDATE BINARY. */
import test from 'ava';
import { hex, toHex } from '#iso7816/bytes.ts';
import { type Exchange, playExchanges, state, t1, testCard, VERIFY_PIN, WRONG_PIN } from '../test-card.ts';

const exchanges = test.macro<[readonly Exchange[]]>((t, list) => playExchanges(t, testCard(), list));
const exchangesT1 = test.macro<[readonly Exchange[]]>((t, list) => playExchanges(t, testCard({ change: t1 }), list));

const SELECT_SN = ['00 A4 09 0C 04 3F00D003', '9000'] as const;
const SELECT_CPS_DATA = ['00 A4 09 0C 06 3F000001D107', '9000'] as const;
const SELECT_ACTIVITY = ['00 A4 09 0C 06 3F000001D120', '9000'] as const;

// Source: reference/opensc-cpx.md 2 and 4, reference/cryptolib.md 2.3 and 5.
test('EF.SN by its SFI with Le C0', exchanges, [
  ['00 B0 9C 00 C0', '6C0C'],
  ['00 B0 9C 00 0C', '5A0A8025000001* 9000'],
]);
test('EF.ATR by its SFI', exchanges, [
  ['00 B0 9D 00 00', '6C39'],
  [
    '00 B0 9D 00 39',
    '80 4301B8 460404B0ECC1 4703940180 4F088025000001FF0100 E01002020104020201040202010002020100 780806062B8122F87802 82029000 9000',
  ],
]);
test('the SFI makes the EF current', exchanges, [
  ['00 B0 9C 00 01', '5A 9000'],
  ['00 B0 00 01 01', '0A 9000'],
]);
test('a part, the end, behind the end', exchanges, [
  SELECT_SN,
  ['00 B0 00 02 05', '80 25 00 00 01 9000'],
  ['00 B0 00 0A 02', '* 9000'],
  ['00 B0 00 0A 03', '6C02'],
  ['00 B0 00 0C 01', '6282'],
  ['00 B0 00 0D 01', '6B00'],
  ['00 B0 7F FF 01', '6B00'],
]);
test('256 bytes at once, and what is left of a certificate', (t) => {
  const card = testCard();
  playExchanges(t, card, [['00 A4 09 0C 06 3F000001A001', '9000']]);
  const size = card.store.state.contents['3F00/0001/A001']?.length ?? 0;
  t.true(size > 512);
  t.is(card.send('00 B0 00 00 00').length, 2 * 258);
  t.is(card.send('00 B0 00 00 E7').length, 2 * 233);
  const left = (size % 256).toString(16).padStart(2, '0').toUpperCase();
  t.is(card.send(`00 B0 ${(size - (size % 256)).toString(16).padStart(4, '0')} 00`), `6C${left}`);
});
test('READ BINARY without an EF, with unknown SFI or P1', exchanges, [
  ['00 B0 00 00 01', '6986'],
  ['00 B0 81 00 01', '6A82'],
  ['00 B0 BC 00 01', '6B00'],
  ['00 B0 00 00 01 00', '6700'],
  ['00 D6 00 00 01 00', '6986'],
]);
test('selecting a DF ends the current EF', exchanges, [
  SELECT_SN,
  ['00 A4 00 0C 02 3F00', '9000'],
  ['00 B0 00 00 01', '6986'],
]);
test('T=0: a header alone stands for P3 00', exchanges, [SELECT_SN, ['00 B0 00 00', '6C0C']]);

// Le of three bytes: the card takes short ones, card.ts.
test('T=1: short data and 6282, all of it with Le 00, none without Le', exchangesT1, [
  ['00 B0 9C 00 C0', '5A0A8025000001* 6282'],
  ['00 B0 9C 00 00', '5A0A8025000001* 9000'],
  ['00 B0 9C 00 00 00 00', '6700'],
  ['00 B0 9C 0C 00', '6282'],
  ['00 B0 9C 00', '6700'],
]);

test('an activity is read after VERIFY only', exchanges, [
  SELECT_ACTIVITY,
  ['00 B0 00 00 02', '6982'],
  VERIFY_PIN,
  ['00 B0 00 00 01', 'EE 9000'],
  [WRONG_PIN, '63C2'],
  ['00 B0 00 00 01', '6982'],
]);

// Source: reference/cryptolib.md 6.9 (00D60000F5 and 245 bytes).
test('CPS_DATA: a file larger than its content reads as 00, and can be written after VERIFY', exchanges, [
  SELECT_CPS_DATA,
  ['00 B0 00 00 F5', `${'00'.repeat(245)} 9000`],
  ['00 D6 00 00 02 CAFE', '6982'],
  ['00 B0 00 00 02', '0000 9000'],
  VERIFY_PIN,
  [`00 D6 00 00 F5 ${'A5'.repeat(245)}`, '9000'],
  ['00 D6 00 02 02 CAFE', '9000'],
  ['00 B0 00 00 F5', `A5A5CAFE${'A5'.repeat(241)} 9000`],
]);
test('a content shorter than its file is followed by 00', (t) => {
  const contents = { ...state.contents, '3F00/0001/D107': hex`CA FE` };
  playExchanges(t, testCard({ state: { contents } }), [
    SELECT_CPS_DATA,
    ['00 B0 00 00 04', 'CAFE0000 9000'],
    ['00 B0 00 F4 01', '00 9000'],
    ['00 B0 00 F5 01', '6282'],
  ]);
});
test('UPDATE BINARY outside the file changes nothing', (t) => {
  const card = testCard();
  playExchanges(t, card, [
    SELECT_CPS_DATA,
    VERIFY_PIN,
    ['00 D6 00 F4 02 CAFE', '6A84'],
    ['00 D6 00 F6 01 CA', '6B00'],
    ['00 D6 00 00', '6700'],
    ['00 B0 00 F4 01', '00 9000'],
  ]);
  t.is(card.store.state.contents['3F00/0001/D107'], testCard().store.state.contents['3F00/0001/D107']);
});
test('a file whose UPDATE condition is never met', exchanges, [VERIFY_PIN, SELECT_SN, ['00 D6 00 00 01 00', '6982']]);
test('what was written outlives the power, and the store holds it', (t) => {
  const card = testCard();
  playExchanges(t, card, [SELECT_CPS_DATA, VERIFY_PIN, ['00 D6 00 00 02 CAFE', '9000']]);
  card.card.powerOff();
  card.card.powerOn();
  playExchanges(t, card, [SELECT_CPS_DATA, ['00 B0 00 00 03', 'CAFE00 9000']]);
  t.is(toHex(card.store.state.contents['3F00/0001/D107']?.subarray(0, 3) ?? new Uint8Array()), 'CAFE00');
});
