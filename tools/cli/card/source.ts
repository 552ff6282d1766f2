/** The card a verb is given: a card file, or a shipped profile and a seed. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { CardFile } from '../../../simulator/card/state/card-file.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import type { CardStore } from '../../../simulator/card/state/store.ts';
import { UsageError } from '../usage-error.ts';

export interface OpenedCard {
  /** For people: the file's name, or profile and seed. */
  readonly name: string;
  readonly store: CardStore;
  /** Gives a card file back. */
  close(): void;
}

export const DEFAULT_SEED = 1;

/** A card file by its name; everything else names a profile. */
export function isCardFile(card: string): boolean {
  return card.endsWith('.cps.json') || (!card.endsWith('.json') && existsSync(card));
}

/** A seed given beside a card file. */
export function seedOfCardFile(path: string): UsageError {
  return new UsageError(`${path} is a card file and has its own seed: leave --seed out, or name a profile`);
}

function openFile(path: string, seed: number | undefined): OpenedCard {
  if (seed !== undefined) throw seedOfCardFile(path);
  const store = CardFile.open(path);
  return { name: basename(path), store, close: () => store.close() };
}

/**
 * Opens a card file for writing, or personalises a profile in memory: what that card does is forgotten afterwards.
 * @throws CardFileError, CardInUseError, ProfileError, PersonalisationError, KeyPoolError, UsageError
 */
export async function openCard(card: string, seed: number | undefined): Promise<OpenedCard> {
  if (isCardFile(card)) return openFile(card, seed);
  const [{ profileOf }, { newCard }] = await Promise.all([
    import('../../../simulator/personalisation/index.ts'),
    import('./new-card.ts'),
  ]);
  const profile = profileOf(card);
  const chosen = seed ?? DEFAULT_SEED;
  const store = new MemoryStore(profile, await newCard(profile, chosen));
  return { name: `${profile.name} seed ${chosen}`, store, close: () => undefined };
}
