import { WIN32 } from '#windows/codes.ts';
import { Refusal } from '../minidriver-error.ts';

/** @throws Refusal ERROR_REVISION_MISMATCH when an input structure is newer than known; 0 stands for 1 */
export function checkStructVersion(structure: string, version: number, current: number): void {
  if (version >= 0 && version <= current) return;
  throw new Refusal(WIN32.ERROR_REVISION_MISMATCH, {
    en: `${structure}.dwVersion ${version}, expected 0 to ${current}`,
    fr: `${structure}.dwVersion ${version}, attendu : 0 à ${current}`,
  });
}
