/** Whether a card is still there, asked of its reader. Source: SCardGetStatusChange. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { ContextOptions, WinScard } from '#pcsc/winscard.ts';
import { watchReaders } from './reader-events.ts';

/**
 * True when no card is in that reader, or when it leaves within that time: pcsc-lite looks at a reader 2.5 times a second, and
 * until then tells a program that the exchange broke.
 * @param withinMs of the machine's time: whoever waits has a person before him
 */
export async function cardLeaves(
  winscard: WinScard,
  reader: string,
  withinMs: number,
  options: ContextOptions = {},
): Promise<boolean> {
  const ending = new AbortController();
  let empty = false;
  const looked = (readers: readonly string[], cards: ReadonlyMap<string, boolean>) => {
    empty ||= !readers.includes(reader) || cards.get(reader) === false;
    if (empty) ending.abort();
  };
  const cancel = SYSTEM_CLOCK.after(withinMs, () => ending.abort());
  try {
    for await (const event of watchReaders(winscard, { ...options, signal: ending.signal, looked }))
      if (event.kind === 'card-removed' && event.reader === reader) return true;
    return empty;
  } finally {
    cancel();
  }
}
