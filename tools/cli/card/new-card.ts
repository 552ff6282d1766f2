/** A card made for a verb: whoever waits for its keys is told so. */
import type { Language } from '#common/language.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import type { CardState } from '../../../simulator/card/state/store.ts';
import { keysAreKnown, personaliseApart } from '../../../simulator/personalisation/index.ts';
import { spokenLanguage } from '../language.ts';

const MAKING: Readonly<Record<Language, (card: string) => string>> = {
  en: (card) => `making the keys of ${card}; 'cps-sim keys make' remembers those of many seeds`,
  fr: (card) => `recherche des clés de ${card} ; 'cps-sim keys make' retient celles de beaucoup de graines`,
};

/** On standard error, when the keys have to be looked for: that takes some tenths of a second, more on a slow machine. */
function tellWhoWaits(profile: Profile, seed: number): void {
  if (keysAreKnown(profile, seed)) return;
  process.stderr.write(`cps-sim: ${MAKING[spokenLanguage()](`${profile.name} seed ${seed}`)}\n`);
}

/** @throws PersonalisationError, KeyPoolError */
export function newCard(profile: Profile, seed: number): Promise<CardState> {
  tellWhoWaits(profile, seed);
  return personaliseApart(profile, seed);
}
