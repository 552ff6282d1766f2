/** Data objects of bytes that may be cut, or filled up behind them: what is read of a file, not all of it. */
import type { Bytes } from '#iso7816/bytes.ts';

export interface PlacedObject {
  readonly tag: number;
  /** A piece of the bytes given, up to their end where they are cut. */
  readonly value: Bytes;
}

const CONSTRUCTED = 0x20;
const PADDING: readonly number[] = [0x00, 0xff];
const LONGEST_LENGTH = 3;

export function isTemplate(tag: number): boolean {
  const first = tag > 0xffff ? tag >> 16 : tag > 0xff ? tag >> 8 : tag;
  return (first & CONSTRUCTED) !== 0;
}

function tagAt(bytes: Bytes, at: number): { tag: number; size: number } {
  let tag = bytes[at] ?? 0;
  let size = 1;
  if ((tag & 0x1f) === 0x1f)
    do tag = (tag << 8) | (bytes[at + size] ?? 0);
    while (((bytes[at + size++] ?? 0) & 0x80) !== 0 && size < LONGEST_LENGTH);
  return { tag, size };
}

function lengthAt(bytes: Bytes, at: number): { length: number; size: number } | undefined {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return { length: first, size: 1 };
  const count = first & 0x7f;
  if (count === 0 || count > LONGEST_LENGTH) return undefined;
  let length = 0;
  for (let i = 1; i <= count; i++) length = length * 256 + (bytes[at + i] ?? 0);
  return { length, size: count + 1 };
}

/** One after the other, up to what is none; `whole` is false when that is not the end, nor padding. */
export function placedObjects(bytes: Bytes): { objects: readonly PlacedObject[]; whole: boolean } {
  const objects: PlacedObject[] = [];
  let at = 0;
  while (at < bytes.length && !PADDING.includes(bytes[at] ?? 0)) {
    const { tag, size } = tagAt(bytes, at);
    const length = lengthAt(bytes, at + size);
    if (length === undefined) return { objects, whole: false };
    const start = at + size + length.size;
    objects.push({ tag, value: bytes.subarray(start, start + length.length) });
    at = start + length.length;
  }
  return { objects, whole: true };
}
