import test from 'ava';
import {
  ascii,
  BytesError,
  byteAt,
  concat,
  equalBytes,
  fromHex,
  hex,
  toHex,
  uint16,
  uint16At,
} from '#iso7816/bytes.ts';

const readable = test.macro({
  exec(t, text: string, expected: readonly number[]) {
    t.deepEqual([...fromHex(text)], [...expected]);
  },
  title: (_, text) => `fromHex '${text}'`,
});

test(readable, '', []);
test(readable, '00A4', [0x00, 0xa4]);
test(readable, '3B AC 00 40', [0x3b, 0xac, 0x00, 0x40]);
test(readable, '3b:ac:00:40', [0x3b, 0xac, 0x00, 0x40]);
test(readable, ' 3BAC\n0040\t', [0x3b, 0xac, 0x00, 0x40]);
test(readable, 'f F', [0xff]);

const unreadable = test.macro({
  exec(t, text: string, reason: BytesError['reason'], position?: number) {
    const error = t.throws(() => fromHex(text), { instanceOf: BytesError, code: 'ERR_BYTES' });
    t.deepEqual([error.reason, error.position], [reason, position]);
  },
  title: (_, text) => `fromHex refuses '${text}' and says where`,
});

test(unreadable, '3BA', 'oddDigits');
test(unreadable, '3B GC', 'notHexadecimal', 3);
test(unreadable, '0x3B', 'notHexadecimal', 1);
test(unreadable, '3B-AC', 'notHexadecimal', 2);

test('toHex is upper case, every octet two digits, with the separator asked for', (t) => {
  t.is(toHex(Uint8Array.of(0, 0x0a, 0xff)), '000AFF');
  t.is(toHex(Uint8Array.of(0x3b, 0xac), ' '), '3B AC');
  t.is(toHex(new Uint8Array(0), ' '), '');
});

test('hex joins its text with numbers as one byte and byte strings as they are', (t) => {
  t.deepEqual([...hex`00 A4 ${4} 0C ${Uint8Array.of(2)} 3F00`], [0, 0xa4, 4, 0x0c, 2, 0x3f, 0]);
});

test('concat gives a new array that does not share memory with its parts', (t) => {
  const part = Uint8Array.of(1, 2);
  const joined = concat(part, new Uint8Array(0), Uint8Array.of(3));
  part[0] = 9;
  t.deepEqual([...joined], [1, 2, 3]);
  t.is(concat().length, 0);
});

test('equalBytes compares length and every byte', (t) => {
  t.true(equalBytes(hex`01 02`, hex`01 02`));
  t.false(equalBytes(hex`01 02`, hex`01 03`));
  t.false(equalBytes(hex`01 02`, hex`01 02 00`));
  t.true(equalBytes(hex``, hex``));
});

test('a byte that is not there is an error, never 0', (t) => {
  t.is(byteAt(hex`AB`, 0), 0xab);
  t.throws(() => byteAt(hex`AB`, 1), { code: 'ERR_BYTES' });
  t.is(uint16At(hex`00 01 04`, 1), 0x0104);
  t.throws(() => uint16At(hex`00 01 04`, 2), { code: 'ERR_BYTES' });
});

test('uint16 is big-endian', (t) => {
  t.deepEqual([...uint16(0)], [0, 0]);
  t.deepEqual([...uint16(0x8c7b)], [0x8c, 0x7b]);
  t.deepEqual([...uint16(65535)], [0xff, 0xff]);
});

test('ascii takes ASCII and nothing else', (t) => {
  t.is(toHex(ascii('1234')), '31323334');
  t.throws(() => ascii('é'), { code: 'ERR_BYTES' });
});
