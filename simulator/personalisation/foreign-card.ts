/**
 * A card that is none of ours: it answers to reset, then refuses every command. For "swap to an unknown card".
 *
 * Its ATR announces T=0 and ten historical bytes that spell SIMULATION; no register knows it. It has more than two
 * bytes, because one middleware crashes on the two-byte ATR `3B 00` (reference/cryptolib.md 2.1).
 *
 * Source: ISO/IEC 7816-3:2006, 8.2 (TS, T0, historical bytes; no TCK when only T=0 is announced).
 */
import { type Bytes, hex } from '#iso7816/bytes.ts';
import { encodeResponseApdu } from '#iso7816/response-apdu.ts';
import { SW } from '#iso7816/status-word.ts';
import type { SmartCard } from '../card/port.ts';

const ATR = hex`3B 0A 53 49 4D 55 4C 41 54 49 4F 4E`;
const REFUSAL = encodeResponseApdu(new Uint8Array(0), SW.INS_NOT_SUPPORTED);

/** A new foreign card; `name` is for traces and messages. */
export function foreignCard(name: string): SmartCard {
  const atr = (): Bytes => ATR.slice();
  return { name, powerOn: atr, powerOff: () => {}, reset: atr, getAtr: atr, transmit: () => REFUSAL.slice() };
}
