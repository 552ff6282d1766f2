/**
 * What a reader takes from the answer to reset: the transmission protocols, and how long it waits for a card.
 *
 * Source: ISO/IEC 7816-3:2006, 8.2, 10.2 (TC2: WI), 11.4.3 (first TB for T=1: BWI).
 */
import { interfaceBytes, isAtr } from '#iso7816/atr.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { PROTOCOL } from '#pcsc/scard.ts';

/** Older programs ask for "any protocol" with this bit. */
export const PROTOCOL_ANY_OLD = 0x1000;

/** TS, T0, up to 31 others: what SCARD_READERSTATE and pcsc-lite's tables can hold. */
export const MAX_ATR_LENGTH = 33;

function protocolBit(t: number): number {
  if (t === 0) return PROTOCOL.T0;
  return t === 1 ? PROTOCOL.T1 : PROTOCOL.UNDEFINED;
}

/**
 * PROTOCOL bits that the ATR offers: those of the TDi, only that of TA2 in specific mode, T=0 when it has no TD1.
 * UNDEFINED for bytes that are no ATR and for a first protocol other than T=0 and T=1.
 * @param lenient one that ends too soon has no TD1: T=0
 */
export function offeredProtocols(atr: Bytes, lenient = false): number {
  const truncated = lenient ? PROTOCOL.T0 : PROTOCOL.UNDEFINED;
  if (!isAtr(atr)) return PROTOCOL.UNDEFINED;
  let offered: number = PROTOCOL.UNDEFINED;
  for (const { name, block, value } of interfaceBytes(atr)) {
    if (name === 'A' && block === 2) return value === undefined ? truncated : protocolBit(value & 0x0f);
    if (name !== 'D') continue;
    if (value === undefined) return truncated;
    const bit = protocolBit(value & 0x0f);
    if (block === 1 && bit === PROTOCOL.UNDEFINED) return PROTOCOL.UNDEFINED;
    offered |= bit;
  }
  return offered === PROTOCOL.UNDEFINED ? PROTOCOL.T0 : offered;
}

/** Of a reader that says nothing of its clock: what most CCID readers give a card by default. */
const CLOCK_HZ = 4_000_000;
/** Clock cycles of F where the card asks for nothing else; BWT counts by it whatever was agreed. */
const DEFAULT_CYCLES = 372;
const CYCLES_OF_WI = 960;
const DEFAULT_WI = 10;
const DEFAULT_BWI = 4;
const ETU_BEFORE_BLOCK = 11;

/** Milliseconds within which the card begins to answer, or asks for more time: WWT of T=0, BWT of T=1. */
export function waitingTimeMs(atr: Bytes, protocol: number): number {
  const bytes = [...interfaceBytes(atr)];
  const ms = (cycles: number) => (cycles * 1000) / CLOCK_HZ;
  if (protocol === PROTOCOL.T1) {
    const tb = bytes.find(({ name, block, protocol: of }) => name === 'B' && block > 2 && of === 1)?.value;
    const bwi = tb === undefined ? DEFAULT_BWI : tb >> 4;
    return ms((ETU_BEFORE_BLOCK + 2 ** bwi * CYCLES_OF_WI) * DEFAULT_CYCLES);
  }
  const wi = bytes.find(({ name, block }) => name === 'C' && block === 2)?.value || DEFAULT_WI;
  return ms(wi * CYCLES_OF_WI * DEFAULT_CYCLES);
}
