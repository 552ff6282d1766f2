/** Where the store of a card of a world comes from: a profile, in memory or in a file; a card file. */
import { CardFile } from '../../simulator/card/state/card-file.ts';
import type { MemoryStore } from '../../simulator/card/state/memory-store.ts';
import type { CardState, CardStore } from '../../simulator/card/state/store.ts';
import { type MadeCard, personalise, personaliseApart } from '../../simulator/personalisation/index.ts';
import type { Pki } from '../../simulator/pki/index.ts';

/** How a card's store is opened, and given back when its program ends. */
export interface StoreSource {
  open(): CardStore;
  close(store: CardStore): void;
}

/** A store that may have to be made first: `ready` makes its keys on other threads, `open` without it on this one. */
export interface LazySource extends StoreSource {
  ready(): Promise<void>;
}

export function memorySource(store: MemoryStore): StoreSource {
  return { open: () => store, close: () => {} };
}

export function fileSource(path: string): StoreSource {
  return { open: () => CardFile.open(path), close: (store) => (store as CardFile).close() };
}

/** The store of a new card, created once, of the state that the profile and the seed give. */
export function lazySource(
  { profile, seed, lists }: MadeCard,
  issuer: () => Pki,
  create: (state: CardState) => StoreSource,
): LazySource {
  let source: StoreSource | undefined;
  const created = (state: CardState): StoreSource => {
    source ??= create(state);
    return source;
  };
  return {
    ready: async () => void created(await personaliseApart(profile, seed, { pki: issuer(), lists })),
    open: () => created(personalise(profile, seed, { pki: issuer(), lists })).open(),
    close: (store) => source?.close(store),
  };
}
