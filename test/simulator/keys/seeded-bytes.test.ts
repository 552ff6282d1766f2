import { createHash } from 'node:crypto';
import test from 'ava';
import fc from 'fast-check';
import { concat, toHex } from '#iso7816/bytes.ts';
import { SeededBytes } from '../../../simulator/keys/seeded-bytes.ts';

test('the stream is the SHA-256 of name and counter, block by block', (t) => {
  const block = (counter: number): Uint8Array =>
    new Uint8Array(createHash('sha256').update(`["cps-sim/1","key",7]:${counter}`).digest());
  t.deepEqual(new SeededBytes('key', 7).next(64), concat(block(0), block(1)));
});

test('however it is read, the stream is the same', (t) => {
  const whole = new SeededBytes('x', 1).next(700);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 10 }), (lengths) => {
      const stream = new SeededBytes('x', 1);
      const read = concat(...lengths.map((length) => stream.next(length)));
      t.deepEqual(read, whole.subarray(0, read.length).slice());
    }),
    { numRuns: 50 },
  );
});

test('another name, another stream; names do not run together', (t) => {
  const streams = [
    new SeededBytes('a', 1),
    new SeededBytes('a', 2),
    new SeededBytes('a', '1'),
    new SeededBytes('a1'),
    new SeededBytes('a,1'),
  ];
  t.is(new Set(streams.map((stream) => toHex(stream.next(16)))).size, streams.length);
});

test('digits: as many as asked for, all of them about equally often', (t) => {
  const digits = new SeededBytes('digits').digits(10_000);
  t.regex(digits, /^[0-9]{10000}$/);
  for (const digit of '0123456789') {
    const count = digits.split(digit).length - 1;
    t.true(count > 850 && count < 1150, `${digit}: ${count} times`);
  }
});
