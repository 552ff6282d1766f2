import { createHash } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';

const CPLC = 'DO/9F7F';
const LENGTH = 4;
/** Low half of the first byte: a fixed number, that other cards may have too. High half F is not used. */
const FIXED = 0x0f;
const HIGH_HALVES = 15;

/**
 * What the card says of itself to an antenna: always the same for a card, another one for another card.
 *
 * Source: ISO/IEC 14443-3:2018, 6.5.4, for the form; that it is fixed, and its value, which comes from the CPLC:
 * simulation.
 */
export function uidOf(contents: Readonly<Record<string, Bytes>>): Bytes {
  const uid = createHash('sha256')
    .update(contents[CPLC] ?? '')
    .digest()
    .subarray(0, LENGTH);
  uid[0] = (((uid[0] ?? 0) % HIGH_HALVES) << 4) | FIXED;
  return new Uint8Array(uid);
}
