/** EF.SN: the serial number of the chip card. Source: reference/cps-facts.md (b), reference/cryptolib.md 2.3. */

import { DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';

const SERIAL_NUMBER = 0x5a;

/** Value of 5A; on a CPS 10 bytes of BCD: issuer 8025000001, 8 digits, check digit, filler F. @throws DerError */
export function decodeEfSn(bytes: Bytes): Bytes {
  const file = DerReader.ofFile('EF.SN', bytes);
  const serialNumber = file.take(SERIAL_NUMBER, 'serial number');
  file.end('serial number');
  return serialNumber;
}
