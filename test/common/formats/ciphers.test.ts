/** Block ciphers of files: what another key makes of them is told from what was encrypted. */
import { createHash } from 'node:crypto';
import test from 'ava';
import { looksLikeOne } from '#asn1/ber.ts';
import { type Bytes, hex } from '#iso7816/bytes.ts';
import { CIPHERS, type Cipher, decrypt, encrypt } from '../../../common/formats/ciphers.ts';

const bytes = (seed: string, length: number): Bytes =>
  new Uint8Array(createHash('sha512').update(seed).digest().subarray(0, length));
const keyOf = (cipher: Cipher, seed: string) => ({
  cipher,
  key: bytes(`key ${seed}`, CIPHERS[cipher].key),
  iv: bytes(`iv ${seed}`, CIPHERS[cipher].iv),
});
const KEYS = 64;

for (const cipher of Object.keys(CIPHERS) as Cipher[]) {
  test(`${cipher}: what was encrypted, of any length`, (t) => {
    for (const length of [0, 1, 7, 8, 9, 15, 16, 17, 64]) {
      const plain = bytes('plain', length);
      t.deepEqual(decrypt(keyOf(cipher, 'own'), encrypt(keyOf(cipher, 'own'), plain)), plain, `${length} bytes`);
    }
  });

  test(`${cipher}: another key makes no padding of it`, (t) => {
    const encrypted = encrypt(keyOf(cipher, 'own'), new Uint8Array(512));
    const opened = Array.from({ length: KEYS }, (_, i) => decrypt(keyOf(cipher, `${i}`), encrypted));
    // One in 256 does, by chance.
    t.true(opened.filter((plain) => plain !== undefined).length <= 3);
  });
}

const LOOKS: readonly [name: string, bytes: Bytes, isOne: boolean][] = [
  ['empty', hex`30 00`, true],
  ['short', hex`30 01 05`, true],
  ['long', hex`30 81 01 05`, true],
  ['longer than needed', hex`30 82 00 01 05`, true],
  ['indefinite', hex`30 80 05 00 00 00`, true],
  ['indefinite without its end', hex`30 80 05 00 01`, false],
  ['cut', hex`30 02 05`, false],
  ['with more behind', hex`30 01 05 05`, false],
  ['another tag', hex`31 01 05`, false],
  ['a tag alone', hex`30`, false],
  ['nothing', hex``, false],
];
for (const [name, value, isOne] of LOOKS)
  test(`looks like one value: ${name}: ${isOne}`, (t) => t.is(looksLikeOne(0x30, value), isOne));
