import test from 'ava';
import { type Bytes, hex } from '#iso7816/bytes.ts';
import { PROTOCOL } from '#pcsc/scard.ts';
import { offeredProtocols, waitingTimeMs } from '../../../simulator/resource-manager/atr.ts';

const { T0, T1, UNDEFINED } = PROTOCOL;

/** ATRs and what they offer. Source: ISO/IEC 7816-3:2006, 8.2; reference/opensc-cpx.md 1 for the cards named. */
const atrs: [string, Bytes, number][] = [
  ['CPS3 by contact: TD1 = 40', hex`3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00`, T0],
  [
    'CPS3 without contact: TD1 = 80, TD2 = 01',
    hex`3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E`,
    T0 | T1,
  ],
  ["vsmartcard's ISO 7816 card: TD1 = 81, TD2 = 01", hex`3B 95 13 81 01 80 73 FF 01 00 0B`, T1],
  ['no interface byte', hex`3B 00`, T0],
  ['TA1 only', hex`3B 10 96`, T0],
  ['inverse convention', hex`3F 00`, T0],
  ['TA2: specific mode, T=1 only, though TD1 says T=0', hex`3B 80 90 01 01`, T1],
  ['TA2: specific mode, T=0', hex`3B 80 90 00 01`, T0],
  ['T=15 as a second protocol is none', hex`3B 80 81 1F 00`, T1],
  ['a first protocol T=14', hex`3B 80 0E`, UNDEFINED],
  ['neither 3B nor 3F', hex`2B 00`, UNDEFINED],
  ['TS alone', hex`3B`, UNDEFINED],
  ['nothing', hex``, UNDEFINED],
  ['cut before TD1', hex`3B 80`, UNDEFINED],
  ['cut before TA2', hex`3B 80 10`, UNDEFINED],
];
for (const [what, atr, expected] of atrs) {
  test(`protocols offered: ${what}`, (t) => {
    t.is(offeredProtocols(atr), expected);
  });
}

/** Milliseconds at 4 MHz. Source: ISO/IEC 7816-3:2006, 10.2 and 11.4.3. */
const waits: [string, Bytes, number, number][] = [
  ['CPS3 by contact, WI = 42', hex`3B AC 00 40 2A 00 12 25 00 64 80 00 03 10 00 90 00`, T0, 3749.76],
  ['T=0 without TC2, WI = 10', hex`3B 00`, T0, 892.8],
  ['WI = 0 is reserved: as without', hex`3B 80 40 00`, T0, 892.8],
  ['CPS3 without contact: BWI = 4', hex`3B 8F 80 01 00 31 B8 64 04 B0 EC C1 73 94 01 80 82 90 00 0E`, T1, 1429.503],
  ['TB3 = 75: BWI = 7', hex`3B 80 81 21 75 55`, T1, 11_428.863],
  ['TB3 of another protocol says nothing', hex`3B 80 80 2F 75 DA`, T1, 1429.503],
];
for (const [what, atr, protocol, expected] of waits) {
  test(`waiting time: ${what}`, (t) => {
    t.is(Math.round(waitingTimeMs(atr, protocol) * 1000) / 1000, expected);
  });
}
