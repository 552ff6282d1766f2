/**
 * Names and numbers of wincrypt.h and ncrypt.h that the smart card CSP and KSP take and give.
 *
 * Source: wincrypt.h, ncrypt.h; guide 9.4, table 19; reference/minidriver.md 10.
 */

/** MS_SCARD_PROV */
export const BASE_CSP = 'Microsoft Base Smart Card Crypto Provider';
/** MS_SMART_CARD_KEY_STORAGE_PROVIDER */
export const SMART_CARD_KSP = 'Microsoft Smart Card Key Storage Provider';

export const PROV = { RSA_FULL: 1, RSA_AES: 24 } as const;

/** dwFlags of CryptAcquireContext. */
export const CRYPT = {
  NEWKEYSET: 0x08,
  DELETEKEYSET: 0x10,
  MACHINE_KEYSET: 0x20,
  SILENT: 0x40,
  DEFAULT_CONTAINER_OPTIONAL: 0x80,
  VERIFYCONTEXT: 0xf0000000,
} as const;

/** dwFlags of CryptSignHash: no DigestInfo. */
export const CRYPT_NOHASHOID = 1;

/** dwFlags of the NCrypt functions. */
export const NCRYPT = { NO_PADDING: 1, PAD_PKCS1: 2, PAD_OAEP: 4, PAD_PSS: 8, SILENT: 0x40 } as const;

/** True when `flags` has every bit of `flag`. */
export function hasFlag(flags: number, flag: number): boolean {
  return (flags & flag) >>> 0 === flag;
}

/** True when `flags` has a bit outside `allowed`. */
export function hasOtherFlags(flags: number, ...allowed: readonly number[]): boolean {
  return (flags & ~allowed.reduce((all, flag) => all | flag, 0)) !== 0;
}
