/**
 * Return codes of a minidriver beside SCARD_*: the Win32 and NTE codes its functions may give, and the name of any.
 *
 * Source: winerror.h; reference/minidriver.md 6.
 */
import { SCARD, scardName } from '#pcsc/scard.ts';

export { SCARD };

export const WIN32 = {
  ERROR_INSUFFICIENT_BUFFER: 122,
  ERROR_REVISION_MISMATCH: 1306,
} as const;

export const NTE = { BAD_DATA: 0x80090005 } as const;

const NAMES = new Map<number, string>([
  ...Object.entries(WIN32).map(([name, code]) => [code, name] as const),
  ...Object.entries(NTE).map(([name, code]) => [code, `NTE_${name}`] as const),
]);

/** `SCARD_W_WRONG_CHV`, `ERROR_REVISION_MISMATCH`, `NTE_BAD_DATA`; hexadecimal for a number without a name here. */
export function codeName(code: number): string {
  return NAMES.get(code) ?? scardName(code);
}
