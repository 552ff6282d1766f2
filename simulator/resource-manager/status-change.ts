/**
 * What SCardGetStatusChange tells of one reader, as pcsc-lite's client library works it out of the reader table.
 *
 * Source: PC/SC part 5, 3.2.4; behaviour of libpcsclite 1.9.9, reference/pcsclite-protocol.md 2 and 4.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { CARD_STATE, PNP_NOTIFICATION, READER_STATE } from '#pcsc/scard.ts';

/** `sharing` of a reader whose card belongs to one handle alone. */
export const SHARING_EXCLUSIVE = -1;

/** The public state of one reader, as every client sees it. */
export interface ReaderTableEntry {
  readonly name: string;
  /** Insertions and removals since the reader was plugged, 16 bits. */
  readonly eventCounter: number;
  /** CARD_STATE bits. */
  readonly state: number;
  /** 0 nobody, n > 0 handles, SHARING_EXCLUSIVE. */
  readonly sharing: number;
  /** Empty when there is no card or when it is mute. */
  readonly atr: Bytes;
  /** PROTOCOL bit in use; UNDEFINED until somebody connects. */
  readonly protocol: number;
}

export interface Observation {
  /** READER_STATE bits and event counter; CHANGED included when `changed`. */
  readonly eventState: number;
  readonly changed: boolean;
}

const KNOWN_BITS = 0xffff;

/** True for the pseudo reader, in any case of letters. */
export function isPnpNotification(reader: string): boolean {
  return reader.toLowerCase() === PNP_NOTIFICATION.toLowerCase();
}

function observation(bits: number, eventCounter: number, changed: boolean): Observation {
  const state = changed ? bits | READER_STATE.CHANGED : bits;
  return { eventState: ((eventCounter << 16) | state) >>> 0, changed };
}

/** A reader that left while it was waited for. */
function unknownReader(believed: number): Observation {
  const bits = READER_STATE.UNKNOWN | READER_STATE.UNAVAILABLE;
  return observation(bits, 0, (believed & READER_STATE.UNKNOWN) === 0);
}

function presence(entry: ReaderTableEntry): number {
  if (entry.state & CARD_STATE.ABSENT) return READER_STATE.EMPTY;
  if (!(entry.state & CARD_STATE.PRESENT)) return 0;
  return entry.state & CARD_STATE.SWALLOWED ? READER_STATE.PRESENT | READER_STATE.MUTE : READER_STATE.PRESENT;
}

function sharing(entry: ReaderTableEntry): number {
  if (entry.sharing === SHARING_EXCLUSIVE) return READER_STATE.EXCLUSIVE;
  return entry.sharing > 0 && entry.state & CARD_STATE.PRESENT ? READER_STATE.INUSE : 0;
}

/** Believed bits that the bits found contradict, each with the bits that contradict it. */
const CONTRADICTIONS: readonly (readonly [believed: number, found: number])[] = [
  [READER_STATE.PRESENT, READER_STATE.EMPTY],
  [READER_STATE.EMPTY, READER_STATE.PRESENT],
  [READER_STATE.INUSE, READER_STATE.EXCLUSIVE],
  [READER_STATE.EXCLUSIVE, READER_STATE.INUSE],
];

/** Compares only what the caller says it believes: an unmentioned INUSE or EXCLUSIVE is no change, as in pcsc-lite. */
function contradicts(believed: number, found: number, entry: ReaderTableEntry): boolean {
  if (CONTRADICTIONS.some(([was, is]) => believed & was && found & is)) return true;
  const inUse = READER_STATE.INUSE | READER_STATE.EXCLUSIVE;
  if (entry.sharing === 0 && believed & inUse) return true;
  const mute = (found & READER_STATE.MUTE) !== (believed & READER_STATE.MUTE);
  return mute && (found & READER_STATE.PRESENT) !== 0;
}

/**
 * What is found in a reader by somebody who believes `currentState`.
 * @param entry undefined when no reader of that name is plugged
 */
export function observe(currentState: number, entry: ReaderTableEntry | undefined): Observation {
  const believed = currentState & KNOWN_BITS;
  if (entry === undefined) return unknownReader(believed);
  const believedCounter = currentState >>> 16;
  const found = presence(entry) | sharing(entry);
  const changed =
    currentState === READER_STATE.UNAWARE ||
    (believed & (READER_STATE.UNKNOWN | READER_STATE.UNAVAILABLE)) !== 0 ||
    (believedCounter !== 0 && believedCounter !== entry.eventCounter) ||
    contradicts(believed, found, entry);
  return observation(found, entry.eventCounter, changed);
}
