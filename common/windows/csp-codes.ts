/**
 * Return codes of the smart card CSP and KSP: NTE_*, the codes only Windows knows, and those of the card below.
 *
 * Source: winerror.h; reference/minidriver.md 6.
 */
import { codeName as minidriverCodeName, SCARD } from './minidriver-codes.ts';

export { SCARD };

export const NTE = {
  BAD_HASH: 0x80090002,
  BAD_KEY: 0x80090003,
  BAD_DATA: 0x80090005,
  BAD_SIGNATURE: 0x80090006,
  BAD_ALGID: 0x80090008,
  BAD_FLAGS: 0x80090009,
  BAD_TYPE: 0x8009000a,
  BAD_HASH_STATE: 0x8009000c,
  NO_KEY: 0x8009000d,
  EXISTS: 0x8009000f,
  BAD_PROV_TYPE: 0x80090014,
  BAD_KEYSET: 0x80090016,
  KEYSET_NOT_DEF: 0x80090019,
  PROV_TYPE_NO_MATCH: 0x8009001b,
  SILENT_CONTEXT: 0x80090022,
  TOKEN_KEYSET_STORAGE_FULL: 0x80090023,
  INVALID_HANDLE: 0x80090026,
  INVALID_PARAMETER: 0x80090027,
  NOT_SUPPORTED: 0x80090029,
} as const;

/** Codes of the smart card subsystem that pcsc-lite does not have. */
export const SCARD_WINDOWS = { E_READ_ONLY_CARD: 0x80100034 } as const;

const NAMES = new Map<number, string>([
  ...Object.entries(NTE).map(([name, code]) => [code, `NTE_${name}`] as const),
  ...Object.entries(SCARD_WINDOWS).map(([name, code]) => [code, `SCARD_${name}`] as const),
]);

/** `NTE_SILENT_CONTEXT`, `SCARD_W_WRONG_CHV`; hexadecimal for a number without a name here. */
export function codeName(code: number): string {
  return NAMES.get(code) ?? minidriverCodeName(code);
}
