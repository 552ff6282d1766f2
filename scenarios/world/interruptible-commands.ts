import type { Bytes } from '#iso7816/bytes.ts';

/** Commands a card can be torn away from, by their names in ISO/IEC 7816-4 and 7816-8, with INS. */
export const INTERRUPTIBLE = {
  SELECT: 0xa4,
  'READ BINARY': 0xb0,
  'UPDATE BINARY': 0xd6,
  VERIFY: 0x20,
  'CHANGE REFERENCE DATA': 0x24,
  'RESET RETRY COUNTER': 0x2c,
  'PERFORM SECURITY OPERATION': 0x2a,
  'INTERNAL AUTHENTICATE': 0x88,
  'GET DATA': 0xcb,
} as const;

export type InterruptibleCommand = keyof typeof INTERRUPTIBLE;

const HEADER_AND_P3 = 5;

/** A VERIFY without data only asks; programs ask often before they present a code. */
export function isCommand(bytes: Bytes, name: InterruptibleCommand): boolean {
  return bytes[1] === INTERRUPTIBLE[name] && (name !== 'VERIFY' || bytes.length > HEADER_AND_P3);
}
