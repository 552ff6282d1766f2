/**
 * What a reader says of itself through SCardControl, with a PIN pad or without.
 *
 * Source: PC/SC part 10, revision 2.02.09, 2.2 and 2.6; which properties, and their order: the free CCID driver 1.6.
 */
import { tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, concat, uint16 } from '#iso7816/bytes.ts';
import { CM_IOCTL_GET_FEATURE_REQUEST, FEATURE, TLV_PROPERTY, WINDOWS_GET_FEATURE_REQUEST } from '#pcsc/part10.ts';

/** Control code of each feature; any would do. */
export const CONTROL_CODES: Readonly<Record<number, number>> = {
  [FEATURE.VERIFY_PIN_DIRECT]: 0x42000cea,
  [FEATURE.MODIFY_PIN_DIRECT]: 0x42000ceb,
  [FEATURE.IFD_PIN_PROPERTIES]: 0x42000cec,
  [FEATURE.TLV_PROPERTIES]: 0x42000ced,
  [FEATURE.ABORT]: 0x42000cee,
};

const MIN_DIGITS = 4;
const MAX_DIGITS = 8;
/** The USB identifiers that pid.codes keeps for tests: no product on the market has them. */
const USB = { VENDOR: 0x1209, PRODUCT: 0x0001 } as const;
/** A reader that exchanges TPDUs sets no limit to the data of an extended APDU. */
const MAX_APDU_DATA = 0x10000;

export interface ReaderParts {
  readonly pinPad: boolean;
}

/** Undefined for a control code that is not one of what the reader says of itself. */
export function readerControl(controlCode: number, parts: ReaderParts): Bytes | undefined {
  switch (controlCode) {
    case CM_IOCTL_GET_FEATURE_REQUEST:
    case WINDOWS_GET_FEATURE_REQUEST:
      return features(parts);
    case CONTROL_CODES[FEATURE.TLV_PROPERTIES]:
      return tlvProperties(parts);
    default:
      return undefined;
  }
}

/** Tag, length 4, control code, which is big-endian whatever the machine is. */
function features({ pinPad }: ReaderParts): Bytes {
  const entries = Object.entries(CONTROL_CODES)
    .map(([tag, code]) => ({ tag: Number(tag), code }))
    .filter(({ tag }) => pinPad || tag === FEATURE.TLV_PROPERTIES);
  return concat(...entries.map(({ tag, code }) => tlv(tag, concat(uint16(code >>> 16), uint16(code & 0xffff)))));
}

function tlvProperties({ pinPad }: ReaderParts): Bytes {
  const digits = [
    tlv(TLV_PROPERTY.MIN_PIN_SIZE, Uint8Array.of(MIN_DIGITS)),
    tlv(TLV_PROPERTY.MAX_PIN_SIZE, Uint8Array.of(MAX_DIGITS)),
  ];
  return concat(
    tlv(TLV_PROPERTY.LCD_LAYOUT, littleEndian(0, 2)),
    tlv(TLV_PROPERTY.TIMEOUT_2, Uint8Array.of(0)),
    ...(pinPad ? digits : []),
    tlv(TLV_PROPERTY.PPDU_SUPPORT, Uint8Array.of(0)),
    tlv(TLV_PROPERTY.VENDOR_ID, littleEndian(USB.VENDOR, 2)),
    tlv(TLV_PROPERTY.PRODUCT_ID, littleEndian(USB.PRODUCT, 2)),
    tlv(TLV_PROPERTY.MAX_APDU_DATA_SIZE, littleEndian(MAX_APDU_DATA, 4)),
  );
}

/** Numbers of properties stand with their low byte first. */
function littleEndian(value: number, length: number): Bytes {
  return Uint8Array.from({ length }, (_, i) => (value >>> (8 * i)) & 0xff);
}
