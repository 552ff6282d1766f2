/**
 * What the card computes with its private keys, and where its random numbers come from.
 *
 * Source: PKCS#1 v2.2 (RFC 8017), 7.2 (RSAES-PKCS1-v1_5), 8.1 (RSASSA-PSS), 8.2 and 9.2 (RSASSA-PKCS1-v1_5).
 */
import { constants, type KeyObject, privateDecrypt, privateEncrypt, randomBytes } from 'node:crypto';
import { type Bytes, concat, hex } from '#iso7816/bytes.ts';
import { encodePss } from './pss.ts';

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** `length` random bytes. */
export type RandomSource = (length: number) => Bytes;

const POOL_LENGTH = 4096;
let pool: Bytes = new Uint8Array(0);
let drawn = 0;

/** Bytes of the system's generator, drawn many at a time: one call for eight bytes costs as much as for thousands. */
export const systemRandom: RandomSource = (length) => {
  if (drawn + length > pool.length) {
    pool = new Uint8Array(randomBytes(Math.max(length, POOL_LENGTH)));
    drawn = 0;
  }
  drawn += length;
  return pool.slice(drawn - length, drawn);
};

/** Length of each digest in bytes. */
export const HASH_LENGTH = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 } as const;

/** DigestInfo before the digest: SEQUENCE { AlgorithmIdentifier, OCTET STRING header }. RFC 8017, 9.2, note 1. */
const DIGEST_INFO_PREFIX: Readonly<Record<HashName, Bytes>> = {
  sha1: hex`30 21 30 09 06 05 2B 0E 03 02 1A 05 00 04 14`,
  sha256: hex`30 31 30 0D 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20`,
  sha384: hex`30 41 30 0D 06 09 60 86 48 01 65 03 04 02 02 05 00 04 30`,
  sha512: hex`30 51 30 0D 06 09 60 86 48 01 65 03 04 02 03 05 00 04 40`,
};

export function digestInfo(hash: HashName, digest: Bytes): Bytes {
  return concat(DIGEST_INFO_PREFIX[hash], digest);
}

/** RSA signature of `data` as given, behind PKCS#1 block type 1 padding. */
export function signPkcs1(key: KeyObject, data: Bytes): Bytes {
  return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, data));
}

/**
 * RSASSA-PSS signature of a digest: MGF1 with the same hash, a salt as long as the digest.
 *
 * The encoding is made here: node:crypto pads only what it hashed itself.
 */
export function signPss(key: KeyObject, hash: HashName, digest: Bytes, random: RandomSource): Bytes {
  const modulusLength = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const block = encodePss(hash, digest, random(HASH_LENGTH[hash]), modulusLength);
  return new Uint8Array(privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block));
}

/** Where the message starts in `00 02 PS 00 M` with PS of at least 8 bytes, or 0; looks at every byte of the block. */
function messageStart(block: Bytes): number {
  let start = 0;
  let bad = (block[0] as number) | ((block[1] as number) ^ 0x02);
  for (let i = 2; i < block.length; i++) {
    const isSeparator = block[i] === 0 ? 1 : 0;
    start |= (i + 1) * (isSeparator & (start === 0 ? 1 : 0));
  }
  bad |= start < 11 ? 1 : 0;
  return bad === 0 ? start : 0;
}

/**
 * The block of an RSA cryptogram, padding included; undefined when the cryptogram is not below the modulus.
 *
 * The padding is taken off apart: node:crypto refuses RSA_PKCS1_PADDING for private decryption (CVE-2023-46809).
 */
export function decipherBlock(key: KeyObject, cryptogram: Bytes): Bytes | undefined {
  try {
    return new Uint8Array(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, cryptogram));
  } catch {
    return undefined;
  }
}

/** The message of a PKCS#1 type 2 block, or undefined when there is none in it. */
export function withoutPadding(block: Bytes): Bytes | undefined {
  const start = messageStart(block);
  return start === 0 ? undefined : block.subarray(start);
}
