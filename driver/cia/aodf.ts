/** Authentication object directory file: PIN and PUK. Source: ISO/IEC 7816-15:2016, 8.9; reference/cryptolib.md 6.5. */

import { DER, DerReader } from '#asn1/der-reader.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CommonObject, readCommonObject } from './cio.ts';

const TYPE_ATTRIBUTES = 0xa1;
const PIN_REFERENCE = 0x80;
const FLAG_UNBLOCKING_PIN = 6;
const FLAG_NEEDS_PADDING = 5;
const FLAG_SO_PIN = 7;

/** PasswordType. */
const PIN_TYPES = ['bcd', 'ascii-numeric', 'utf8', 'half-nibble-bcd', 'iso9564-1'] as const;

/** A password object: code porteur or code de déblocage. */
export interface PinObject extends CommonObject {
  /** Its own authId, by which other objects name it. */
  readonly ownAuthId: Bytes;
  /** The code unblocks another one (flag unblockingPin or soPin). */
  readonly unblocking: boolean;
  readonly type: (typeof PIN_TYPES)[number];
  readonly minLength: number;
  readonly storedLength: number;
  /** storedLength when the card gives none. */
  readonly maxLength: number;
  /** P2 of VERIFY. */
  readonly reference: number;
  /** Byte that fills the code up to storedLength, when the card wants it. */
  readonly padding?: number;
}

/** PINs in the order of the file; the first is the user PIN. @throws DerError */
export function decodeAodf(bytes: Bytes): PinObject[] {
  const file = DerReader.ofFile('AODF', bytes);
  const pins: PinObject[] = [];
  while (file.more) {
    const fields = file.enter(DER.SEQUENCE, 'authentication object');
    const common = readCommonObject(fields);
    const ownAuthId = fields
      .enter(DER.SEQUENCE, 'commonAuthenticationObjectAttributes')
      .take(DER.OCTET_STRING, 'authId');
    const attributes = fields.enter(TYPE_ATTRIBUTES, 'typeAttributes').enter(DER.SEQUENCE, 'PinAttributes');
    pins.push({ ...common, ownAuthId, ...readPinAttributes(attributes) });
    fields.end('authentication object');
  }
  return pins;
}

function readPinAttributes(fields: DerReader): Omit<PinObject, keyof CommonObject | 'ownAuthId'> {
  const flags = fields.bits('pinFlags');
  const typeNumber = fields.integer('pinType', DER.ENUMERATED);
  const type = PIN_TYPES[typeNumber];
  if (type === undefined)
    throw fields.error({ en: `pinType ${typeNumber}, expected 0 to 4`, fr: `pinType ${typeNumber}, attendu : 0 à 4` });
  const minLength = fields.integer('minLength');
  const storedLength = fields.integer('storedLength');
  const maxLength = fields.at(DER.INTEGER) ? fields.integer('maxLength') : storedLength;
  const reference = fields.at(PIN_REFERENCE) ? fields.integer('pinReference', PIN_REFERENCE) : 0;
  const padChar = fields.takeIf(DER.OCTET_STRING)?.[0];
  const padding = flags.has(FLAG_NEEDS_PADDING) ? { padding: padChar ?? 0xff } : {};
  const unblocking = flags.has(FLAG_UNBLOCKING_PIN) || flags.has(FLAG_SO_PIN);
  return { unblocking, type, minLength, storedLength, maxLength, reference, ...padding };
}
