/** A card file whose profile is not the shipped one any more: what is old, and what to do. */
import type { InspectedCard } from '../../../simulator/personalisation/inspection/index.ts';

const SHOWN = 5;

/** A word of a command line that can be typed as it is shown. */
function typed(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Nothing when nothing is old. @param parts paths in the profile */
export function outdatedLines({ profile, seed }: InspectedCard, file: string, parts: readonly string[]): string[] {
  if (parts.length === 0) return [];
  const more = parts.length > SHOWN ? ` and ${parts.length - SHOWN} more` : '';
  return [
    `its profile is another one than the ${profile.name} that comes with cps-sim now: ${parts.slice(0, SHOWN).join(', ')}${more}`,
    "the card stays as it is ('card update' changes nothing but EF_ACTUA); for a card as they are made now, with fresh codes:",
    `cps-sim card create --profile ${profile.name} --seed ${seed} --out ${typed(file)} --force`,
  ];
}
