import { readFileSync } from 'node:fs';

interface Vector {
  readonly name: string;
  readonly hex: string;
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../fixtures/vectors/minidriver.json', import.meta.url), 'utf8'),
) as readonly Vector[];

/** Hexadecimal digits of a vector of fixtures/vectors/minidriver.json. */
export function vector(name: string): string {
  const found = vectors.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no vector '${name}'`);
  return found.hex.replaceAll(' ', '');
}
