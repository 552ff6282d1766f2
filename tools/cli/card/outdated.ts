/** A card file whose profile is not the shipped one any more: what is old, and what to do. */
import type { Text } from '#common/language.ts';
import type { InspectedCard } from '../../../simulator/personalisation/inspection/index.ts';

import { say } from '../language.ts';

const SHOWN = 5;

/** A word of a command line that can be typed as it is shown. */
function typed(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Nothing when nothing is old. @param parts paths in the profile */
export function outdatedLines({ profile, seed }: InspectedCard, file: string, parts: readonly string[]): string[] {
  if (parts.length === 0) return [];
  const { individual } = profile.personalisation;
  const identity = individual === undefined ? '' : ` --identity ${typed(individual)}`;
  const shown = parts.slice(0, SHOWN).join(', ');
  const left = parts.length - SHOWN;
  const more: Text = left > 0 ? { en: ` and ${left} more`, fr: ` et ${left} de plus` } : { en: '', fr: '' };
  return [
    say({
      en: `its profile is another one than the ${profile.name} that comes with cps-sim now: ${shown}${more.en}`,
      fr: `son profil n'est plus le ${profile.name} fourni avec cps-sim : ${shown}${more.fr}`,
    }),
    say({
      en: "the card stays as it is ('card update' changes nothing but EF_ACTUA); for a card as they are made now, with fresh codes:",
      fr: "la carte reste telle quelle ('card update' ne change qu'EF_ACTUA) ; pour une carte comme on les fait maintenant, aux codes neufs :",
    }),
    `cps-sim card create --profile ${profile.name}${identity} --seed ${seed} --out ${typed(file)} --force`,
  ];
}
