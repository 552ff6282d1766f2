/** One Wine for all tests of Windows programs, and worlds with a card for them. */
import { fileURLToPath } from 'node:url';
import test, { type ExecutionContext } from 'ava';
import { Card } from '../../../simulator/card/card.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import { personalise, shippedProfile } from '../../../simulator/personalisation/index.ts';
import { PrivateWorld } from '../../../simulator/resource-manager/pcsclite/private-world.ts';
import { Wine } from './wine.ts';

export const wine = new Wine();
test.after.always(() => wine.close());

export const SELECT = wine.compiled('select.c');
/** How our programs end when a call was refused: a crash ends with another code. */
export const REFUSED = 1;
export const BUILT = fileURLToPath(new URL('../../../driver/winscard-dll/built/', import.meta.url));

export async function opened(t: ExecutionContext): Promise<PrivateWorld> {
  const world = await PrivateWorld.open({ windows: true });
  t.teardown(() => world.close());
  return world;
}

export function card(): Card {
  const profile = shippedProfile('cps3-medecin');
  return new Card({ name: 'medecin', store: new MemoryStore(profile, personalise(profile, 1)) });
}

/** A world with that card in the reader 'bureau 00 00'. */
export async function openedWithCard(t: ExecutionContext) {
  const world = await opened(t);
  const slot = world.manager.plugReader('bureau');
  slot.insert(card());
  return { world, slot };
}
