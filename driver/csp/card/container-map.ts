/** cmapfile, as the CSP reads it. Source: cardmod.h, CONTAINER_MAP_RECORD; reference/minidriver.md 8.3. */
import type { Bytes } from '#iso7816/bytes.ts';

/** A valid CONTAINER_MAP_RECORD. */
export interface ContainerRecord {
  readonly containerIndex: number;
  readonly name: string;
  readonly isDefault: boolean;
  /** 0 when the container holds no key of that kind. */
  readonly sigKeySizeBits: number;
  readonly keyExchangeKeySizeBits: number;
}

const RECORD_LENGTH = 86;
const OFFSET = { FLAGS: 80, SIG_BITS: 82, KEY_EXCHANGE_BITS: 84 } as const;
const VALID_CONTAINER = 1;
const DEFAULT_CONTAINER = 2;

function record(bytes: DataView, containerIndex: number): ContainerRecord | undefined {
  const flags = bytes.getUint8(OFFSET.FLAGS);
  if ((flags & VALID_CONTAINER) === 0) return undefined;
  const units = Array.from({ length: OFFSET.FLAGS / 2 }, (_, i) => bytes.getUint16(2 * i, true));
  const end = units.indexOf(0);
  return {
    containerIndex,
    name: String.fromCharCode(...units.slice(0, end < 0 ? units.length : end)),
    isDefault: (flags & DEFAULT_CONTAINER) !== 0,
    sigKeySizeBits: bytes.getUint16(OFFSET.SIG_BITS, true),
    keyExchangeKeySizeBits: bytes.getUint16(OFFSET.KEY_EXCHANGE_BITS, true),
  };
}

/** The valid records of cmapfile; a record's place is its container index, holes are left out. */
export function parseContainerMap(file: Bytes): readonly ContainerRecord[] {
  const count = Math.floor(file.length / RECORD_LENGTH);
  return Array.from({ length: count }, (_, index) => {
    const view = new DataView(file.buffer, file.byteOffset + index * RECORD_LENGTH, RECORD_LENGTH);
    return record(view, index);
  }).filter((found) => found !== undefined);
}

/** The record of that name, or the default one when no name is given. */
export function findContainer(records: readonly ContainerRecord[], name?: string): ContainerRecord | undefined {
  return records.find((candidate) => (name === undefined ? candidate.isDefault : candidate.name === name));
}
