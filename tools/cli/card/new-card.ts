/** A card made for a verb: whoever waits for its keys is told so. */
import type { Text } from '#common/language.ts';
import type { Profile } from '../../../simulator/card/profile/schema.ts';
import type { CardState } from '../../../simulator/card/state/store.ts';
import { keysAreKnown, personaliseApart } from '../../../simulator/personalisation/index.ts';
import type { Pki } from '../../../simulator/pki/index.ts';
import { say } from '../language.ts';

function making(name: string, seed: number): Text {
  return {
    en: `making the keys of ${name} seed ${seed}; 'cps-sim keys make' remembers those of many seeds`,
    fr: `recherche des clés de ${name} graine ${seed} ; 'cps-sim keys make' retient celles de beaucoup de graines`,
  };
}

/** On standard error, when the keys have to be looked for: that takes some tenths of a second, more on a slow machine. */
function tellWhoWaits(profile: Profile, seed: number): void {
  if (keysAreKnown(profile, seed)) return;
  process.stderr.write(`cps-sim: ${say(making(profile.name, seed))}\n`);
}

/** @throws PersonalisationError, KeyPoolError */
export function newCard(profile: Profile, seed: number, pki?: Pki): Promise<CardState> {
  tellWhoWaits(profile, seed);
  return personaliseApart(profile, seed, pki === undefined ? {} : { pki });
}
