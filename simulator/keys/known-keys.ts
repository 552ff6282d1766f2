/** The keys whose search is done: those of this process, those that come with the package, those of the user's pool. */
import { fileURLToPath } from 'node:url';
import { type KnownKey, keyPoolPath, type ModulusBits, readKeyPool } from './key-pool.ts';
import type { SeededBytes } from './seeded-bytes.ts';

export type { KnownKey, ModulusBits };

/** Keys of the shipped profiles for the usual seeds and of the authorities: simulation test keys. */
export const SHIPPED_KEYS = fileURLToPath(new URL('../../fixtures/keys/shipped.json', import.meta.url));

type Known = ReadonlyMap<string, KnownKey>;

const found = new Map<string, KnownKey>();
let shipped: Known | undefined;
let pool: { readonly path: string; readonly keys: Known } | undefined;

type Place = Pick<KnownKey, 'of' | 'from' | 'bits'>;

function label({ of, from, bits }: Place): string {
  return JSON.stringify([of, from, bits]);
}

/** The next key of the stream, whatever is known of it. */
export function placeOf({ name, position }: SeededBytes, bits: ModulusBits): Place {
  return { of: name, from: position, ...(bits !== 2048 && { bits }) };
}

function knownIn(path: string): Known {
  return new Map(readKeyPool(path).map((key) => [label(key), key]));
}

/** Read once for each place it stands at. */
function poolKeys(): Known {
  const path = keyPoolPath();
  if (pool?.path !== path) pool = { path, keys: knownIn(path) };
  return pool.keys;
}

/** What is known of the next key of the stream. @throws KeyPoolError */
export function knownKey(stream: SeededBytes, bits: ModulusBits): KnownKey | undefined {
  const wanted = label(placeOf(stream, bits));
  shipped ??= knownIn(SHIPPED_KEYS);
  return found.get(wanted) ?? shipped.get(wanted) ?? poolKeys().get(wanted);
}

export function rememberKey(key: KnownKey): void {
  found.set(label(key), key);
}

/** The keys this process has looked for. */
export function foundKeys(): readonly KnownKey[] {
  return [...found.values()];
}
