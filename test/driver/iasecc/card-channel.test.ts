import test from 'ava';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import type { CommandFields } from '#iso7816/command-apdu.ts';
import { PROTOCOL } from '#pcsc/scard.ts';
import type { CardError } from '../../../driver/iasecc/card-error.ts';
import { type Exchange, scripted } from './scripted-card.ts';

const exchanges = test.macro(
  async (t, protocol: number, command: CommandFields, script: readonly Exchange[], data: string, sw: number) => {
    const { card, channel } = scripted(script, protocol);
    const response = await channel.send(command);
    t.is(toHex(response.data), data.replaceAll(' ', ''));
    t.is(response.sw, sw);
    t.is(card.left, 0);
  },
);

const { T0, T1 } = PROTOCOL;
const bytes = (length: number, value = 0xab) => new Uint8Array(length).fill(value);
const hexOf = (length: number, value = 0xab) => toHex(bytes(length, value));

// Source: reference/opensc-cpx.md 2, 9 (forms of T=0 and T=1, chaining); ISO/IEC 7816-3:2006, 12.2.
test('T=0, case 1 has a P3 of 00', exchanges, T0, { ins: 0x20, p2: 1 }, [['00 20 00 01 00', '63C3']], '', 0x63c3);
test('T=1, case 1 has four bytes', exchanges, T1, { ins: 0x20, p2: 1 }, [['00 20 00 01', '9000']], '', 0x9000);
test(
  'T=0, case 2',
  exchanges,
  T0,
  { ins: 0x84, ne: 8 },
  [['00 84 00 00 08', '01020304050607089000']],
  '0102030405060708',
  0x9000,
);
test(
  'T=0, case 4 is sent without Le; what 61XX announces is fetched',
  exchanges,
  T0,
  { ins: 0xa4, p1: 9, p2: 4, data: fromHex('3F002F01'), ne: 256 },
  [
    ['00 A4 09 04 04 3F002F01', '6103'],
    ['00 C0 00 00 03', '6201009000'],
  ],
  '620100',
  0x9000,
);
test(
  'T=0, case 4 answered with the data at once',
  exchanges,
  T0,
  { ins: 0xa4, p1: 9, p2: 4, data: fromHex('3F002F01'), ne: 256 },
  [['00 A4 09 04 04 3F002F01', '6201009000']],
  '620100',
  0x9000,
);
test(
  'T=1, case 4 has its Le',
  exchanges,
  T1,
  { ins: 0x88, data: fromHex('AABB'), ne: 256 },
  [['00 88 00 00 02 AABB 00', 'CC9000']],
  'CC',
  0x9000,
);
test(
  '61 00 announces 256 bytes; they may come in two parts',
  exchanges,
  T0,
  { ins: 0x88, data: fromHex('AA'), ne: 256 },
  [
    ['00 88 00 00 01 AA', '6100'],
    ['00 C0 00 00 00', `${hexOf(231)}6119`],
    ['00 C0 00 00 19', `${hexOf(25)}9000`],
  ],
  hexOf(256),
  0x9000,
);
test(
  'GET RESPONSE that brings nothing ends the fetching',
  exchanges,
  T0,
  { ins: 0x88, data: fromHex('AA'), ne: 256 },
  [
    ['00 88 00 00 01 AA', '6110'],
    ['00 C0 00 00 10', '6110'],
  ],
  '',
  0x6110,
);
test(
  '61XX is a success when no data is wanted',
  exchanges,
  T0,
  { ins: 0xa4, p1: 9, p2: 0x0c, data: fromHex('3F00') },
  [['00 A4 09 0C 02 3F00', '6120']],
  '',
  0x9000,
);
test(
  '6CXX: the command again with the right Le',
  exchanges,
  T0,
  { ins: 0xb0, ne: 0xe7 },
  [
    ['00 B0 00 00 E7', '6C03'],
    ['00 B0 00 00 03', 'AABBCC9000'],
  ],
  'AABBCC',
  0x9000,
);
test(
  '6C00 stands for 256 bytes',
  exchanges,
  T0,
  { ins: 0xb0, ne: 0x10 },
  [
    ['00 B0 00 00 10', '6C00'],
    ['00 B0 00 00 00', `${hexOf(256)}9000`],
  ],
  hexOf(256),
  0x9000,
);
test(
  '6CXX a second time is the answer',
  exchanges,
  T0,
  { ins: 0xb0, ne: 5 },
  [
    ['00 B0 00 00 05', '6C03'],
    ['00 B0 00 00 03', '6C03'],
  ],
  '',
  0x6c03,
);
test(
  'T=0, 257 bytes are chained as 255 and 2',
  exchanges,
  T0,
  { ins: 0x2a, p1: 0x80, p2: 0x86, data: bytes(257), ne: 256 },
  [
    [`10 2A 80 86 FF ${hexOf(255)}`, '9000'],
    [`00 2A 80 86 02 ${hexOf(2)}`, '6104'],
    ['00 C0 00 00 04', '010203049000'],
  ],
  '01020304',
  0x9000,
);
test(
  'T=1, the last link alone has an Le',
  exchanges,
  T1,
  { ins: 0x2a, p1: 0x80, p2: 0x86, data: bytes(257), ne: 256 },
  [
    [`10 2A 80 86 FF ${hexOf(255)}`, '9000'],
    [`00 2A 80 86 02 ${hexOf(2)} 00`, '019000'],
  ],
  '01',
  0x9000,
);
test(
  '255 bytes are one command',
  exchanges,
  T0,
  { ins: 0xd6, data: bytes(255) },
  [[`00 D6 00 00 FF ${hexOf(255)}`, '9000']],
  '',
  0x9000,
);
test(
  'a refused link ends the chain',
  exchanges,
  T0,
  { ins: 0x2a, p1: 0x80, p2: 0x86, data: bytes(600), ne: 256 },
  [[`10 2A 80 86 FF ${hexOf(255)}`, '6884']],
  '',
  0x6884,
);

// Source: reference/cps-facts.md (b), reference/cryptolib.md 3.5: what the agency's library does after 6E00 and 6A86.
for (const refusal of ['6E00', '6A86']) {
  test(
    `${refusal}: left in the CPS2ter volet; back to the IAS application, and once more`,
    exchanges,
    T0,
    { ins: 0x20, p2: 1 },
    [
      ['00 20 00 01 00', refusal],
      ['00 A4 04 04 08 8025000001FF0100', '612C'],
      ['00 20 00 01 00', '63C3'],
    ],
    '',
    0x63c3,
  );
}
test(
  'refused again: only once more',
  exchanges,
  T1,
  { ins: 0x20, p2: 9 },
  [
    ['00 20 00 09', '6A86'],
    ['00 A4 04 04 08 8025000001FF0100', '9000'],
    ['00 20 00 09', '6A86'],
  ],
  '',
  0x6a86,
);
test(
  'no IAS application: the first answer stands',
  exchanges,
  T1,
  { ins: 0x20, p2: 1 },
  [
    ['00 20 00 01', '6E00'],
    ['00 A4 04 04 08 8025000001FF0100', '6A82'],
  ],
  '',
  0x6e00,
);
test(
  'another class is not repeated',
  exchanges,
  T0,
  { cla: 0xa0, ins: 0x20 },
  [['A0 20 00 00 00', '6E00']],
  '',
  0x6e00,
);

test('a status word nobody expects is a CardError with SW and command', async (t) => {
  const { channel } = scripted([['00 84 00 00 08', '6D00']]);
  const error = (await t.throwsAsync(channel.command('GET CHALLENGE', { ins: 0x84, ne: 8 }))) as CardError;
  t.is(error.code, 'ERR_CARD');
  t.is(error.sw, 0x6d00);
  t.is(error.command, 'GET CHALLENGE');
});
