/** `cps-sim keys make`: fills the key pool, card by card. */
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import { addToKeyPool, type KnownKey, keyPoolPath } from '../../../simulator/keys/key-pool.ts';
import { findKey } from '../../../simulator/keys/rsa-key.ts';
import { keyStreams, profileOf, shippedProfileNames } from '../../../simulator/personalisation/index.ts';
import { Interruption } from '../interruption.ts';
import { say } from '../language.ts';
import { UsageError } from '../usage-error.ts';
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

/** @throws UsageError when there are not so many seeds behind the first one */
function checkLastSeed(count: number, from: number): void {
  const last = Number.MAX_SAFE_INTEGER;
  if (count - 1 <= last - from) return;
  throw new UsageError({
    en: `${count} seeds from ${from} on: the last seed there is is ${last}, expected --from ${last - count + 1} or less`,
    fr: `${count} graines à partir de ${from} : la dernière graine est ${last}, attendu : --from ${last - count + 1} ou moins`,
  });
}

/** Tells how far it is: one line written over again on a terminal, a line a tenth elsewhere. */
function tell(done: number, total: number): void {
  const text = `cps-sim: ${say({ en: `keys of ${done} of ${total} cards`, fr: `clés de ${done} cartes sur ${total}` })}`;
  const tenth = (cards: number) => Math.floor((cards * 10) / total);
  if (process.stderr.isTTY) process.stderr.write(`\r${text}${done === total ? '\n' : ''}`);
  else if (tenth(done) > tenth(done - 1)) process.stderr.write(`${text}\n`);
}

/**
 * Adds the keys of `count` seeds to the pool; Ctrl-C, as any signal that ends it, keeps what was found.
 * @throws ProfileError, KeyPoolError, UsageError
 */
export async function makeKeys(count: number, options: MakeOptions): Promise<void> {
  const { out: path = keyPoolPath(), from } = options;
  checkLastSeed(count, from);
  const cards = wantedCards(count, options);
  const found: KnownKey[] = [];
  const save = () => addToKeyPool(path, found.splice(0));
  await save();
  const interruption = new Interruption();
  for (const [i, { profile, seed }] of cards.entries()) {
    if (interruption.signal.aborted) break;
    found.push(...(await Promise.all(keyStreams(profile, seed).map((stream) => findKey(stream)))));
    tell(i + 1, cards.length);
    if (found.length >= KEYS_A_PART) await save();
  }
  interruption.over();
  await save();
  printPool(path, options.json);
  if (interruption.exitCode !== undefined) process.exitCode = interruption.exitCode;
}
