/** Who writes where: two writers on one output write into each other, and nobody writes over what is being read. */
import { type BigIntStats, fstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { throughLinks } from '#files/index.ts';
import { isOwnDescriptor } from '#files/regular-file.ts';
import { UsageError } from './usage-error.ts';

/** One file has one, whatever its names; several may write to a device. */
function identityOf(stats: BigIntStats | undefined): string | undefined {
  return stats?.isFile() || stats?.isFIFO() ? `${stats.dev}:${stats.ino}` : undefined;
}

/** Which file it is behind all links; what cannot be looked at is told by whoever opens it. */
function whichFile(path: string): string {
  const full = resolve(path);
  if (STDOUT_PATHS.includes(full)) return whichOutput();
  try {
    const identity = identityOf(statSync(full, { bigint: true, throwIfNoEntry: false }));
    return identity ?? (isOwnDescriptor(full) ? full : throughLinks(full));
  } catch {
    return full;
  }
}

const STDOUT = 1;
const STDOUT_PATHS = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'];
const TERMINAL = 'standard output';

/** Which file standard output is. */
function whichOutput(): string {
  try {
    return identityOf(fstatSync(STDOUT, { bigint: true })) ?? TERMINAL;
  } catch {
    return TERMINAL;
  }
}

export class OutputClaims {
  readonly #inputs: ReadonlyMap<string, string>;
  readonly #writers = new Map<string, string>();

  /** @param inputs the scenarios, cards and profiles that are read */
  constructor(inputs: readonly string[] = []) {
    this.#inputs = new Map(inputs.map((path) => [whichFile(path), path]));
  }

  /** @param writer as it was typed: `--trace t.jsonl`. @throws UsageError when that file is read, or another one writes it */
  file(path: string, writer: string): void {
    const file = whichFile(path);
    const input = this.#inputs.get(file);
    if (input !== undefined)
      throw new UsageError({
        en: `${writer} would write over ${input}, which is read here: name another file`,
        fr: `${writer} écraserait ${input}, qui est lu ici : nommez un autre fichier`,
      });
    this.#claim(file, writer, path);
  }

  /** @throws UsageError when another one prints there */
  standardOutput(writer: string): void {
    this.#claim(whichOutput(), writer, 'standard output');
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
