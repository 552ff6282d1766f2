/** The keys whose search is done: those of this process, those that come with the package, those of the user's pool. */
import { fileURLToPath } from 'node:url';
import { type KnownKey, keyPoolPath, readKeyPool } from './key-pool.ts';
import type { SeededBytes } from './seeded-bytes.ts';

export type { KnownKey };

/** Keys of the shipped profiles for the usual seeds and of the authorities: simulation test keys. */
export const SHIPPED_KEYS = fileURLToPath(new URL('../../fixtures/keys/shipped.json', import.meta.url));

type Known = ReadonlyMap<string, KnownKey>;

const found = new Map<string, KnownKey>();
let shipped: Known | undefined;
let pool: { readonly path: string; readonly keys: Known } | undefined;

function label(of: KnownKey['of'], from: number): string {
  return JSON.stringify([of, from]);
}

function knownIn(path: string): Known {
  return new Map(readKeyPool(path).map((key) => [label(key.of, key.from), key]));
}

/** Read once for each place it stands at. */
function poolKeys(): Known {
  const path = keyPoolPath();
  if (pool?.path !== path) pool = { path, keys: knownIn(path) };
  return pool.keys;
}

/** What is known of the next key of the stream. @throws KeyPoolError */
export function knownKey({ name, position }: SeededBytes): KnownKey | undefined {
  const wanted = label(name, position);
  shipped ??= knownIn(SHIPPED_KEYS);
  return found.get(wanted) ?? shipped.get(wanted) ?? poolKeys().get(wanted);
}

export function rememberKey(key: KnownKey): void {
  found.set(label(key.of, key.from), key);
}

/** The keys this process has looked for. */
export function foundKeys(): readonly KnownKey[] {
  return [...found.values()];
}
