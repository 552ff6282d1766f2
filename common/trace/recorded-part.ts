/** Of the header of a recording: which part of a run it is of, where several machines play one. */
import type { Text } from '#common/language.ts';

export interface RecordedPart {
  /** From 1. */
  readonly index: number;
  readonly count: number;
  /** SHA-256 of the whole list that was asked for, in hexadecimal. */
  readonly list: string;
  /** How many scenarios are in it. */
  readonly scenarios: number;
  /** The places of those of this part in it, from 0. */
  readonly positions: readonly number[];
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** What is wrong with what stands there in the place of one; undefined of one, and of nothing. */
export function partFault(part: unknown, place: string): Text | undefined {
  if (part === undefined) return undefined;
  const { index, count, list, scenarios, positions } = (part ?? {}) as Partial<RecordedPart>;
  const counts = [index, count, scenarios].every(isCount) && Array.isArray(positions) && positions.every(isCount);
  if (counts && typeof list === 'string') return undefined;
  return {
    en: `${place}: 'part' in the header, expected index, count, list, scenarios and positions`,
    fr: `${place} : 'part' dans l'en-tête, attendu : index, count, list, scenarios et positions`,
  };
}
