/** Who writes where: two writers on one output write into each other. */
import { resolve } from 'node:path';
import { UsageError } from './usage-error.ts';

export class OutputClaims {
  readonly #writers = new Map<string, string>();

  /** @param writer as it was typed: `--trace t.jsonl`. @throws UsageError when another one writes to that file */
  file(path: string, writer: string): void {
    this.#claim(resolve(path), writer, path);
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
