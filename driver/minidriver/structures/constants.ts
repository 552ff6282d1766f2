/**
 * Numbers of cardmod.h and wincrypt.h that the Card* functions take and give.
 *
 * Source: cardmod.h, versions 6 and 7; reference/minidriver.md 6.
 */
import { NUMBER, parameters } from '#common/arguments.ts';

export const CARD_DATA_VERSION = { FOUR: 4, CURRENT: 7 } as const;

export const PIN_ID = { EVERYONE: 0, USER: 1, ADMIN: 2 } as const;
export const MAX_PINS = 8;

const checkPinId = parameters('pinSet', { pinId: NUMBER });

/** PIN_SET of one PIN: bit `pinId`. */
export function pinSet(pinId: number): number {
  checkPinId(pinId);
  return 1 << pinId;
}

/** pcAttemptsRemaining when nobody knows, and after success: (DWORD)-1. */
export const ATTEMPTS_UNKNOWN = 0xffffffff;

export const PIN_FLAG = {
  SILENT_CONTEXT: 0x40,
  GENERATE_SESSION_PIN: 0x10000000,
  SESSION_PIN: 0x20000000,
} as const;

/** dwFlags of Algorithms and Padding Schemes. */
export const OPERATION = { CIPHER: 1, ASYMMETRIC: 2 } as const;

export const PIN_CHANGE_FLAG = { UNBLOCK: 1, CHANGEPIN: 2 } as const;

export const CARD_AUTHENTICATE_PIN = { CHALLENGE_RESPONSE: 1, PIN: 2 } as const;

export const USER_ID = { ANONYMOUS: 'anonymous', USER: 'user', ADMIN: 'admin' } as const;

/** Key specifications AT_*. */
export const KEY_SPEC = {
  KEYEXCHANGE: 1,
  SIGNATURE: 2,
  ECDSA_P256: 3,
  ECDSA_P384: 4,
  ECDSA_P521: 5,
  ECDHE_P256: 6,
  ECDHE_P384: 7,
  ECDHE_P521: 8,
} as const;

export const ACCESS_CONDITION = { EVERYONE_READ_USER_WRITE: 1, EVERYONE_READ_ADMIN_WRITE: 3 } as const;

export const SIGNING_FLAG = {
  /** CRYPT_NOHASHOID: no DigestInfo around the data; the same bit as CARD_PADDING_NONE. */
  NO_HASH_OID: 0x1,
  BUFFER_SIZE_ONLY: 0x20000000,
  PADDING_INFO_PRESENT: 0x40000000,
} as const;

/** CARD_PADDING_* */
export const PADDING = { NONE: 1, PKCS1: 2, PSS: 4, OAEP: 8 } as const;

export const SECRET_TYPE = { ALPHANUMERIC: 0, EXTERNAL: 1 } as const;
export const SECRET_PURPOSE = { PRIMARY_CARD_PIN: 5, UNBLOCK_ONLY_PIN: 6 } as const;
export const PIN_CACHE_POLICY = { NORMAL: 0, NONE: 2 } as const;
export const PIN_INFO_VERSION = 6;
export const CACHE_MODE = { GLOBAL_CACHE: 1, SESSION_ONLY: 2, NO_CACHE: 3 } as const;
export const CARD_PIN_STRENGTH_PLAINTEXT = 1;

/** ALG_ID of the hashes, and of the keys in a PUBLICKEYBLOB. */
export const CALG = {
  MD5: 0x8003,
  SHA1: 0x8004,
  SSL3_SHAMD5: 0x8008,
  SHA_256: 0x800c,
  SHA_384: 0x800d,
  SHA_512: 0x800e,
  RSA_SIGN: 0x2400,
  RSA_KEYX: 0xa400,
} as const;
