/** How long a card is valid: other dates than those of its profile, for cards that are expired, or not valid yet. */
import { EXPECTED_TIME, parseTime } from '#common/calendar.ts';
import type { Text } from '#common/language.ts';
import type { Profile } from '../card/profile/schema.ts';
import { PersonalisationError } from './personalisation-error.ts';

/** From when until when; what is left out is as the profile has it. A text as `2 years ago`, `in 10 days`, `2026-01-31`. */
export interface Validity {
  readonly from?: Date | string | undefined;
  readonly to?: Date | string | undefined;
}

function crossed(from: string, to: string): Text {
  return {
    en: `valid from ${from} to ${to}: expected an end that is not before the beginning; what is not given is as the profile has it`,
    fr: `valide du ${from} au ${to} : la fin doit ne pas être avant le début ; ce qui n'est pas donné est comme dans le profil`,
  };
}

/** ISO 8601, in whole seconds: certificates know no others. */
function isoTime(name: string, time: Date | string, now: Date): string {
  const found = typeof time === 'string' ? parseTime(time, now) : time;
  if (found instanceof Date && !Number.isNaN(found.getTime())) return `${found.toISOString().slice(0, 19)}Z`;
  throw new PersonalisationError('validity', {
    en: `valid.${name}: found '${String(time)}', expected ${EXPECTED_TIME.en}`,
    fr: `valid.${name} : trouvé '${String(time)}', attendu : ${EXPECTED_TIME.fr}`,
  });
}

/**
 * The profile, or another one with those dates of issue and of end: certificates and business data of its cards tell them.
 * @param now what `now`, `in 10 days` and `2 years ago` are seen from
 * @throws PersonalisationError when one is no time, or the end lies before the beginning
 */
export function validFor(profile: Profile, { from, to }: Validity, now: Date): Profile {
  if (from === undefined && to === undefined) return profile;
  const { notBefore, notAfter } = profile.personalisation;
  const dates = {
    notBefore: from === undefined ? notBefore : isoTime('from', from, now),
    notAfter: to === undefined ? notAfter : isoTime('to', to, now),
  };
  if (new Date(dates.notBefore) > new Date(dates.notAfter))
    throw new PersonalisationError('validity', crossed(dates.notBefore, dates.notAfter));
  return { ...profile, personalisation: { ...profile.personalisation, ...dates } };
}
