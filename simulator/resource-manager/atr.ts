/** What a reader takes from the answer to reset: the transmission protocols. Source: ISO/IEC 7816-3:2006, 8.2. */
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
