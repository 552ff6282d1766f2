/**
 * RSA keys from a seeded stream: the same stream, the same key. node:crypto cannot be seeded, so the primes are
 * looked for here; it tests them and does everything else.
 *
 * The long part is the search. Where it ended is remembered, of the usual keys in a file of the package, of others in
 * the key pool of the user: such a key is there at once.
 *
 * Source: RFC 8017, 3.2 (the private key's numbers).
 */
import { createHash, createPrivateKey, type KeyObject } from 'node:crypto';
import { fromHex } from '#iso7816/bytes.ts';
import { KeyPoolError } from './key-pool-error.ts';
import { type KnownKey, knownKey, type ModulusBits, placeOf, rememberKey } from './known-keys.ts';
import { type FoundPrime, nextPrime, nextPrimeApart, PUBLIC_EXPONENT, primeAt } from './prime-search.ts';
import type { SeededBytes } from './seeded-bytes.ts';

export type { ModulusBits };

const USUAL_BITS: ModulusBits = 2048;

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

/** The private key of two primes, public exponent 65537. */
function keyOf(a: bigint, b: bigint): KeyObject {
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

/** First bytes of the SHA-256 of the modulus, in hexadecimal: a remembered place that is wrong is found out. */
function checkOf(a: bigint, b: bigint): string {
  return createHash('sha256')
    .update((a * b).toString(16))
    .digest('hex')
    .slice(0, 8);
}

/** The primes of a remembered key. @throws KeyPoolError when they are not those that were found */
function primesOf(stream: SeededBytes, { of, bits, primes: [first, second], check }: KnownKey): [bigint, bigint] {
  const primeBits = (bits ?? USUAL_BITS) / 2;
  const primes: [bigint, bigint] = [primeAt(stream, first, primeBits), primeAt(stream, second, primeBits)];
  if (checkOf(...primes) === check) return primes;
  throw new KeyPoolError('wrongKey', {
    en: `key pool: what it says of the key ${of.join(' ')} leads to another key; make the pool again`,
    fr: `réserve de clés : ce qu'elle dit de la clé ${of.join(' ')} mène à une autre ; refaites la réserve`,
  });
}

function known(place: ReturnType<typeof placeOf>, a: FoundPrime, b: FoundPrime): KnownKey {
  return { ...place, primes: [a.place, b.place], check: checkOf(a.prime, b.prime) };
}

/**
 * The next RSA private key of the stream, public exponent 65537. A key that is not known is looked for on this thread,
 * for about 150 ms, of 4096 bits for seconds: `findKey` does it elsewhere.
 * @param bits of the modulus
 * @throws KeyPoolError when the pool cannot be read or does not say the truth
 */
export function rsaKey(stream: SeededBytes, bits: ModulusBits = USUAL_BITS): KeyObject {
  const remembered = knownKey(stream, bits);
  if (remembered !== undefined) return keyOf(...primesOf(stream, remembered));
  const place = placeOf(stream, bits);
  const [a, b] = [nextPrime(stream, bits / 2), nextPrime(stream, bits / 2)];
  rememberKey(known(place, a, b));
  return keyOf(a.prime, b.prime);
}

/** True when the next key of the stream has not to be looked for. @throws KeyPoolError */
export function keyIsKnown(stream: SeededBytes, bits: ModulusBits = USUAL_BITS): boolean {
  return knownKey(stream, bits) !== undefined;
}

/**
 * Finds the next key of a stream that nobody else uses, not on this thread, and remembers it.
 * @throws KeyPoolError when the pool cannot be read
 */
export async function findKey(stream: SeededBytes, bits: ModulusBits = USUAL_BITS): Promise<KnownKey> {
  const remembered = knownKey(stream, bits);
  if (remembered !== undefined) return remembered;
  const key = await lookFor(stream, bits);
  rememberKey(key);
  return key;
}

/** The search itself, whatever is known. */
export async function lookFor(stream: SeededBytes, bits: ModulusBits = USUAL_BITS): Promise<KnownKey> {
  const place = placeOf(stream, bits);
  const a = await nextPrimeApart(stream, bits / 2);
  const b = await nextPrimeApart(stream, bits / 2);
  return known(place, a, b);
}
