/**
 * The numbers of PC/SC part 10: readers with secure PIN entry.
 *
 * Source: PC/SC part 10, revision 2.02.09, 2.2 (features), 2.5 (structures), 2.6 (TLV properties); status words of a
 * reader: USB CCID 1.1, 6.1.11.
 */

/** SCARD_CTL_CODE(3400): which features the reader has. The value is that of pcsc-lite (Windows: 0x00313520). */
export const CM_IOCTL_GET_FEATURE_REQUEST = 0x42000d48;

/** The same on Windows: programs behind a remote desktop ask with it everywhere. Source: free CCID driver 1.6. */
export const WINDOWS_GET_FEATURE_REQUEST = 0x00313520;

export const FEATURE = {
  VERIFY_PIN_DIRECT: 0x06,
  MODIFY_PIN_DIRECT: 0x07,
  IFD_PIN_PROPERTIES: 0x0a,
  ABORT: 0x0b,
  TLV_PROPERTIES: 0x12,
} as const;

/** Tags of GET_TLV_PROPERTIES. */
export const TLV_PROPERTY = {
  LCD_LAYOUT: 0x01,
  TIMEOUT_2: 0x03,
  MIN_PIN_SIZE: 0x06,
  MAX_PIN_SIZE: 0x07,
  PPDU_SUPPORT: 0x09,
  MAX_APDU_DATA_SIZE: 0x0a,
  VENDOR_ID: 0x0b,
  PRODUCT_ID: 0x0c,
} as const;

/** What the reader itself says instead of the card. */
export const PIN_PAD_SW = {
  TIMEOUT: 0x6400,
  CANCELLED: 0x6401,
  NEW_CODES_DIFFER: 0x6402,
  WRONG_LENGTH: 0x6403,
  INVALID_STRUCTURE: 0x6b80,
} as const;

/** Offsets in PIN_VERIFY_STRUCTURE, packed, little-endian. */
export const VERIFY_STRUCTURE = {
  TIMEOUT: 0,
  FORMAT: 2,
  BLOCK: 3,
  LENGTH_FORMAT: 4,
  MAX_EXTRA_DIGIT: 5,
  VALIDATION: 7,
  MESSAGE_COUNT: 8,
  LANGUAGE: 9,
  DATA_LENGTH: 15,
  DATA: 19,
} as const;

/** Offsets in PIN_MODIFY_STRUCTURE, packed, little-endian. */
export const MODIFY_STRUCTURE = {
  TIMEOUT: 0,
  FORMAT: 2,
  BLOCK: 3,
  LENGTH_FORMAT: 4,
  INSERTION_OLD: 5,
  INSERTION_NEW: 6,
  MAX_EXTRA_DIGIT: 7,
  CONFIRM: 9,
  VALIDATION: 10,
  MESSAGE_COUNT: 11,
  LANGUAGE: 12,
  DATA_LENGTH: 20,
  DATA: 24,
} as const;

/** Bits of bConfirmPIN. */
export const CONFIRM_PIN = { NEW_TWICE: 0x01, CURRENT: 0x02 } as const;

/** Bits of bEntryValidationCondition. */
export const VALIDATION = { MAX_SIZE: 0x01, KEY: 0x02, TIMEOUT: 0x04 } as const;
