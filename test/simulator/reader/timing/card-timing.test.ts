/**
 * How long characters take, against the tables of the standard.
 *
 * Source: ISO/IEC 7816-3:2006, tables 7 and 8: a reader of 3,571,200 Hz speaks at 9,600 bit/s with F = 372, D = 1; a
 * character of T=0 has 12 elementary time units, 1.25 ms.
 */
import test from 'ava';
import { fromHex } from '#iso7816/bytes.ts';
import { antennaTiming, contactTiming } from '../../../../simulator/reader/timing/card-timing.ts';

const NO_WORK = { processingMs: { VERIFY: 30 }, otherMs: 0, insertionMs: 100, resetMs: 5 };
const FIGURES = { ...NO_WORK, clockHz: 3_571_200, maxBitRate: 115_200 };
const HUNDRED = new Uint8Array(100);

const near = (value: number) => Math.round(value * 1000) / 1000;

const rate = test.macro({
  exec(t, atr: string, protocol: 'T=0' | 'T=1', answerMs: number, resetMs: number) {
    const timing = contactTiming(fromHex(atr), protocol, FIGURES);
    t.is(near(timing.responseMs(HUNDRED)), answerMs);
    t.is(near(timing.resetMs), resetMs);
  },
  title: (_, atr, protocol) => `${protocol} ${atr}`,
});

// 12 etu at 9,600 bit/s: 1.25 ms a character, in the ATR too.
test(rate, '3B 00', 'T=0', 125, 5 + 2 * 1.25);
test(rate, '3B 10 11', 'T=0', 125, 5 + 3 * 1.25);
// TA1 18: F = 372, D = 12, agreed by eight characters of PPS: 115,200 bit/s.
test(rate, '3B 10 18', 'T=0', 10.417, 5 + 11 * 1.25);
// TA1 94 and 95: F = 512, D = 8 and 16: 55,800 and 111,600 bit/s.
test(rate, '3B 10 94', 'T=0', 21.505, 5 + 11 * 1.25);
test(rate, '3B 10 95', 'T=0', 10.753, 5 + 11 * 1.25);
// TA1 96: 223,200 bit/s, which the reader has not.
test(rate, '3B 10 96', 'T=0', 125, 5 + 3 * 1.25);
// Reserved: as if it were not there.
test(rate, '3B 10 77', 'T=0', 125, 5 + 3 * 1.25);
// TA2: in specific mode nothing is agreed; with its bit 5 TA1 does not count.
test(rate, '3B 90 18 10 00', 'T=0', 10.417, 5 + 5 * 1.25);
test(rate, '3B 90 18 10 10', 'T=0', 125, 5 + 5 * 1.25);
// TC1 08: twenty etu a character. FF: as few as the protocol allows, eleven of T=1.
test(rate, '3B 40 08', 'T=0', 208.333, 5 + 3 * 1.25);
test(rate, '3B C0 FF 01', 'T=1', 119.167, 5 + 4 * 1.25);
// T=1: NAD, PCB, LEN and LRC more.
test(rate, '3B 80 01', 'T=1', 130, 5 + 3 * 1.25);

test('the card works, some commands longer than others', (t) => {
  const timing = contactTiming(fromHex('3B 00'), 'T=0', FIGURES);
  t.is(near(timing.commandMs(fromHex('00 B0 00 00 00'))), 7.5);
  t.is(near(timing.commandMs(fromHex('00 20 00 01 04 31 32 33 34'))), 12.5 + 30);
});

test('a command of T=1 that is longer than IFSC goes in blocks, each but the last acknowledged', (t) => {
  const timing = contactTiming(fromHex('3B 80 81 21 20'), 'T=1', FIGURES);
  // 100 bytes, IFSC 32: four blocks and three R-blocks of four characters.
  t.is(near(timing.commandMs(Uint8Array.of(0xff, 0x00, ...HUNDRED.subarray(2)))), (100 + 7 * 4) * 1.25);
});

test('at an antenna', (t) => {
  const timing = antennaTiming({ ...NO_WORK, bitRate: 106_000, frameBytes: 256 });
  t.is(near(timing.responseMs(HUNDRED)), near((103 * 9) / 106));
  t.is(timing.resetMs, 5);
});
