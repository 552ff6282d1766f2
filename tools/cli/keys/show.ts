/** `cps-sim keys show`: which keys a pool knows. */
import { existsSync } from 'node:fs';
import { type KnownKey, keyPoolPath, readKeyPool } from '../../../simulator/keys/key-pool.ts';
import { printLines } from '../print-lines.ts';
import { UsageError } from '../usage-error.ts';

/** Seeds in ascending order as people write them: `1-8, 12`. */
function ranges(seeds: readonly number[]): string {
  const texts: [first: number, last: number][] = [];
  for (const seed of seeds) {
    const range = texts.at(-1);
    if (range !== undefined && seed === range[1] + 1) range[1] = seed;
    else texts.push([seed, seed]);
  }
  return texts.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(', ');
}

/** The cards whose keys are known, by profile; keys of other things are left out. */
function seedsByProfile(keys: readonly KnownKey[]): Map<string, number[]> {
  const profiles = new Map<string, Set<number>>();
  for (const { of } of keys) {
    const [what, profile, seed] = of;
    if (what !== 'key' || typeof seed !== 'number') continue;
    profiles.set(String(profile), (profiles.get(String(profile)) ?? new Set()).add(seed));
  }
  return new Map([...profiles].map(([profile, seeds]) => [profile, [...seeds].sort((a, b) => a - b)]));
}

/** What a pool knows, in lines. @throws KeyPoolError */
export function poolLines(path: string): string[] {
  const keys = readKeyPool(path);
  const cards = [...seedsByProfile(keys)].map(([profile, seeds]) => `${profile}: ${ranges(seeds)}`);
  return [`${path}: ${keys.length} keys`, ...cards.sort()];
}

/** @throws KeyPoolError, UsageError when there is no pool */
export function showKeys(path = keyPoolPath()): void {
  if (!existsSync(path)) throw new UsageError(`${path}: no key pool; make one: cps-sim keys make 100`);
  printLines(poolLines(path).join('\n'));
}
