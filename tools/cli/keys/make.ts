/** `cps-sim keys make`: fills the key pool, card by card. */
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { addToKeyPool, type KnownKey, keyPoolPath } from '../../../simulator/keys/key-pool.ts';
import { findKeys, profileOf, shippedProfileNames } from '../../../simulator/personalisation/index.ts';
import { Interruption } from '../interruption.ts';
import { checkLastSeed } from '../last-seed.ts';
import { tellProgress } from '../progress.ts';
import { printPool } from './show.ts';

export interface MakeOptions {
  readonly profile?: readonly string[];
  readonly from: number;
  readonly out?: string;
  readonly json?: true;
}

interface WantedCard {
  readonly profile: Profile;
  readonly seed: number;
}

/** Keys after which what was found is written down. */
const KEYS_A_PART = 60;

function wantedCards(count: number, { profile: names = shippedProfileNames(), from }: MakeOptions): WantedCard[] {
  const profiles = names.map(profileOf);
  return Array.from({ length: count }, (_, i) => profiles.map((profile) => ({ profile, seed: from + i }))).flat();
}

/**
 * Adds the keys of `count` seeds to the pool; Ctrl-C, as any signal that ends it, keeps what was found.
 * @throws ProfileError, KeyPoolError, UsageError
 */
export async function makeKeys(count: number, options: MakeOptions): Promise<void> {
  const { out: path = keyPoolPath(), from } = options;
  checkLastSeed(count, from, Number.MAX_SAFE_INTEGER);
  const cards = wantedCards(count, options);
  const found: KnownKey[] = [];
  const save = () => addToKeyPool(path, found.splice(0));
  await save();
  const interruption = new Interruption();
  for (const [i, { profile, seed }] of cards.entries()) {
    if (interruption.signal.aborted) break;
    found.push(...(await findKeys(profile, seed)));
    const [done, total] = [i + 1, cards.length];
    tellProgress(done, total, { en: `keys of ${done} of ${total} cards`, fr: `clés de ${done} cartes sur ${total}` });
    if (found.length >= KEYS_A_PART) await save();
  }
  interruption.over();
  await save();
  printPool(path, options.json);
  if (interruption.exitCode !== undefined) process.exitCode = interruption.exitCode;
}
