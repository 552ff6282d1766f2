/** The profiles that come with the package: the JSON files of fixtures/profiles. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { followedBy } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { loadProfile } from '../card/profile/load.ts';
import { ProfileError } from '../card/profile/profile-error.ts';
import type { Profile } from '../card/profile/schema.ts';
import { HOLDERS, holderOf } from './holder.ts';
import { withSituationFiles } from './situation-files.ts';

const DIRECTORY = fileURLToPath(new URL('../../fixtures/profiles/', import.meta.url));

const loaded = new Map<string, Profile>();

let names: readonly string[] | undefined;

/** Names of the shipped profiles of which a card can be made, in alphabetical order. */
export function shippedProfileNames(): readonly string[] {
  names ??= readNames();
  return names;
}

function readNames(): string[] {
  return readdirSync(DIRECTORY)
    .filter((file) => file.endsWith('.json'))
    .filter((file) => JSON.parse(readFileSync(join(DIRECTORY, file), 'utf8')).abstract !== true)
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * The shipped profile of that name; the same object each time.
 * @throws ProfileError when there is none
 */
export function shippedProfile(name: string): Profile {
  let profile = loaded.get(name);
  if (profile === undefined) {
    const path = join(DIRECTORY, `${name}.json`);
    if (!/^[a-z0-9-]+$/.test(name) || !existsSync(path)) throw noProfile(withoutPossibleCodes(name));
    profile = withFiles(loadProfile(path, { holders: HOLDERS }));
    loaded.set(name, profile);
  }
  return profile;
}

/** The profile, its files of situations as many as its holder has where it asks for that. */
function withFiles(profile: Profile): Profile {
  return profile.personalisation.situations === 'ofHolder' ? withSituationFiles(profile, holderOf(profile)) : profile;
}

/**
 * The seeds whose keys come with the package: 1 to 8 of the profiles that tests of old take their cards from, 1 and 2 of
 * the others, of which one card is usually enough.
 */
export function seedsWithKeys(name: string): number[] {
  return Array.from({ length: /^cps[34]-(medecin|infirmier|pharmacien)/.test(name) ? 8 : 2 }, (_, i) => i + 1);
}

function noProfile(name: string): ProfileError {
  const all = shippedProfileNames();
  const names = all.join(', ');
  if (/[/\\]/.test(name))
    return new ProfileError({
      en: `${name}: no card file and no profile there; expected a file that is there, or one of ${names}`,
      fr: `${name} : il n'y a là ni fichier de carte ni profil, attendu : un fichier qui existe, ou l'un de ${names}`,
    });
  const expected = {
    en: `no profile '${name}': expected one of ${names}`,
    fr: `le profil '${name}' n'existe pas, attendu : l'un de ${names}`,
  };
  return new ProfileError(followedBy(expected, didYouMean(nearest(name, all))));
}

/** The profile of a name or, when `nameOrPath` ends in `.json`, of a file, which may extend the shipped ones. */
export function profileOf(nameOrPath: string): Profile {
  return nameOrPath.endsWith('.json')
    ? withFiles(loadProfile(nameOrPath, { directories: [DIRECTORY], holders: HOLDERS }))
    : shippedProfile(nameOrPath);
}
