import { checkPrimeSync } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { addToKeyPool, readKeyPool } from '../../../simulator/keys/key-pool.ts';
import { KeyPoolError } from '../../../simulator/keys/key-pool-error.ts';
import { foundKeys, SHIPPED_KEYS } from '../../../simulator/keys/known-keys.ts';
import { findKey, lookFor, rsaKey } from '../../../simulator/keys/rsa-key.ts';
import { SeededBytes } from '../../../simulator/keys/seeded-bytes.ts';
import {
  personalise,
  seedsWithKeys,
  shippedProfile,
  shippedProfileNames,
} from '../../../simulator/personalisation/index.ts';
import { defaultPki } from '../../../simulator/pki/index.ts';
import { temporaryDirectory } from '../../temporary-directory.ts';

const folder = temporaryDirectory('key-pool-');
const pool = (name: string) => join(folder, name);

function useKeyPool(path: string): void {
  process.env.CPS_SIM_KEYS = path;
}

test.beforeEach(() => useKeyPool(pool('absent.json')));

function stream(name: readonly (string | number)[], from: number): SeededBytes {
  const bytes = new SeededBytes(...name);
  bytes.next(from);
  return bytes;
}

test('the shipped keys are those the search finds', async (t) => {
  t.timeout(180_000);
  const keys = readKeyPool(SHIPPED_KEYS);
  const large = keys.filter(({ bits }) => bits === 4096);
  // A search for 4096 bits takes seconds: one is made, of the others the next test asks whether they are primes.
  const searched = [...keys.filter(({ bits }) => bits !== 4096), ...large.slice(0, 1)];
  t.true(searched.length > 100 && large.length > 1);
  t.deepEqual(await Promise.all(searched.map(({ of, from, bits }) => lookFor(stream(of, from), bits))), searched);
});

test('the shipped keys of 4096 bits are made of primes', (t) => {
  for (const { of, from, bits = 2048 } of readKeyPool(SHIPPED_KEYS).filter(({ bits }) => bits === 4096)) {
    const { p, q } = rsaKey(stream(of, from), bits).export({ format: 'jwk' });
    for (const prime of [p, q])
      t.true(checkPrimeSync(Buffer.from(prime ?? '', 'base64url'), { checks: 1 }), of.join(' '));
  }
});

test.serial('no key of a shipped profile is looked for with a usual seed', (t) => {
  const before = foundKeys().length;
  for (const name of shippedProfileNames())
    for (const seed of seedsWithKeys(name)) personalise(shippedProfile(name), seed);
  for (const { chain } of defaultPki.authorities()) t.true(chain.length > 0);
  t.is(foundKeys().length, before);
});

test.serial('a key of the pool is the key that is looked for, and leaves its stream at the same place', async (t) => {
  const [known, unknown] = [new SeededBytes('pool'), new SeededBytes('pool')];
  const path = pool('one.json');
  await addToKeyPool(path, [await lookFor(new SeededBytes('pool'))]);
  const looked = rsaKey(unknown);
  useKeyPool(path);
  t.true(rsaKey(known).equals(looked));
  t.is(known.position, unknown.position);
});

test('the event loop turns while a key is looked for', async (t) => {
  let turns = 0;
  let looking = true;
  const turn = () => {
    turns += 1;
    if (looking) setImmediate(turn);
  };
  setImmediate(turn);
  await lookFor(new SeededBytes('event loop'));
  looking = false;
  t.true(turns > 10, `${turns} turns`);
});

test.serial('a key that does not begin its stream is known by its place', async (t) => {
  const path = pool('second.json');
  const second = await lookFor(stream(['two keys'], 64));
  await addToKeyPool(path, [second]);
  useKeyPool(path);
  t.deepEqual(await findKey(stream(['two keys'], 64)), second);
  t.notDeepEqual(await findKey(stream(['two keys'], 0)), second);
});

test('a pool keeps what is there, once, and nobody else reads it', async (t) => {
  const path = join(folder, 'deep', 'pool.json');
  const [a, b] = [await lookFor(new SeededBytes('a')), await lookFor(new SeededBytes('b'))];
  await addToKeyPool(path, [a]);
  await addToKeyPool(path, [a, b]);
  t.deepEqual(readKeyPool(path), [a, b]);
  t.is(statSync(path).mode & 0o777, 0o600);
});

const damaged = test.macro((t, text: string) => {
  const path = pool(`${t.title.length}.json`);
  writeFileSync(path, text);
  t.is(t.throws(() => readKeyPool(path), { instanceOf: KeyPoolError })?.reason, 'format');
});

test('no JSON', damaged, 'keys');
test('another format', damaged, '{"format":"cps-sim-keys/2","about":"","keys":[]}');
test(
  'a place that cannot be',
  damaged,
  '{"format":"cps-sim-keys/1","about":"","keys":[{"of":["a"],"from":0,"primes":[[0,-1],[0,1]],"check":"00000000"}]}',
);

test.serial('a pool that leads to another key is told, never used', async (t) => {
  const path = pool('wrong.json');
  const { primes, ...key } = await lookFor(new SeededBytes('wrong'));
  await addToKeyPool(path, [{ ...key, primes: [primes[1], primes[0]] }]);
  useKeyPool(path);
  t.is(t.throws(() => rsaKey(new SeededBytes('wrong')), { instanceOf: KeyPoolError })?.reason, 'wrongKey');
});
