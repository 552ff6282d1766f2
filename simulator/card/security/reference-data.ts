/** Comparison and form of reference data (codes). */
import { timingSafeEqual } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { PinNode } from '../profile/schema.ts';

/** Longest code a profile can allow. */
const MAX_LENGTH = 16;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** Compares without telling by its duration how many characters agree. */
export function matchesCode(code: string, candidate: Bytes): boolean {
  const expected = new Uint8Array(MAX_LENGTH + 1);
  const given = new Uint8Array(MAX_LENGTH + 1);
  new TextEncoder().encodeInto(code, expected);
  given.set(candidate.subarray(0, MAX_LENGTH));
  expected[MAX_LENGTH] = code.length;
  given[MAX_LENGTH] = Math.min(candidate.length, 0xff);
  return timingSafeEqual(expected, given);
}

export function isAllowedLength(pin: PinNode, length: number): boolean {
  return length >= pin.minLength && length <= pin.maxLength;
}

/** The code that these ASCII digits are, or undefined when one of them is no digit. */
export function codeOf(bytes: Bytes): string | undefined {
  return bytes.every((byte) => byte >= DIGIT_0 && byte <= DIGIT_9) ? String.fromCharCode(...bytes) : undefined;
}
