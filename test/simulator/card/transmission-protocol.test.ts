/** T=0 and T=1, GET RESPONSE, class and instruction bytes. */
import test from 'ava';
import { toHex } from '#iso7816/bytes.ts';
import { type Exchange, playExchanges, SELECT_APPLICATION, type TestCardOptions, t1, testCard } from './test-card.ts';

const exchanges = test.macro<[readonly Exchange[], TestCardOptions?]>((t, list, options) =>
  playExchanges(t, testCard(options), list),
);

const SELECT_SN_FCP: Exchange = ['00 A4 09 04 04 3F00D003', '6127'];
const FCP_START = '6225 8002000C 820101';

// Source: reference/cryptolib.md 3.2 (61 00, then E7 bytes, then 19), reference/opensc-cpx.md 2.
test('256 bytes in two GET RESPONSE', (t) => {
  const card = testCard();
  playExchanges(t, card, [
    SELECT_APPLICATION,
    ['00 22 41 A4 06 80 01 02 84 01 82', '9000'],
    ['00 20 00 01 04 31323334', '9000'],
    ['00 88 00 00 01 AA', '6100'],
  ]);
  const first = card.send('00 C0 00 00 E7');
  const second = card.send('00 C0 00 00 19');
  t.is(first.length, 2 * (0xe7 + 2));
  t.true(first.endsWith('6119'));
  t.is(second.length, 2 * (0x19 + 2));
  t.true(second.endsWith('9000'));
  playExchanges(t, card, [
    ['00 88 00 00 01 AA', '6100'],
    ['00 C0 00 00 00', `${first.slice(0, -4)}${second.slice(0, -4)} 9000`],
  ]);
});
test('a wrong Le leaves the response where it is', exchanges, [
  SELECT_SN_FCP,
  ['00 C0 00 00 28', '6C27'],
  ['00 C0 00 00 00', '6C27'],
  ['00 C0 00 01 27', '6B00'],
  ['00 C0 00 00 01 00', '6700'],
  ['00 C0 00 00 09', `${FCP_START} 611E`],
  ['00 C0 00 00 1E', '* 9000'],
  ['00 C0 00 00 1E', '6985'],
]);
test('any other command discards it', exchanges, [
  SELECT_SN_FCP,
  ['00 84 00 00 08', '* 9000'],
  ['00 C0 00 00 27', '6985'],
  SELECT_SN_FCP,
  ['00 FF 00 00', '6D00'],
  ['00 C0 00 00 27', '6985'],
]);
test('Le behind the data of a case 4 command changes nothing on T=0', exchanges, [
  ['00 A4 09 04 04 3F00D003 00', '6127'],
  ['00 C0 00 00 27', `${FCP_START}* 9000`],
]);
test(
  'T=1: the data at once, what Le leaves over by GET RESPONSE',
  exchanges,
  [
    ['00 A4 09 04 04 3F00D003 00', `${FCP_START}* 9000`],
    ['00 C0 00 00 27', '6985'],
    ['00 A4 09 04 04 3F00D003 09', `${FCP_START} 611E`],
    ['00 C0 00 00 1E', '* 9000'],
    ['00 A4 09 04 04 3F00D003', '6127'],
    ['00 C0 00 00', '6700'],
    ['00 C0 00 00 27', `${FCP_START}* 9000`],
    ['00 20 00 01', '63C3'],
  ],
  { change: t1 },
);

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i & 0xff);
// Source: reference/opensc-cpx.md 9, reference/cryptolib.md 3.7: 8 bytes each time.
test(
  'GET CHALLENGE gives as many bytes as Le says',
  exchanges,
  [
    ['00 84 00 00 08', '0001020304050607 9000'],
    ['00 84 00 00 01', '00 9000'],
    ['00 84 00 00 00', `${toHex(counting(256))} 9000`],
    ['00 84 00 01 08', '6B00'],
    ['00 84 00 00 01 00', '6700'],
  ],
  { random: counting },
);
test('GET CHALLENGE does not repeat itself', (t) => {
  const { send } = testCard();
  t.not(send('00 84 00 00 08'), send('00 84 00 00 08'));
});

// Source: ISO/IEC 7816-4:2020, 5.4.1; what 6E00 sets off: reference/cryptolib.md 3.5.
test('classes', exchanges, [
  ['A0 A4 00 00 02 3F00', '9F07'],
  ['80 A4 00 00 02 3F00', '6E00'],
  ['20 A4 00 00 02 3F00', '6E00'],
  ['FF A4 00 00 02 3F00', '6E00'],
  ['01 A4 00 0C 02 3F00', '6881'],
  ['11 A4 00 0C 02 3F00', '6881'],
  ['40 A4 00 0C 02 3F00', '6881'],
  ['04 A4 00 0C 02 3F00', '6882'],
  ['0C A4 00 0C 02 3F00', '6882'],
  ['60 A4 00 0C 02 3F00', '6882'],
  ['A0 00 00 00', '6D00'],
]);
test('instructions that this card does not have', exchanges, [
  ['00 B2 01 04 00', '6D00'],
  ['00 47 00 00 00', '6D00'],
  ['00 DB 3F FF 02 7000', '6D00'],
  ['00 82 00 00 01 00', '6D00'],
  ['00 B1 00 00 02 5400', '6D00'],
]);
test('what is no command APDU, and extended lengths', exchanges, [
  ['', '6700'],
  ['00', '6700'],
  ['00 A4 00', '6700'],
  ['00 A4 00 0C 02 3F', '6700'],
  ['00 A4 00 0C 02 3F00 00 00', '6700'],
  ['00 A4 00 0C 00 00 02 3F00', '6700'],
  ['00 B0 9C 00 00 00 0C', '6700'],
]);
