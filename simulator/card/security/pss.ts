/** EMSA-PSS. Source: PKCS#1 v2.2 (RFC 8017), 9.1.1 (encoding), B.2.1 (MGF1). */
import { createHash } from 'node:crypto';
import { type Bytes, concat } from '#iso7816/bytes.ts';

const TRAILER = 0xbc;
const SALT_FOLLOWS = 0x01;
const PADDING_LENGTH = 8;

function hashed(hash: string, ...parts: Bytes[]): Bytes {
  return new Uint8Array(
    createHash(hash)
      .update(concat(...parts))
      .digest(),
  );
}

/** The mask generation function MGF1: `length` bytes made of the seed. */
function mgf1(hash: string, seed: Bytes, length: number): Bytes {
  const blocks: Bytes[] = [];
  for (let made = 0, counter = 0; made < length; counter++) {
    const block = hashed(hash, seed, Uint8Array.of(0, 0, counter >> 8, counter & 0xff));
    blocks.push(block);
    made += block.length;
  }
  return concat(...blocks).subarray(0, length);
}

/**
 * The block to sign for a digest: `(DB xor mask) || H || BC`, its first bit 0.
 * @param length bytes of the modulus, whose first bit is set
 */
export function encodePss(hash: string, digest: Bytes, salt: Bytes, length: number): Bytes {
  const h = hashed(hash, new Uint8Array(PADDING_LENGTH), digest, salt);
  const zeros = new Uint8Array(length - salt.length - h.length - 2);
  const block = concat(zeros, Uint8Array.of(SALT_FOLLOWS), salt);
  const mask = mgf1(hash, h, block.length);
  const masked = block.map((byte, i) => byte ^ (mask[i] as number));
  masked[0] = (masked[0] as number) & 0x7f;
  return concat(masked, h, Uint8Array.of(TRAILER));
}
