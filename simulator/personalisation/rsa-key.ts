/**
 * RSA-2048 keys from a seeded stream. node:crypto cannot be seeded, so the primes are looked for here; it tests them
 * and does everything else.
 *
 * Source: FIPS 186-5, A.1.3 (random primes that are probably prime); RFC 8017, 3.2 (the private key's numbers).
 */
import { checkPrimeSync, createPrivateKey, type KeyObject } from 'node:crypto';
import { fromHex, toHex } from '#iso7816/bytes.ts';
import type { SeededBytes } from './seeded-bytes.ts';

const PRIME_BYTES = 128;
const PUBLIC_EXPONENT = 65537n;
/** Rounds of Miller-Rabin for a random 1024-bit candidate. Source: FIPS 186-5, table B.1 asks for 4. */
const PRIME_CHECKS = 8;
/** Odd candidates looked at after one starting point before a new one is drawn. */
const SIEVE_LENGTH = 4096;

const SMALL_PRIMES: readonly number[] = smallPrimes(1 << 13);

function smallPrimes(limit: number): number[] {
  const composite = new Uint8Array(limit);
  const primes: number[] = [];
  for (let n = 3; n < limit; n += 2) {
    if (composite[n] === 1) continue;
    primes.push(n);
    for (let multiple = n * n; multiple < limit; multiple += 2 * n) composite[multiple] = 1;
  }
  return primes;
}

/** Marks with 1 each i for which `start + 2 * i` has a small factor. */
function sieve(start: bigint): Uint8Array {
  const composite = new Uint8Array(SIEVE_LENGTH);
  for (const prime of SMALL_PRIMES) {
    const remainder = Number(start % BigInt(prime));
    // start + 2 i = 0 (mod prime), and (prime + 1) / 2 is the inverse of 2
    const first = ((prime - remainder) * ((prime + 1) / 2)) % prime;
    for (let i = first; i < SIEVE_LENGTH; i += prime) composite[i] = 1;
  }
  return composite;
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}

/** A 1024-bit prime with its two highest bits set, so that the product of two has 2048 bits. */
function nextPrime(stream: SeededBytes): bigint {
  for (;;) {
    const bytes = stream.next(PRIME_BYTES);
    bytes[0] = (bytes[0] as number) | 0xc0;
    bytes[PRIME_BYTES - 1] = (bytes[PRIME_BYTES - 1] as number) | 0x01;
    const start = toBigInt(bytes);
    const composite = sieve(start);
    for (let i = 0; i < SIEVE_LENGTH; i++) {
      if (composite[i] === 1) continue;
      const candidate = start + 2n * BigInt(i);
      if ((candidate - 1n) % PUBLIC_EXPONENT === 0n || candidate >> 1024n !== 0n) continue;
      if (checkPrimeSync(candidate, { checks: PRIME_CHECKS })) return candidate;
    }
  }
}

/** The inverse of `value` modulo `modulus` (extended Euclid). */
function inverse(value: bigint, modulus: bigint): bigint {
  let [previous, current] = [modulus, value % modulus];
  let [previousFactor, factor] = [0n, 1n];
  while (current !== 0n) {
    const quotient = previous / current;
    [previous, current] = [current, previous - quotient * current];
    [previousFactor, factor] = [factor, previousFactor - quotient * factor];
  }
  return ((previousFactor % modulus) + modulus) % modulus;
}

function base64url(value: bigint): string {
  const digits = value.toString(16);
  return Buffer.from(fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)).toString('base64url');
}

/** The next RSA-2048 private key of the stream, public exponent 65537. */
export function rsaKey(stream: SeededBytes): KeyObject {
  const [a, b] = [nextPrime(stream), nextPrime(stream)];
  const [p, q] = a > b ? [a, b] : [b, a];
  const d = inverse(PUBLIC_EXPONENT, (p - 1n) * (q - 1n));
  const jwk = {
    kty: 'RSA',
    n: base64url(p * q),
    e: base64url(PUBLIC_EXPONENT),
    d: base64url(d),
    p: base64url(p),
    q: base64url(q),
    dp: base64url(d % (p - 1n)),
    dq: base64url(d % (q - 1n)),
    qi: base64url(inverse(q, p)),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' });
}
