/**
 * The search for a prime in a seeded stream. It asks for each candidate whether it is prime and waits for the answer:
 * who answers decides where and when the long part is computed.
 *
 * Source: FIPS 186-5, A.1.3 (random primes that are probably prime).
 */
import { checkPrime, checkPrimeSync } from 'node:crypto';
import { promisify } from 'node:util';
import { toHex } from '#iso7816/bytes.ts';
import type { SeededBytes } from './seeded-bytes.ts';

export const PUBLIC_EXPONENT = 65537n;

/** Rounds of Miller-Rabin for a random candidate. Source: FIPS 186-5, table B.1 asks for 5 at 512 bits, 4 from 1024. */
const CHECKS = { checks: 8 };
/** Odd candidates looked at after one starting point before a new one is drawn. */
const SIEVE_LENGTH = 4096;

const SMALL_PRIMES: readonly number[] = smallPrimes(1 << 13);

/** Where a prime stands in its stream: starting points drawn in vain, then odd numbers passed over after the last one. */
export type PrimePlace = readonly [draws: number, steps: number];

export interface FoundPrime {
  readonly prime: bigint;
  readonly place: PrimePlace;
}

/** Yields candidates and takes for each whether it is prime. */
type PrimeSearch = Generator<bigint, FoundPrime, boolean>;

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

/** The next starting point of the stream: odd, the two highest bits set, so that a product of two has twice the bits. */
function drawStart(stream: SeededBytes, bits: number): bigint {
  const length = bits / 8;
  const bytes = stream.next(length);
  bytes[0] = (bytes[0] as number) | 0xc0;
  bytes[length - 1] = (bytes[length - 1] as number) | 0x01;
  return BigInt(`0x${toHex(bytes)}`);
}

/** The search for the next prime of the stream that has so many bits, a multiple of 8. */
function* primeSearch(stream: SeededBytes, bits: number): PrimeSearch {
  for (let draws = 0; ; draws++) {
    const start = drawStart(stream, bits);
    const composite = sieve(start);
    for (let steps = 0; steps < SIEVE_LENGTH; steps++) {
      if (composite[steps] === 1) continue;
      const prime = start + 2n * BigInt(steps);
      if ((prime - 1n) % PUBLIC_EXPONENT === 0n || prime >> BigInt(bits) !== 0n) continue;
      if (yield prime) return { prime, place: [draws, steps] };
    }
  }
}

/** The next prime of the stream, computed on this thread: about 80 ms of 1024 bits, a second of 2048. */
export function nextPrime(stream: SeededBytes, bits: number): FoundPrime {
  const search = primeSearch(stream, bits);
  let found = search.next();
  while (!found.done) found = search.next(checkPrimeSync(found.value, CHECKS));
  return found.value;
}

const isPrime = promisify(checkPrime) as (candidate: bigint, options: typeof CHECKS) => Promise<boolean>;

/** The next prime of the stream, computed on the threads of the runtime. */
export async function nextPrimeApart(stream: SeededBytes, bits: number): Promise<FoundPrime> {
  const search = primeSearch(stream, bits);
  let found = search.next();
  while (!found.done) found = search.next(await isPrime(found.value, CHECKS));
  return found.value;
}

/** The next number of the stream at the place where a search has ended; the stream has then moved as far as by that search. */
export function primeAt(stream: SeededBytes, [draws, steps]: PrimePlace, bits: number): bigint {
  for (let draw = 0; draw < draws; draw++) drawStart(stream, bits);
  return drawStart(stream, bits) + 2n * BigInt(steps);
}
