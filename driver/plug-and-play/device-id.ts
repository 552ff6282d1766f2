/**
 * Device ids of cards, from their answer to reset.
 *
 * Source: reference/minidriver.md 12.1.
 */
import { BYTES, parameters } from '#common/arguments.ts';
import { historicalBytes as ofAtr } from '#iso7816/atr.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';

const ARGUMENTS = {
  historicalBytes: parameters('historicalBytes', { atr: BYTES }),
  hardwareId: parameters('hardwareId', { deviceId: BYTES }),
};

/** The historical bytes; undefined for what is no answer to reset, or a cut one. */
export function historicalBytes(atr: Bytes): Bytes | undefined {
  ARGUMENTS.historicalBytes(atr);
  return ofAtr(atr);
}

/** `SCFILTER\CID_001225006480000310009000` */
export function hardwareId(deviceId: Bytes): string {
  ARGUMENTS.hardwareId(deviceId);
  return `SCFILTER\\CID_${toHex(deviceId)}`;
}
