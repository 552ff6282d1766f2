/** Who writes where: two writers on one output write into each other, and nobody writes over what is being read. */
import { resolve } from 'node:path';
import { throughLinks } from '#files/index.ts';
import { isOwnDescriptor } from '#files/regular-file.ts';
import { UsageError } from './usage-error.ts';

/** The file behind all links; what cannot be looked at is told by whoever opens it. */
function realFile(path: string): string {
  const full = resolve(path);
  if (isOwnDescriptor(full)) return full;
  try {
    return throughLinks(full);
  } catch {
    return full;
  }
}

export class OutputClaims {
  readonly #inputs: ReadonlyMap<string, string>;
  readonly #writers = new Map<string, string>();

  /** @param inputs the scenarios, cards and profiles that are read */
  constructor(inputs: readonly string[] = []) {
    this.#inputs = new Map(inputs.map((path) => [realFile(path), path]));
  }

  /** @param writer as it was typed: `--trace t.jsonl`. @throws UsageError when that file is read, or another one writes it */
  file(path: string, writer: string): void {
    const real = realFile(path);
    const input = this.#inputs.get(real);
    if (input !== undefined)
      throw new UsageError({
        en: `${writer} would write over ${input}, which is read here: name another file`,
        fr: `${writer} écraserait ${input}, qui est lu ici : nommez un autre fichier`,
      });
    this.#claim(real, writer, path);
  }

  /** @throws UsageError when another one prints there */
  standardOutput(writer: string): void {
    this.#claim('', writer, 'standard output');
  }

  #claim(where: string, writer: string, told: string): void {
    const other = this.#writers.get(where);
    if (other !== undefined)
      throw new UsageError({
        en: `${other} and ${writer} would both write to ${told}: give one of them a file of its own`,
        fr: `${other} et ${writer} écriraient tous deux dans ${told} : donnez à l'un des deux un fichier à lui`,
      });
    this.#writers.set(where, writer);
  }
}
