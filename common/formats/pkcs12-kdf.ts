/** The key derivation of PKCS#12. Source: RFC 7292, appendix B. */
import { createHash } from 'node:crypto';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import type { Digest } from './algorithms.ts';

/** What the derived bytes are for. Source: RFC 7292, B.3. */
export const PURPOSE = { KEY: 1, IV: 2, MAC: 3 } as const;

export interface Derivation {
  readonly digest: Digest;
  /** As `bmpPassword` writes it. */
  readonly password: Bytes;
  readonly salt: Bytes;
  readonly iterations: number;
  readonly purpose: number;
  /** Bytes that are wanted. */
  readonly length: number;
}

const LENGTHS: Readonly<Record<Digest, { readonly hash: number; readonly block: number }>> = {
  md5: { hash: 16, block: 64 },
  sha1: { hash: 20, block: 64 },
  sha256: { hash: 32, block: 64 },
  sha384: { hash: 48, block: 128 },
  sha512: { hash: 64, block: 128 },
};

/** UTF-16 with two bytes 00 behind it; an absent password is no byte at all, an empty one those two. */
export function bmpPassword(password: string | undefined): Bytes {
  if (password === undefined) return new Uint8Array();
  return new Uint8Array(Buffer.from(`${password}\0`, 'utf16le').swap16());
}

/** `bytes` again and again until a whole number of blocks is full. */
function filled(bytes: Bytes, block: number): Bytes {
  const length = block * Math.ceil(bytes.length / block);
  return Uint8Array.from({ length }, (_, i) => bytes[i % bytes.length] as number);
}

/** Adds `addend` + 1 to the number that the block is. */
function add(block: Bytes, addend: Bytes): void {
  let carry = 1;
  for (let i = block.length - 1; i >= 0; i--) {
    carry += (block[i] as number) + (addend[i] as number);
    block[i] = carry & 0xff;
    carry >>= 8;
  }
}

export function pkcs12Derive({ digest, password, salt, iterations, purpose, length }: Derivation): Bytes {
  const { hash, block } = LENGTHS[digest];
  const diversifier = new Uint8Array(block).fill(purpose);
  const input = concat(filled(salt, block), filled(password, block));
  const derived: Bytes[] = [];
  for (let done = 0; done < length; done += hash) {
    let value = createHash(digest).update(diversifier).update(input).digest();
    for (let i = 1; i < iterations; i++) value = createHash(digest).update(value).digest();
    derived.push(new Uint8Array(value));
    const addend = filled(value, block).subarray(0, block);
    for (let at = 0; at < input.length; at += block) add(input.subarray(at, at + block), addend);
  }
  return concat(...derived).subarray(0, length);
}
