/**
 * The reader table as clients read it: 184 bytes a slot.
 *
 * Source: pcsc-lite `eventhandler.h`; reference/pcsclite-protocol.md 2.
 */
import type { ReaderTableEntry } from '../status-change.ts';
import { READER_NAME_LENGTH } from './messages.ts';

/** Slots of the table, used or not: the same for every protocol version, so it never shrinks under a client. */
export const SLOTS = 16;

const ENTRY = { size: 184, counter: 128, state: 132, sharing: 136, atr: 140, atrLength: 176, protocol: 180 } as const;

export function readerTableMessage(readers: Iterable<ReaderTableEntry>): Buffer {
  const table = Buffer.alloc(SLOTS * ENTRY.size);
  let at = 0;
  for (const { name, eventCounter, state, sharing, atr, protocol } of readers) {
    table.write(name, at, READER_NAME_LENGTH - 1, 'utf8');
    table.writeUInt32LE(eventCounter, at + ENTRY.counter);
    table.writeUInt32LE(state, at + ENTRY.state);
    table.writeInt32LE(sharing, at + ENTRY.sharing);
    table.set(atr, at + ENTRY.atr);
    table.writeUInt32LE(atr.length, at + ENTRY.atrLength);
    table.writeUInt32LE(protocol, at + ENTRY.protocol);
    at += ENTRY.size;
  }
  return table;
}
