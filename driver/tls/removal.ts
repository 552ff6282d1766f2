/** Connections that end with the card. Source: reference/tls-with-card.md 5: by themselves they outlive it. */
import { instanceOf, parameters } from '#common/arguments.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { WINSCARD } from '../pcsc/arguments.ts';
import { watchReaders } from '../pcsc/reader-events.ts';
import { CardKey } from './card-key.ts';

const checkArguments = parameters('endWhenRemoved', {
  key: instanceOf(CardKey, 'a key of openCardKey'),
  winscard: WINSCARD,
});

async function watch(key: CardKey, winscard: WinScard, signal: AbortSignal): Promise<void> {
  for await (const { kind, reader } of watchReaders(winscard, { signal, ref: false })) {
    if (kind === 'card-removed' && reader === key.reader) key.endConnections();
  }
}

/**
 * From now on the key's connections and sessions end when its card leaves its reader, or when nobody can tell any more.
 * @returns the function that lets it be
 */
export function endWhenRemoved(key: CardKey, winscard: WinScard): () => void {
  checkArguments(key, winscard);
  const ending = new AbortController();
  void watch(key, winscard, ending.signal).catch(() => key.endConnections());
  return () => ending.abort();
}
