import type { Text } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';

/** Of so few letters any other word of as many is near. */
const SHORTEST = 3;

/** `did you mean 'reader'?`; undefined where nothing is like it. */
export function meantBy(found: unknown, known: readonly string[]): Text | undefined {
  return typeof found === 'string' && found.length >= SHORTEST ? didYouMean(nearest(found, known)) : undefined;
}
