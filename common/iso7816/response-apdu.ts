/** Response APDU: [data] SW1 SW2. Source: ISO/IEC 7816-4:2020, 5.2. */

import { type Bytes, uint16At } from './bytes.ts';
import { ApduError } from './command-apdu.ts';

export interface ResponseApdu {
  /** Response data field, empty when absent. */
  readonly data: Bytes;
  /** SW1-SW2 as one number: 0x9000. */
  readonly sw: number;
}

/** Response APDU of its bytes; the data field is a view, not a copy. @throws ApduError below two bytes */
export function parseResponseApdu(bytes: Bytes): ResponseApdu {
  if (bytes.length < 2)
    throw new ApduError({
      en: `${bytes.length} bytes, expected at least SW1-SW2`,
      fr: `${bytes.length} octets, attendu au moins SW1-SW2`,
    });
  const end = bytes.length - 2;
  return { data: bytes.subarray(0, end), sw: uint16At(bytes, end) };
}

/** Bytes of a response APDU. */
export function encodeResponseApdu(data: Bytes, sw: number): Bytes {
  const bytes = new Uint8Array(data.length + 2);
  bytes.set(data);
  bytes[data.length] = sw >> 8;
  bytes[data.length + 1] = sw & 0xff;
  return bytes;
}
