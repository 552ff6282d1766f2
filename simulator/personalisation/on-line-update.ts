/**
 * What the on-line update service leaves behind: EF_ACTUA. How it gets there (secure messaging with keys nobody has) is
 * not simulated; the state of the card is.
 *
 * Source: reference/cps-facts.md (b), reference/cryptolib.md 11.
 */
import { parseTime } from '#common/calendar.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import type { Profile } from '../card/profile/schema.ts';
import { walkFiles } from '../card/profile/walk-files.ts';
import type { StateChange } from '../card/state/store.ts';
import { efActua } from './business-data.ts';
import { PersonalisationError } from './personalisation-error.ts';

const EF_ACTUA = 'EF_ACTUA';
/** A template without its dates: present, and refused by the official middleware. */
const INVALID = Uint8Array.of(0xec, 0x02, 0x81, 0x00);

/** Where the cards of a profile keep EF_ACTUA, once they have one; undefined when they never do. */
export function efActuaPath(profile: Profile): string | undefined {
  for (const { path, node } of walkFiles(profile)) if (node.name === EF_ACTUA) return path;
  return undefined;
}

function pathOf(profile: Profile): string {
  const path = efActuaPath(profile);
  if (path !== undefined) return path;
  throw new PersonalisationError('noOnLineUpdate', {
    en: `profile '${profile.name}' has no ${EF_ACTUA}: its cards never have one`,
    fr: `le profil '${profile.name}' n'a pas de ${EF_ACTUA} : ses cartes n'en ont jamais`,
  });
}

function malformed(text: string, expected: Text): PersonalisationError {
  return new PersonalisationError('time', {
    en: `'${text}': expected ${expected.en}`,
    fr: `'${text}', attendu : ${expected.fr}`,
  });
}

function timeOf(text: string, now: Date): Date {
  const time = parseTime(text, now);
  if (time !== undefined) return time;
  throw malformed(text, {
    en: 'absent, invalid, now, a time (2026-01-31 or 2026-01-31T12:00:00Z) or START/END',
    fr: 'absent, invalid, now, une date (2026-01-31 ou 2026-01-31T12:00:00Z) ou DÉBUT/FIN',
  });
}

/**
 * The change that gives a card of that profile the EF_ACTUA wanted: `absent`, `invalid`, `now`, the time of the update,
 * or `START/END`.
 * @throws PersonalisationError
 */
export function onLineUpdate(profile: Profile, wanted: string, now = SYSTEM_CLOCK.date()): StateChange {
  const path = pathOf(profile);
  if (wanted === 'absent') return { contents: { [path]: undefined } };
  if (wanted === 'invalid') return { contents: { [path]: INVALID } };
  const [start = '', end = start, ...more] = wanted.split('/');
  if (more.length > 0)
    throw malformed(wanted, { en: 'one start and one end: START/END', fr: 'un début et une fin : DÉBUT/FIN' });
  const times = [timeOf(start, now), timeOf(end, now)] as const;
  if (times[0] > times[1])
    throw malformed(wanted, { en: 'an end that is not before its start', fr: "une fin qui n'est pas avant son début" });
  return { contents: { [path]: efActua(...times) } };
}
