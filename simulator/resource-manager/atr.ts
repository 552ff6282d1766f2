/** What a reader takes from the answer to reset: the transmission protocols. Source: ISO/IEC 7816-3:2006, 8.2. */
import { type Bytes, byteAt } from '#iso7816/bytes.ts';
import { PROTOCOL } from '#pcsc/scard.ts';

/** TS, T0, up to 31 others: what SCARD_READERSTATE and pcsc-lite's tables can hold. */
export const MAX_ATR_LENGTH = 33;

const DIRECT_CONVENTION = 0x3b;
const INVERSE_CONVENTION = 0x3f;

function protocolBit(t: number): number {
  if (t === 0) return PROTOCOL.T0;
  return t === 1 ? PROTOCOL.T1 : PROTOCOL.UNDEFINED;
}

/** Number of TAi, TBi, TCi announced by the high nibble `y`. */
function interfaceBytes(y: number): number {
  return (y & 1) + ((y >> 1) & 1) + ((y >> 2) & 1);
}

/**
 * PROTOCOL bits that the ATR offers: those of the TDi, only that of TA2 in specific mode, T=0 when it has no TD1.
 * UNDEFINED for bytes that are no ATR and for a first protocol other than T=0 and T=1.
 */
export function offeredProtocols(atr: Bytes): number {
  const ts = atr[0];
  if (atr.length < 2 || (ts !== DIRECT_CONVENTION && ts !== INVERSE_CONVENTION)) return PROTOCOL.UNDEFINED;
  let offered: number = PROTOCOL.UNDEFINED;
  let y = byteAt(atr, 1) >> 4;
  let at = 2;
  for (let i = 1; y !== 0; i++) {
    const ta = atr[at];
    if (i === 2 && y & 1) return ta === undefined ? PROTOCOL.UNDEFINED : protocolBit(ta & 0x0f);
    at += interfaceBytes(y);
    if (!(y & 8)) break;
    const td = atr[at++];
    if (td === undefined) return PROTOCOL.UNDEFINED;
    const bit = protocolBit(td & 0x0f);
    if (i === 1 && bit === PROTOCOL.UNDEFINED) return PROTOCOL.UNDEFINED;
    offered |= bit;
    y = td >> 4;
  }
  return offered === PROTOCOL.UNDEFINED ? PROTOCOL.T0 : offered;
}
