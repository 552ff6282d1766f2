/** Outside truth: ISO/IEC 7816-4:2020 5.6, tables 5 and 6; SW2 = 00 in 61XX and 6CXX stands for 256. */
import test from 'ava';
import {
  bytesAvailable,
  rightNe,
  swBytesAvailable,
  swText,
  swTriesRemaining,
  swWrongLe,
  triesRemaining,
} from '#iso7816/status-word.ts';

const family = test.macro({
  exec(t, sw: number, available: number | undefined, ne: number | undefined, tries: number | undefined) {
    t.is(bytesAvailable(sw), available);
    t.is(rightNe(sw), ne);
    t.is(triesRemaining(sw), tries);
  },
  title: (_, sw: number) => `numbers in ${swText(sw)}`,
});

test(family, 0x6100, 256, undefined, undefined);
test(family, 0x6101, 1, undefined, undefined);
test(family, 0x61ff, 255, undefined, undefined);
test(family, 0x6c00, undefined, 256, undefined);
test(family, 0x6c25, undefined, 0x25, undefined);
test(family, 0x6cff, undefined, 255, undefined);
test(family, 0x63c0, undefined, undefined, 0);
test(family, 0x63c2, undefined, undefined, 2);
test(family, 0x63cf, undefined, undefined, 15);
test(family, 0x6300, undefined, undefined, undefined);
test(family, 0x63bf, undefined, undefined, undefined);
test(family, 0x63d0, undefined, undefined, undefined);
test(family, 0x9000, undefined, undefined, undefined);
test(family, 0x6983, undefined, undefined, undefined);

const made = test.macro({
  exec(t, sw: number, expected: string) {
    t.is(swText(sw), expected);
  },
  title: (name, _, expected) => `${name} is ${expected}`,
});

test('1 byte available', made, swBytesAvailable(1), '6101');
test('255 bytes available', made, swBytesAvailable(255), '61FF');
test('256 bytes available', made, swBytesAvailable(256), '6100');
test('more than 256 bytes available', made, swBytesAvailable(1000), '6100');
test('wrong Le, 37 available', made, swWrongLe(37), '6C25');
test('wrong Le, 256 available', made, swWrongLe(256), '6C00');
test('no try left', made, swTriesRemaining(0), '63C0');
test('15 tries left', made, swTriesRemaining(15), '63CF');
test('more tries than the nibble can say', made, swTriesRemaining(99), '63CF');
test('a status word that begins with zeros', made, 0x0042, '0042');
