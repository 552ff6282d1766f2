import { createHash } from 'node:crypto';
import test from 'ava';
import { ascii, type Bytes, concat, hex, toHex } from '#iso7816/bytes.ts';
import { digest, finishHash, type LastRoundHash } from '../../../../simulator/card/security/hash-last-round.ts';

// Initial hash values. Source: FIPS 180-4, 5.3.1 and 5.3.3.
const INITIAL: Record<LastRoundHash, Bytes> = {
  sha1: hex`67452301 EFCDAB89 98BADCFE 10325476 C3D2E1F0`,
  sha256: hex`6A09E667 BB67AE85 3C6EF372 A54FF53A 510E527F 9B05688C 1F83D9AB 5BE0CD19`,
};
const HASHES = ['sha1', 'sha256'] as const;

const bytes = (length: number): Bytes => Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 0xff);
const expected = (hash: string, ...parts: Bytes[]): string =>
  createHash(hash)
    .update(concat(...parts))
    .digest('hex')
    .toUpperCase();

for (const hash of HASHES) {
  test(`${hash}: from the initial value it is the hash of the message`, (t) => {
    for (const length of [0, 1, 3, 54, 55, 56, 63, 64, 65, 119, 120, 128, 500])
      t.is(toHex(finishHash(hash, INITIAL[hash], 0n, bytes(length))), expected(hash, bytes(length)), `${length} bytes`);
  });

  // A digest is the state after the message and its padding: what follows continues from there.
  test(`${hash}: from a state in the middle`, (t) => {
    const first = bytes(100);
    const padding = concat(hex`80`, new Uint8Array(128 - 100 - 9), hex`00 00 00 00 00 00 03 20`);
    const state = new Uint8Array(createHash(hash).update(first).digest());
    for (const length of [0, 1, 40, 55, 56, 64])
      t.is(
        toHex(finishHash(hash, state, 1024n, bytes(length))),
        expected(hash, first, padding, bytes(length)),
        `${length} bytes`,
      );
  });
}

test('digest of a whole message', (t) => {
  // Source: FIPS 180-4 examples.
  t.is(toHex(digest('sha1', ascii('abc'))), 'A9993E364706816ABA3E25717850C26C9CD0D89D');
  t.is(
    toHex(finishHash('sha256', INITIAL.sha256, 0n, ascii('abc'))),
    'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD',
  );
});

test('the bit count is taken modulo 2^64', (t) => {
  t.notThrows(() => finishHash('sha1', INITIAL.sha1, (1n << 64n) - 512n, bytes(64)));
});
