/** What all cryptographic information objects begin with. Source: ISO/IEC 7816-15:2016, 8.2. */

import { DER, type DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/** CommonObjectAttributes. */
export interface CommonObject {
  readonly label?: string;
  /** Bit 0: private, seen only after the PIN; bit 1: modifiable. */
  readonly private: boolean;
  readonly modifiable: boolean;
  /** authId of the PIN that protects the object. */
  readonly authId?: Bytes;
  /** Number of uses one verification of the PIN is good for; 0 and absent: no limit. */
  readonly userConsent?: number;
}

export function readCommonObject(reader: DerReader): CommonObject {
  const fields = reader.enter(DER.SEQUENCE, 'commonObjectAttributes');
  const label = fields.textIf();
  const flags = fields.at(DER.BIT_STRING) ? fields.bits('flags') : new Set<number>();
  const authId = fields.takeIf(DER.OCTET_STRING);
  const userConsent = fields.at(DER.INTEGER) ? fields.integer('userConsent') : undefined;
  // accessControlRules, when there are any: the card enforces them, nobody here reads them.
  return {
    ...(label !== undefined && { label }),
    private: flags.has(0),
    modifiable: flags.has(1),
    ...(authId && { authId }),
    ...(userConsent !== undefined && { userConsent }),
  };
}
