/**
 * SHA-1 and SHA-256 continued from an intermediate state: the last round of a hash whose first blocks the host did.
 *
 * Written out because node:crypto cannot start a hash from a state.
 *
 * Source: FIPS 180-4, 5.1.1 (padding), 6.1.2 (SHA-1), 6.2.2 (SHA-256).
 */
import { createHash } from 'node:crypto';
import { type Bytes, concat } from '#iso7816/bytes.ts';

export type LastRoundHash = 'sha1' | 'sha256';

/** Length in bytes of the intermediate state, which is that of the digest. */
export const STATE_LENGTH = { sha1: 20, sha256: 32 } as const;
/** Length in bytes of a message block. */
export const BLOCK_LENGTH = 64;

const SHA256_K = Uint32Array.of(
  0x428a2f98,
  0x71374491,
  0xb5c0fbcf,
  0xe9b5dba5,
  0x3956c25b,
  0x59f111f1,
  0x923f82a4,
  0xab1c5ed5,
  0xd807aa98,
  0x12835b01,
  0x243185be,
  0x550c7dc3,
  0x72be5d74,
  0x80deb1fe,
  0x9bdc06a7,
  0xc19bf174,
  0xe49b69c1,
  0xefbe4786,
  0x0fc19dc6,
  0x240ca1cc,
  0x2de92c6f,
  0x4a7484aa,
  0x5cb0a9dc,
  0x76f988da,
  0x983e5152,
  0xa831c66d,
  0xb00327c8,
  0xbf597fc7,
  0xc6e00bf3,
  0xd5a79147,
  0x06ca6351,
  0x14292967,
  0x27b70a85,
  0x2e1b2138,
  0x4d2c6dfc,
  0x53380d13,
  0x650a7354,
  0x766a0abb,
  0x81c2c92e,
  0x92722c85,
  0xa2bfe8a1,
  0xa81a664b,
  0xc24b8b70,
  0xc76c51a3,
  0xd192e819,
  0xd6990624,
  0xf40e3585,
  0x106aa070,
  0x19a4c116,
  0x1e376c08,
  0x2748774c,
  0x34b0bcb5,
  0x391c0cb3,
  0x4ed8aa4a,
  0x5b9cca4f,
  0x682e6ff3,
  0x748f82ee,
  0x78a5636f,
  0x84c87814,
  0x8cc70208,
  0x90befffa,
  0xa4506ceb,
  0xbef9a3f7,
  0xc67178f2,
);
const SHA1_K = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const;

const rotateLeft = (word: number, count: number): number => (word << count) | (word >>> (32 - count));
const rotateRight = (word: number, count: number): number => (word >>> count) | (word << (32 - count));

/** The word at `index`; typed arrays in this file are always long enough. */
const at = (words: Uint32Array, index: number): number => words[index] as number;

function sha1Function(t: number, b: number, c: number, d: number): number {
  if (t < 20) return (b & c) ^ (~b & d);
  if (t >= 40 && t < 60) return (b & c) ^ (b & d) ^ (c & d);
  return b ^ c ^ d;
}

function sha1Block(state: Uint32Array, block: Uint32Array): void {
  const w = new Uint32Array(80);
  w.set(block);
  for (let t = 16; t < 80; t++) w[t] = rotateLeft(at(w, t - 3) ^ at(w, t - 8) ^ at(w, t - 14) ^ at(w, t - 16), 1);
  let [a, b, c, d, e] = state as unknown as [number, number, number, number, number];
  for (let t = 0; t < 80; t++) {
    const k = SHA1_K[Math.floor(t / 20)] as number;
    const next = (rotateLeft(a, 5) + sha1Function(t, b, c, d) + e + k + at(w, t)) >>> 0;
    [a, b, c, d, e] = [next, a, rotateLeft(b, 30) >>> 0, c, d];
  }
  [a, b, c, d, e].forEach((word, i) => {
    state[i] = at(state, i) + word;
  });
}

function sha256Schedule(block: Uint32Array): Uint32Array {
  const w = new Uint32Array(64);
  w.set(block);
  for (let t = 16; t < 64; t++) {
    const x = at(w, t - 15);
    const y = at(w, t - 2);
    const s0 = rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3);
    const s1 = rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >>> 10);
    w[t] = at(w, t - 16) + s0 + at(w, t - 7) + s1;
  }
  return w;
}

function sha256Block(state: Uint32Array, block: Uint32Array): void {
  const w = sha256Schedule(block);
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let t = 0; t < 64; t++) {
    const s1 = rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25);
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + at(SHA256_K, t) + at(w, t)) >>> 0;
    const s0 = rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22);
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) >>> 0;
    [a, b, c, d, e, f, g, h] = [(t1 + t2) >>> 0, a, b, c, (d + t1) >>> 0, e, f, g];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = at(state, i) + word;
  });
}

function toWords(bytes: Bytes): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i));
}

function toBytes(words: Uint32Array): Bytes {
  const bytes = new Uint8Array(words.length * 4);
  const view = new DataView(bytes.buffer);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word);
  });
  return bytes;
}

/** Last part of the message, 80, zeros, and the 8-byte count of all its bits: a whole number of blocks. */
function pad(lastPart: Bytes, bitCount: bigint): Bytes {
  const zeros = (2 * BLOCK_LENGTH - 9 - (lastPart.length % BLOCK_LENGTH)) % BLOCK_LENGTH;
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, bitCount);
  return concat(lastPart, Uint8Array.of(0x80), new Uint8Array(zeros), length);
}

/**
 * Digest of a message of which `bitsHashed` bits (a multiple of 512) gave `state` and `lastPart` is still to hash.
 *
 * @param state intermediate hash value, big-endian, `STATE_LENGTH` bytes
 */
export function finishHash(hash: LastRoundHash, state: Bytes, bitsHashed: bigint, lastPart: Bytes): Bytes {
  const words = toWords(state);
  const compress = hash === 'sha1' ? sha1Block : sha256Block;
  const padded = pad(lastPart, BigInt.asUintN(64, bitsHashed + 8n * BigInt(lastPart.length)));
  for (let offset = 0; offset < padded.length; offset += BLOCK_LENGTH)
    compress(words, toWords(padded.subarray(offset, offset + BLOCK_LENGTH)));
  return toBytes(words);
}

/** Digest of a whole message. */
export function digest(hash: LastRoundHash, message: Bytes): Bytes {
  return new Uint8Array(createHash(hash).update(message).digest());
}
