/**
 * How fast a card with contacts speaks, as its answer to reset says.
 *
 * Source: ISO/IEC 7816-3:2006, 8.2.3 (structure), 8.3 (TA1, TC1, TA2), tables 7 and 8, 9 (PPS), 11.4.2 (TA3: IFSC).
 */
import { interfaceBytes } from '#iso7816/atr.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/** Table 7, by the upper half of TA1; 0 where it is reserved. */
const FI: readonly number[] = [372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048];
/** Table 8, by the lower half. */
const DI: readonly number[] = [0, 1, 2, 4, 8, 16, 32, 64, 12, 20];
const DEFAULT_FI = 372;

/** Clock cycles of an elementary time unit before anything else is agreed. */
export const FIRST_ETU_CYCLES = DEFAULT_FI;

export interface Transmission {
  /** Clock cycles of an elementary time unit that the card offers. */
  readonly etuCycles: number;
  /** Reached by PPS; false: the card is in specific mode, and speaks so from the start. */
  readonly negotiable: boolean;
  /** N of TC1: elementary time units more between characters; 255: as few as the protocol allows. */
  readonly extraGuardTime: number;
  /** Largest information field of a block the card takes (T=1). */
  readonly ifsc: number;
}

const T1 = 1;
const FEWEST_IFSC = 32;
/** TA2: its bit 5 says that TA1 does not count. */
const IMPLICIT = 0x10;

/** What an ATR offers; what is reserved in it is as if it were not there. */
export function transmissionOf(atr: Bytes): Transmission {
  const bytes = [...interfaceBytes(atr)];
  const first = (name: string, block: number) =>
    bytes.find((byte) => byte.name === name && byte.block === block)?.value;
  const ta1 = first('A', 1) ?? 0x11;
  const ta2 = first('A', 2);
  // Of the blocks that TD1 announces on, the first one for T=1.
  const ofT1 = bytes.find(({ name, block, protocol }) => name === 'A' && block > 2 && protocol === T1);
  const [fi, di] = [FI[ta1 >> 4] ?? 0, DI[ta1 & 0x0f] ?? 0];
  const counts = fi > 0 && di > 0 && (ta2 === undefined || (ta2 & IMPLICIT) === 0);
  return {
    etuCycles: counts ? fi / di : FIRST_ETU_CYCLES,
    negotiable: ta2 === undefined,
    extraGuardTime: first('C', 1) ?? 0,
    ifsc: ofT1?.value ?? FEWEST_IFSC,
  };
}
