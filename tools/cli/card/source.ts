/** The card a verb is given: a card file, or a shipped profile and a seed. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { isOfKind, type OutputKind } from '#files/overwritable.ts';
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

/** A card as it is typed. */
export interface TypedCard {
  /** Path of a card file, or name of a profile. */
  readonly source: string;
  readonly isFile: boolean;
  /** `FILE,volatile`: played from memory, the file is only read; a profile always is. */
  readonly volatile: boolean;
}

const VOLATILE = ',volatile';

const CARD: OutputKind = {
  name: { en: 'a card file', fr: 'un fichier de carte' },
  beginning: /^\s*\{\s*"format"\s*:\s*"cps-sim-card\//,
};

/** What cannot be read is told by whoever opens it. */
function saysSoItself(path: string): boolean {
  try {
    return isOfKind(path, CARD);
  } catch {
    return false;
  }
}

/** A card file by its name, or `*.json` by how it begins; everything else names a profile. */
export function isCardFile(card: string): boolean {
  if (card.endsWith('.cps.json')) return true;
  return card.endsWith('.json') ? saysSoItself(card) : existsSync(card);
}

/** @throws UsageError for an option behind the comma that there is not */
export function typedCard(card: string): TypedCard {
  if (!existsSync(card) && card.endsWith(VOLATILE)) {
    const source = card.slice(0, -VOLATILE.length);
    return { source, isFile: isCardFile(source), volatile: true };
  }
  const [, file, option] = /^(.*\.cps\.json),(.*)$/s.exec(card) ?? [];
  const found = withoutPossibleCodes(option ?? '');
  if (file !== undefined && !existsSync(card))
    throw new UsageError({
      en: `${file},${found}: found '${found}' behind the comma, expected ${file}${VOLATILE}`,
      fr: `${file},${found} : trouvé '${found}' derrière la virgule, attendu : ${file}${VOLATILE}`,
    });
  return { source: card, isFile: isCardFile(card), volatile: false };
}

/** A seed given beside a card file. */
export function seedOfCardFile(path: string): UsageError {
  return new UsageError({
    en: `${path} is a card file and has its own seed: leave --seed out, or name a profile`,
    fr: `${path} est un fichier de carte et a sa graine : laissez --seed de côté, ou nommez un profil`,
  });
}

function openFile({ source, volatile }: TypedCard, seed: number | undefined): OpenedCard {
  if (seed !== undefined) throw seedOfCardFile(source);
  const name = basename(source);
  if (volatile) {
    const { profile, state } = CardFile.openReadOnly(source);
    return { name, store: new MemoryStore(profile, state), close: () => undefined };
  }
  const store = CardFile.open(source);
  return { name, store, close: () => store.close() };
}

/**
 * Opens a card file for writing, reads a volatile one, or personalises a profile: what a card in memory does is
 * forgotten afterwards.
 * @throws CardFileError, CardInUseError, ProfileError, PersonalisationError, KeyPoolError, UsageError
 */
export async function openCard(card: string, seed: number | undefined): Promise<OpenedCard> {
  const typed = typedCard(card);
  if (typed.isFile) return openFile(typed, seed);
  const [{ profileOf }, { newCard }] = await Promise.all([
    import('../../../simulator/personalisation/index.ts'),
    import('./new-card.ts'),
  ]);
  const profile = profileOf(typed.source);
  const chosen = seed ?? DEFAULT_SEED;
  const store = new MemoryStore(profile, await newCard(profile, chosen));
  return { name: `${profile.name} seed ${chosen}`, store, close: () => undefined };
}
