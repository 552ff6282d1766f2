/** All that is wrong with one scenario file, gathered while it is read. */
import type { z } from 'zod';
import { followedBy, type Text } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { expectedBy, issuesOfMembers, keysOf, keysOfAlternatives, valuesOf } from './expected.ts';
import { meantAmong } from './hints.ts';
import { memberAt, withoutConsequences } from './issues.ts';
import type { Fault } from './scenario-file-error.ts';
import { ANOTHER_KEY, NOTHING, type Path, type SourceFile } from './source-file.ts';

type Issue = z.core.$ZodIssue;

/** How a value was held against a type. */
export interface Reading {
  readonly path: Path;
  /** Keys that something else reads. */
  readonly alsoAllowed?: readonly string[];
  /** Name of an argument that stands without its name, as `medecin` in `insert: medecin`. */
  readonly alone?: string | undefined;
  /** What is to be said of a key that is unknown here; undefined when there is nothing better than what is known. */
  readonly elsewhere?: (key: string) => Text | undefined;
}

const NO_KEY: Text = { en: 'no key here', fr: 'pas de clé ici' };

/** `found X, expected Y` */
export function foundInstead(found: Text, expected: Text): Text {
  return { en: `found ${found.en}, expected ${expected.en}`, fr: `trouvé ${found.fr}, attendu : ${expected.fr}` };
}

function placeOf({ file, line, column }: Fault): string {
  return `${file}:${line}:${column}`;
}

/** Far more than are told. */
const MOST_COUNTED = 500;

export class Faults {
  readonly #source: SourceFile;
  readonly #list: Fault[] = [];
  readonly #settled = new Set<string>();

  constructor(source: SourceFile) {
    this.#source = source;
  }

  get count(): number {
    return this.#list.length;
  }

  /** What follows is not looked at any more. */
  get enough(): boolean {
    return this.#list.length >= MOST_COUNTED;
  }

  /** In the order of the file. */
  get list(): readonly Fault[] {
    return this.#list.toSorted((a, b) => a.line - b.line || a.column - b.column);
  }

  /** A value: what was found, and the key when there is none. */
  at(path: Path, expected: Text): void {
    const found = this.#source.found(path);
    const key = path.at(-1);
    const named = typeof key === 'string' && found === NOTHING;
    const name = withoutPossibleCodes(String(key));
    const what = named ? { en: `nothing for '${name}'`, fr: `rien pour '${name}'` } : found;
    this.say(path, foundInstead(what, expected));
  }

  say(path: Path, message: Text): void {
    this.#add(this.#source.fault(path, message));
  }

  sayAtKey(path: Path, message: Text): void {
    this.#add(this.#source.faultAtKey(path, message));
  }

  /** What more may be wrong there comes of that. */
  sayAlone(path: Path, message: Text): void {
    const fault = this.#source.fault(path, message);
    this.#add(fault);
    this.#settled.add(placeOf(fault));
  }

  #add(fault: Fault): void {
    if (!this.#settled.has(placeOf(fault))) this.#list.push(fault);
  }

  /** The value as that type has it; undefined when it is none, and what is wrong with it is kept. */
  read<T>(type: z.ZodType<T>, value: unknown, reading: Reading): T | undefined {
    const result = type.safeParse(value);
    if (result.success) return result.data;
    this.#issues(result.error, type, reading);
    return undefined;
  }

  #issues({ issues }: z.ZodError, type: z.ZodType, reading: Reading): void {
    for (const issue of withoutConsequences(issues)) {
      const members = issuesOfMembers(issue);
      for (const one of members.length > 0 ? members : [issue]) this.#issue(one, memberAt(type, one.path), reading);
    }
  }

  #issue(issue: Issue, type: z.ZodType, reading: Reading): void {
    const inside = issue.path[0] === reading.alone ? issue.path.slice(1) : issue.path;
    const path = [...reading.path, ...inside];
    if (issue.code === 'unrecognized_keys') {
      const known = [...(reading.alsoAllowed ?? []), ...keysOf(type), ...keysOfAlternatives(type)];
      for (const key of issue.keys) this.#unknownKey([...path, key], known, reading);
    } else if (issue.code === 'invalid_key') {
      const [inner] = issue.issues;
      const wanted = inner === undefined ? ANOTHER_KEY : expectedBy(inner, type);
      this.sayAtKey(path, foundInstead(this.#source.foundKey(path), wanted));
    } else {
      const near = this.#near(path, valuesOf(issue), keysOfAlternatives(type));
      this.at(path, followedBy(expectedBy(issue, type), didYouMean(near)));
    }
  }

  /** @param keys what is no value but the key of one */
  #near(path: Path, values: readonly string[], keys: readonly string[]): string | undefined {
    const found = this.#source.text(path);
    if (found === undefined || keys.includes(found) || values.length === 0) return undefined;
    return meantAmong(found, [...values, ...keys]);
  }

  #unknownKey(path: Path, known: readonly string[], { elsewhere }: Reading): void {
    const key = String(path.at(-1));
    const better = elsewhere?.(key);
    if (better !== undefined) {
      this.sayAtKey(path, better);
      return;
    }
    const near = nearest(key, known);
    const list = known.join(', ');
    const oneOf: Text = known.length === 0 ? NO_KEY : { en: `one of ${list}`, fr: `une clé parmi ${list}` };
    const wanted = near === undefined ? oneOf : followedBy(ANOTHER_KEY, didYouMean(near));
    this.sayAtKey(path, foundInstead(this.#source.foundKey(path, near), wanted));
  }
}
