/** The card that is measured. */
import { Card } from '../../simulator/card/card.ts';
import { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../simulator/personalisation/index.ts';

export const PROFILE = 'cps3-medecin';

export function fullCard(): Card {
  const profile = shippedProfile(PROFILE);
  return new Card({ name: PROFILE, store: new MemoryStore(profile, personalise(profile, 1)) });
}
