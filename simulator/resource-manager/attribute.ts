/** What SCardGetAttrib tells of a reader. Source: PC/SC part 3, 3.1.2.2; pcsc-lite 1.9.9 for the encodings. */
import { type Bytes, concat, NO_BYTES } from '#iso7816/bytes.ts';
import { ATTRIBUTE, CARD_STATE, PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import type { Reader } from './reader.ts';

const VENDOR = 'cps-sim';
const NOT_PRESENT = 0;
const PRESENT = 2;

export interface Attribute {
  readonly rv: number;
  readonly value: Bytes;
}

/** Text as C programs expect it: UTF-8 with a final NUL. */
function text(value: string): Bytes {
  return concat(new TextEncoder().encode(value), Uint8Array.of(0));
}

/** DWORD of the answer, in the byte order of every machine pcsc-lite is used on today. */
function dword(value: number): Bytes {
  return Uint8Array.of(value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24);
}

function found(value: Bytes): Attribute {
  return { rv: SCARD.S_SUCCESS, value };
}

/** rv E_NOT_TRANSACTED for the ATR of an empty reader; the code of an unsupported feature for unknown attributes. */
export function attributeOf(reader: Reader, attribute: number): Attribute {
  switch (attribute) {
    case ATTRIBUTE.ATR_STRING:
      return reader.atr.length === 0 ? { rv: SCARD.E_NOT_TRANSACTED, value: NO_BYTES } : found(reader.atr);
    case ATTRIBUTE.DEVICE_FRIENDLY_NAME:
    case ATTRIBUTE.DEVICE_SYSTEM_NAME:
      return found(text(reader.name));
    case ATTRIBUTE.VENDOR_NAME:
      return found(text(VENDOR));
    case ATTRIBUTE.ICC_PRESENCE:
      return found(Uint8Array.of(reader.state & CARD_STATE.PRESENT ? PRESENT : NOT_PRESENT));
    case ATTRIBUTE.CURRENT_PROTOCOL_TYPE:
      return found(dword(reader.protocol));
    default:
      return { rv: PCSCLITE_E_UNSUPPORTED_FEATURE, value: NO_BYTES };
  }
}
