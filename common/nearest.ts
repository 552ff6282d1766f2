/** What is meant by a word that is none. */
import type { Text } from './language.ts';

/**
 * The candidate most like `word` (fewest insertions, deletions, replacements; of several the one that begins like it for
 * longest), or undefined when none is near.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word === '') return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    const isBetter =
      best !== undefined && distance === bestDistance && sameBeginning(word, candidate) > sameBeginning(word, best);
    if (distance < bestDistance || isBetter) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** How many characters both begin with. */
function sameBeginning(a: string, b: string): number {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

/** Behind what was expected: see `followedBy`. */
export function didYouMean(near: string | undefined): Text | undefined {
  return near === undefined ? undefined : { en: `did you mean '${near}'?`, fr: `vouliez-vous dire '${near}' ?` };
}

/** The candidates most like `word`, best first, however far they are. */
export function nearestOnes(word: string, candidates: readonly string[], count: number): readonly string[] {
  const distances = candidates.map((name) => ({
    name,
    distance: editDistance(word.toLowerCase(), name.toLowerCase()),
  }));
  return distances
    .sort((a, b) => a.distance - b.distance || sameBeginning(word, b.name) - sameBeginning(word, a.name))
    .slice(0, count)
    .map(({ name }) => name);
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
