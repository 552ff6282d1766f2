/** What is random in a world comes from its seed: the same seed, the same bytes. */
import type { Bytes } from '#iso7816/bytes.ts';
import { SeededBytes } from '../../simulator/keys/seeded-bytes.ts';

/** The next `length` bytes. */
export type Random = (length: number) => Bytes;

/** A stream of its own for each use of a world: what one draws changes nothing for another. */
export function seededRandom(seed: number, ...use: readonly (string | number)[]): Random {
  const bytes = new SeededBytes('world', seed, ...use);
  return (length) => bytes.next(length);
}
