/**
 * The numbers of PC/SC: return codes, share modes, protocols, dispositions, states, attributes.
 *
 * A leaf like `iso7816`: the embedded resource manager answers with them, the driver reads them.
 * Return codes are unsigned 32-bit numbers. Where pcsc-lite and Windows differ the name says so.
 *
 * Source: PC/SC part 5, pcsc-lite 1.9.9 `pcsclite.h`, Windows `winerror.h`; reference/minidriver.md 6, T2.
 */

export const SCARD = {
  S_SUCCESS: 0,
  F_INTERNAL_ERROR: 0x80100001,
  E_CANCELLED: 0x80100002,
  E_INVALID_HANDLE: 0x80100003,
  E_INVALID_PARAMETER: 0x80100004,
  E_INVALID_TARGET: 0x80100005,
  E_NO_MEMORY: 0x80100006,
  F_WAITED_TOO_LONG: 0x80100007,
  E_INSUFFICIENT_BUFFER: 0x80100008,
  E_UNKNOWN_READER: 0x80100009,
  E_TIMEOUT: 0x8010000a,
  E_SHARING_VIOLATION: 0x8010000b,
  E_NO_SMARTCARD: 0x8010000c,
  E_UNKNOWN_CARD: 0x8010000d,
  E_CANT_DISPOSE: 0x8010000e,
  E_PROTO_MISMATCH: 0x8010000f,
  E_NOT_READY: 0x80100010,
  E_INVALID_VALUE: 0x80100011,
  E_SYSTEM_CANCELLED: 0x80100012,
  F_COMM_ERROR: 0x80100013,
  F_UNKNOWN_ERROR: 0x80100014,
  E_INVALID_ATR: 0x80100015,
  E_NOT_TRANSACTED: 0x80100016,
  E_READER_UNAVAILABLE: 0x80100017,
  E_PCI_TOO_SMALL: 0x80100019,
  E_READER_UNSUPPORTED: 0x8010001a,
  E_DUPLICATE_READER: 0x8010001b,
  E_CARD_UNSUPPORTED: 0x8010001c,
  E_NO_SERVICE: 0x8010001d,
  E_SERVICE_STOPPED: 0x8010001e,
  E_UNEXPECTED: 0x8010001f,
  E_UNSUPPORTED_FEATURE: 0x80100022,
  E_DIR_NOT_FOUND: 0x80100023,
  E_FILE_NOT_FOUND: 0x80100024,
  E_NO_DIR: 0x80100025,
  E_NO_FILE: 0x80100026,
  E_NO_ACCESS: 0x80100027,
  E_WRITE_TOO_MANY: 0x80100028,
  E_BAD_SEEK: 0x80100029,
  E_INVALID_CHV: 0x8010002a,
  E_NO_SUCH_CERTIFICATE: 0x8010002c,
  E_CERTIFICATE_UNAVAILABLE: 0x8010002d,
  E_NO_READERS_AVAILABLE: 0x8010002e,
  E_COMM_DATA_LOST: 0x8010002f,
  E_NO_KEY_CONTAINER: 0x80100030,
  E_SERVER_TOO_BUSY: 0x80100031,
  W_UNSUPPORTED_CARD: 0x80100065,
  W_UNRESPONSIVE_CARD: 0x80100066,
  W_UNPOWERED_CARD: 0x80100067,
  W_RESET_CARD: 0x80100068,
  W_REMOVED_CARD: 0x80100069,
  W_SECURITY_VIOLATION: 0x8010006a,
  W_WRONG_CHV: 0x8010006b,
  W_CHV_BLOCKED: 0x8010006c,
  W_EOF: 0x8010006d,
  W_CANCELLED_BY_USER: 0x8010006e,
  W_CARD_NOT_AUTHENTICATED: 0x8010006f,
} as const;

/** pcsc-lite gives SCARD_E_UNSUPPORTED_FEATURE the value that Windows gives SCARD_E_UNEXPECTED. */
export const PCSCLITE_E_UNSUPPORTED_FEATURE = 0x8010001f;

export const SCOPE = { USER: 0, TERMINAL: 1, SYSTEM: 2 } as const;

export const SHARE = { EXCLUSIVE: 1, SHARED: 2, DIRECT: 3 } as const;

/** Bit mask; RAW has the value pcsc-lite gives it (Windows: 0x10000). */
export const PROTOCOL = { UNDEFINED: 0, T0: 1, T1: 2, RAW: 4, ANY: 3 } as const;

/** Also the values of `dwInitialization` of SCardReconnect. */
export const DISPOSITION = { LEAVE_CARD: 0, RESET_CARD: 1, UNPOWER_CARD: 2, EJECT_CARD: 3 } as const;

/** Bits of SCardStatus's state, with pcsc-lite's values. */
export const CARD_STATE = {
  UNKNOWN: 1,
  ABSENT: 2,
  PRESENT: 4,
  SWALLOWED: 8,
  POWERED: 0x10,
  NEGOTIABLE: 0x20,
  SPECIFIC: 0x40,
} as const;

/** Bits of SCARD_READERSTATE's dwCurrentState and dwEventState; the high 16 bits count the card events. */
export const READER_STATE = {
  UNAWARE: 0,
  IGNORE: 1,
  CHANGED: 2,
  UNKNOWN: 4,
  UNAVAILABLE: 8,
  EMPTY: 0x10,
  PRESENT: 0x20,
  ATRMATCH: 0x40,
  EXCLUSIVE: 0x80,
  INUSE: 0x100,
  MUTE: 0x200,
  UNPOWERED: 0x400,
} as const;

/** Name of the pseudo reader whose state changes when a reader is plugged or unplugged. */
export const PNP_NOTIFICATION = '\\\\?PnP?\\Notification';

/** SCardGetStatusChange waits without limit. */
export const INFINITE = 0xffffffff;

export const ATTRIBUTE = {
  VENDOR_NAME: 0x00010100,
  DEVICE_FRIENDLY_NAME: 0x7fff0003,
  DEVICE_SYSTEM_NAME: 0x7fff0004,
  ATR_STRING: 0x00090303,
  ICC_PRESENCE: 0x00090300,
  CURRENT_PROTOCOL_TYPE: 0x00080201,
} as const;
