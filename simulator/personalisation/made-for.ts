/** A card for somebody else than the holder of its profile. */
import type { Profile } from '../card/profile/schema.ts';
import { isObject } from '../data/json-file.ts';
import { type Person, personOf } from '../people/index.ts';
import { withSituationFiles } from './situation-files.ts';

/** The profile for that holder, with a file for each of the holder's situations; numbers and keys of the card are its own. */
export function madeFor(profile: Profile, holder: Person): Profile {
  if (isObject(profile.holder) && profile.holder.nationalId === holder.nationalId) return profile;
  const personalisation = { ...profile.personalisation, individual: holder.nationalId };
  return withSituationFiles({ ...profile, holder, personalisation }, holder);
}

/**
 * As `madeFor`, for a person by name or IdNat_PS, or of a JSON file.
 * @param identity the profile's own holder when it is undefined
 * @throws PersonError
 */
export function identifiedAs(profile: Profile, identity: string | undefined): Profile {
  return identity === undefined ? profile : madeFor(profile, personOf(identity));
}
