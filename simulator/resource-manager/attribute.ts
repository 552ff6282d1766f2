/** What SCardGetAttrib tells of a reader. Source: PC/SC part 3, 3.1.2.2; pcsc-lite 1.9.9 for the encodings. */
import { type Bytes, concat, NO_BYTES } from '#iso7816/bytes.ts';
import { ATTRIBUTE, CARD_STATE, PCSCLITE_E_UNSUPPORTED_FEATURE, SCARD } from '#pcsc/scard.ts';
import type { Reader } from './reader.ts';

const VENDOR = 'cps-sim';
/** DWORD 0xMMmmbbbb: 1.00 of no build. */
const VERSION = 0x01000000;
/** Bytes of a CCID message of 271 without its header: a short APDU of every length. */
const MAX_INPUT = 261;
/** USB, in the high half of SCARD_ATTR_CHANNEL_ID; then the bus, and the address on it. */
const USB_CHANNEL = 0x0020;
const BUS = 1;
const UNKNOWN_TYPE = 0;
const ASYNCHRONOUS = 1;
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

const UNSUPPORTED: Attribute = { rv: PCSCLITE_E_UNSUPPORTED_FEATURE, value: NO_BYTES };

function isPresent({ state }: Reader): boolean {
  return (state & CARD_STATE.PRESENT) !== 0;
}

/**
 * rv E_NOT_TRANSACTED for the ATR of an empty reader; the code of an unsupported feature for unknown attributes.
 *
 * Source of the values: free CCID driver 1.6; ICC_TYPE_PER_ATR, which it does not know: Windows.
 */
export function attributeOf(reader: Reader, attribute: number): Attribute {
  return reader.driver === 'vpcd' ? attributeByVpcd(attribute) : attributeByCcid(reader, attribute);
}

/** pcscd knows the name itself, and offers it the room that vpcd has left: none. */
function attributeByVpcd(attribute: number): Attribute {
  if (attribute !== ATTRIBUTE.DEVICE_FRIENDLY_NAME) return UNSUPPORTED;
  return { rv: SCARD.E_INSUFFICIENT_BUFFER, value: NO_BYTES };
}

function attributeByCcid(reader: Reader, attribute: number): Attribute {
  switch (attribute) {
    case ATTRIBUTE.ATR_STRING:
      return reader.atr.length === 0 ? { rv: SCARD.E_NOT_TRANSACTED, value: NO_BYTES } : found(reader.atr);
    case ATTRIBUTE.DEVICE_FRIENDLY_NAME:
    case ATTRIBUTE.DEVICE_SYSTEM_NAME:
      return found(text(reader.name));
    case ATTRIBUTE.VENDOR_NAME:
      return found(text(VENDOR));
    case ATTRIBUTE.VENDOR_IFD_VERSION:
      return found(dword(VERSION));
    case ATTRIBUTE.VENDOR_IFD_SERIAL_NO:
      return found(text(`SIMULATION ${reader.address}`));
    case ATTRIBUTE.CHANNEL_ID:
      return found(dword((USB_CHANNEL << 16) + (BUS << 8) + reader.address));
    case ATTRIBUTE.MAXINPUT:
      return found(dword(MAX_INPUT));
    case ATTRIBUTE.ICC_PRESENCE:
      return found(Uint8Array.of(isPresent(reader) ? PRESENT : NOT_PRESENT));
    case ATTRIBUTE.ICC_INTERFACE_STATUS:
      return found(Uint8Array.of(isPresent(reader) ? 1 : 0));
    case ATTRIBUTE.ICC_TYPE_PER_ATR:
      return found(Uint8Array.of(reader.atr.length === 0 ? UNKNOWN_TYPE : ASYNCHRONOUS));
    case ATTRIBUTE.CURRENT_PROTOCOL_TYPE:
      return found(dword(reader.protocol));
    default:
      return UNSUPPORTED;
  }
}
