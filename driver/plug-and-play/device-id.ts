/**
 * Device ids of cards, from their answer to reset.
 *
 * Source: reference/minidriver.md 12.1; ISO/IEC 7816-3:2006, 8.2 (T0, interface bytes, historical bytes).
 */
import { BYTES, parameters } from '#common/arguments.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';

const ARGUMENTS = {
  historicalBytes: parameters('historicalBytes', { atr: BYTES }),
  hardwareId: parameters('hardwareId', { deviceId: BYTES }),
};

const INTERFACE_BYTES = [0x10, 0x20, 0x40, 0x80];
const NEXT_TD = 0x80;

/** The historical bytes: K of them, behind the interface bytes; undefined for what is no answer to reset. */
export function historicalBytes(atr: Bytes): Bytes | undefined {
  ARGUMENTS.historicalBytes(atr);
  const [ts, t0] = atr;
  if ((ts !== 0x3b && ts !== 0x3f) || t0 === undefined) return undefined;
  let offset = 2;
  for (let announced: number | undefined = t0; announced !== undefined; ) {
    const count = INTERFACE_BYTES.filter((bit) => ((announced ?? 0) & bit) !== 0).length;
    const next: number | undefined = (announced & NEXT_TD) === 0 ? undefined : atr[offset + count - 1];
    offset += count;
    announced = next;
  }
  const end = offset + (t0 & 0x0f);
  return end <= atr.length ? atr.slice(offset, end) : undefined;
}

/** `SCFILTER\CID_001225006480000310009000` */
export function hardwareId(deviceId: Bytes): string {
  ARGUMENTS.hardwareId(deviceId);
  return `SCFILTER\\CID_${toHex(deviceId)}`;
}
