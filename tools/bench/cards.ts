/** What a card of each shipped profile costs, its certificates with it, when the keys are known. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { shippedProfileNames } from '../../simulator/personalisation/index.ts';
import { type Outcome, time } from './report.ts';
import { undisturbed } from './rounds.ts';

const ONE_CARD = fileURLToPath(new URL('one-card.js', import.meta.url));
const ROUNDS = 5;

interface OneCard {
  readonly us: number;
  readonly files: number;
  readonly keys: number;
}

function oneCard(profile: string): OneCard {
  return JSON.parse(execFileSync(process.execPath, [ONE_CARD, profile], { encoding: 'utf8' })) as OneCard;
}

function costOf(profile: string): OneCard & { readonly profile: string } {
  const cards = Array.from({ length: ROUNDS }, () => oneCard(profile));
  return { ...(cards[0] as OneCard), profile, us: undisturbed(cards.map(({ us }) => us)) };
}

/** Each in a process that has made nothing before: the keys of its authorities are read too. */
export function dearestCard(): Outcome {
  const costs = shippedProfileNames().map(costOf);
  const [{ profile, us, files, keys }] = costs.toSorted((a, b) => b.us - a.us) as [ReturnType<typeof costOf>];
  return {
    name: `a card of the dearest of ${costs.length} profiles, ${profile}`,
    value: us / 1e6,
    unit: 's of CPU',
    bar: 0.3,
    sense: 'most',
    details: `${time(us)} with ${files} files and ${keys} keys, in a process of its own`,
  };
}
