/** Whether the profile that a card file carries is still the one that is shipped: it was copied when the card was made. */
import { isDeepStrictEqual } from 'node:util';
import type { Profile } from '../../card/profile/schema.ts';
import { jsonPathText } from '../../data/describe-issue.ts';
import { holderOf } from '../holder.ts';
import { madeFor } from '../made-for.ts';
import { shippedProfile, shippedProfileNames } from '../shipped-profiles.ts';

type Path = readonly (string | number)[];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* differences(card: unknown, shipped: unknown, path: Path): Generator<Path> {
  if (isDeepStrictEqual(card, shipped)) return;
  if (!isRecord(card) || !isRecord(shipped)) {
    yield path;
    return;
  }
  for (const key of new Set([...Object.keys(card), ...Object.keys(shipped)]))
    if (key !== 'source') yield* differences(card[key], shipped[key], [...path, key]);
}

/** As a card file has it: what is undefined is not there. */
const plain = (profile: Profile): unknown => JSON.parse(JSON.stringify(profile));

/**
 * Where the profile differs from the shipped one of its name, as paths in the profile; nothing for a profile of the user's
 * own. Where facts come from (`source`) makes no card another one.
 */
export function outdatedParts(profile: Profile): string[] {
  if (!shippedProfileNames().includes(profile.name)) return [];
  const shipped = shippedProfile(profile.name);
  const now = profile.personalisation.individual === undefined ? shipped : madeFor(shipped, holderOf(profile));
  return [...differences(plain(profile), plain(now), [])].map(jsonPathText);
}
