/** The card a verb is given: a card file, or a shipped profile and a seed. */
import { basename } from 'node:path';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { isThere } from '#files/is-there.ts';
import { isOfKind } from '#files/overwritable.ts';
import { CARD_FILE, CardFile } from '../../../simulator/card/state/card-file.ts';
import { MemoryStore } from '../../../simulator/card/state/memory-store.ts';
import type { CardStore } from '../../../simulator/card/state/store.ts';
import type { Pki } from '../../../simulator/pki/index.ts';
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

/** What cannot be read is told by whoever opens it. */
function saysSoItself(path: string): boolean {
  try {
    return isOfKind(path, CARD_FILE);
  } catch {
    return false;
  }
}

/** A card file by its name, or `*.json` by how it begins; everything else names a profile. */
export function isCardFile(card: string): boolean {
  if (card.endsWith('.cps.json')) return true;
  return card.endsWith('.json') ? saysSoItself(card) : isThere(card);
}

/** The names of profiles have no comma; what ends in `.json` behind one is the name of a file. */
const BEHIND_COMMA = /^(.+),([^,/\\]*(?<!\.json))$/s;

/** @throws UsageError for an option behind the comma that there is not */
export function typedCard(card: string): TypedCard {
  if (!isThere(card) && card.endsWith(VOLATILE)) {
    const source = card.slice(0, -VOLATILE.length);
    return { source, isFile: isCardFile(source), volatile: true };
  }
  const [, file, option] = BEHIND_COMMA.exec(card) ?? [];
  const found = withoutPossibleCodes(option ?? '');
  if (file !== undefined && !isThere(card))
    throw new UsageError({
      en: `${file},${found}: found '${found}' behind the comma, expected ${file}${VOLATILE}`,
      fr: `${file},${found} : trouvé '${found}' derrière la virgule, attendu : ${file}${VOLATILE}`,
    });
  return { source: card, isFile: isCardFile(card), volatile: false };
}

/** Which card of a profile is meant. */
export interface CardChoice {
  readonly seed?: number | undefined;
  /** Whom it is for, in the place of the profile's holder: a person, or a person file. */
  readonly identity?: string | undefined;
}

/** What a card file says itself is not taken and forgotten. @throws UsageError */
export function refuseForCardFile(path: string, { seed, identity }: CardChoice): void {
  if (seed !== undefined) throw seedOfCardFile(path);
  if (identity === undefined) return;
  throw new UsageError({
    en: `${path} is a card file and has its holder: leave --identity out, or name a profile`,
    fr: `${path} est un fichier de carte et a son porteur : laissez --identity de côté, ou nommez un profil`,
  });
}

/** A seed given beside a card file. */
function seedOfCardFile(path: string): UsageError {
  return new UsageError({
    en: `${path} is a card file and has its own seed: leave --seed out, or name a profile`,
    fr: `${path} est un fichier de carte et a sa graine : laissez --seed de côté, ou nommez un profil`,
  });
}

function openFile({ source, volatile }: TypedCard, choice: CardChoice): OpenedCard {
  refuseForCardFile(source, choice);
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
 * @param pki issues what a profile is personalised with; that of all cards by default
 * @throws CardFileError, CardInUseError, ProfileError, PersonalisationError, KeyPoolError, UsageError, PersonError
 */
export async function openCard(card: string, choice: CardChoice = {}, pki?: Pki): Promise<OpenedCard> {
  const typed = typedCard(card);
  if (typed.isFile) return openFile(typed, choice);
  const [{ identifiedAs, profileOf }, { newCard }] = await Promise.all([
    import('../../../simulator/personalisation/index.ts'),
    import('./new-card.ts'),
  ]);
  const profile = identifiedAs(profileOf(typed.source), choice.identity);
  const chosen = choice.seed ?? DEFAULT_SEED;
  const store = new MemoryStore(profile, await newCard(profile, chosen, pki));
  return { name: `${profile.name} seed ${chosen}`, store, close: () => undefined };
}
