/** A resource manager as the server of libpcsclite's socket needs it: winscard, and what only clients of the socket see. */
import { type Bytes, NO_BYTES } from '#iso7816/bytes.ts';
import type { ContextOptions, Result, ScardContext, WinScard } from '#pcsc/winscard.ts';
import type { Exchange } from './exchange.ts';
import type { ReaderTableEntry } from './status-change.ts';

export interface ServedContextOptions extends ContextOptions {
  /** The program waits for each answer before its next call, as a client of the socket does. */
  readonly oneCallAtATime?: boolean;
}

export interface ServedManager extends WinScard {
  /** The public state of every reader, in the order they were plugged. */
  readerTable(): Iterable<ReaderTableEntry>;
  /** Names of the readers, in the same order. */
  readers(): readonly string[];
  /** Calls `watcher` after each change of the reader table, until the function returned is called. */
  onTableChange(watcher: () => void): () => void;
  /** As `transmit`, without a promise when nothing makes it wait. */
  transmitAtOnce(...call: Parameters<WinScard['transmit']>): Exchange | Promise<Exchange>;
  establishContext(scope: number, options?: ServedContextOptions): Promise<Result & { readonly context: ScardContext }>;
}

/** The answer to reset of the card in that reader; no bytes where there is none. */
export function atrIn(manager: Pick<ServedManager, 'readerTable'>, reader: string): Bytes {
  for (const { name, atr } of manager.readerTable()) if (name === reader) return atr;
  return NO_BYTES;
}
