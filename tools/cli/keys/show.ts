/** `cps-sim keys show`: which keys a pool knows. */
import { isThere } from '#files/is-there.ts';
import { type KnownKey, keyPoolPath, readKeyPool } from '../../../simulator/keys/key-pool.ts';
import { colon, say } from '../language.ts';
import { printJson } from '../print-json.ts';
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

/** What a pool knows. @throws KeyPoolError */
export function printPool(path: string, json: true | undefined): void {
  const keys = readKeyPool(path);
  const cards = [...seedsByProfile(keys)].sort(([a], [b]) => (a < b ? -1 : 1));
  if (json) printJson({ pool: path, keys: keys.length, cards: cards.map(([profile, seeds]) => ({ profile, seeds })) });
  else {
    const lines = cards.map(([profile, seeds]) => `${profile}${colon()} ${ranges(seeds)}`);
    const all = say({ en: `${path}: ${keys.length} keys`, fr: `${path} : ${keys.length} clés` });
    printLines([all, ...lines].join('\n'));
  }
}

export interface ShowOptions {
  readonly pool?: string;
  readonly json?: true;
}

/** @throws KeyPoolError, UsageError when there is no pool */
export function showKeys({ pool: path = keyPoolPath(), json }: ShowOptions): void {
  if (!isThere(path))
    throw new UsageError({
      en: `${path}: no key pool; make one: cps-sim keys make 100`,
      fr: `${path} : pas de réserve de clés ; faites-en une : cps-sim keys make 100`,
    });
  printPool(path, json);
}
