/** The declarations of the built package, read from their text: what a door exports, and what types that leads to. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** A declaration: its file, from the top of the build, and its name there. */
export interface Place {
  readonly file: string;
  readonly name: string;
}

interface DeclarationFile {
  /** Text by name. */
  readonly declared: ReadonlyMap<string, string>;
  readonly imported: ReadonlyMap<string, Place>;
  readonly exported: ReadonlyMap<string, Place>;
  /** Files all of whose exports are exported. */
  readonly passedOn: readonly string[];
}

const LINK = /^(?<verb>import|export) (?:type )?\{(?<names>[^}]*)\}(?: from ['"](?<from>[^'"]+)['"])?/gm;
const STAR = /^export (?:type )?\* from ['"](?<from>[^'"]+)['"]/gm;
const START = /^(?<shown>export )?(?:declare )?(?:abstract )?(?<kind>class|interface|type|const|function) (?<name>\w+)/;

function target(from: string, specifier: string): string {
  const path = specifier.startsWith('#')
    ? specifier.replace('#', specifier.startsWith('#common/') ? '' : 'common/')
    : posix.join(posix.dirname(from), specifier);
  return path.replace(/\.ts$/, '.d.ts');
}

/** `a`, `type a`, `a as b`: the name there, and the name here. */
function namesOf(list: string): (readonly [there: string, here: string])[] {
  const names = list.split(',').map((name) => name.trim().replace(/^type /, ''));
  return names.filter(Boolean).map((name) => {
    const [there = '', here = there] = name.split(' as ');
    return [there, here];
  });
}

function read(folder: string, file: string): DeclarationFile {
  const text = readFileSync(join(folder, file), 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
  const declared = new Map<string, string>();
  const imported = new Map<string, Place>();
  const exported = new Map<string, Place>();
  for (const part of text.split(/\n(?=\S)(?!\}|\)| \|)/)) {
    const { shown, name } = START.exec(part)?.groups ?? {};
    if (name === undefined) continue;
    declared.set(name, (declared.get(name) ?? '') + part);
    if (shown !== undefined) exported.set(name, { file, name });
  }
  for (const { groups = {} } of text.matchAll(LINK)) {
    const from = groups.from === undefined ? file : target(file, groups.from);
    const names = groups.verb === 'import' ? imported : exported;
    for (const [there, here] of namesOf(groups.names ?? '')) names.set(here, { file: from, name: there });
  }
  return {
    declared,
    imported,
    exported,
    passedOn: [...text.matchAll(STAR)].map(({ groups = {} }) => target(file, groups.from ?? '')),
  };
}

export class Declarations {
  readonly #folder: string;
  readonly #files = new Map<string, DeclarationFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What a door exports, each where it is declared. */
  exportsOf(file: string): readonly Place[] {
    const { exported, passedOn } = this.#file(file);
    const own = [...exported.values()].map((place) => this.#declaration(place));
    return [...own.filter((place) => place !== undefined), ...passedOn.flatMap((path) => this.exportsOf(path))];
  }

  /** Classes, interfaces and types; not the values that some types are made of. */
  isType({ file, name }: Place): boolean {
    return /^(class|interface|type)$/.test(START.exec(this.#file(file).declared.get(name) ?? '')?.groups?.kind ?? '');
  }

  /** The declarations that one names. */
  namedBy({ file, name }: Place): readonly Place[] {
    const { declared } = this.#file(file);
    const words = new Set(declared.get(name)?.match(/\b[A-Za-z]\w*\b/g));
    return [...words].map((word) => this.#declaration({ file, name: word })).filter((place) => place !== undefined);
  }

  #declaration({ file, name }: Place): Place | undefined {
    if (!file.endsWith('.d.ts')) return undefined; // of a package
    const { declared, imported, exported, passedOn } = this.#file(file);
    if (declared.has(name)) return { file, name };
    const next = imported.get(name) ?? exported.get(name);
    if (next !== undefined) return this.#declaration(next);
    return passedOn.map((path) => this.#declaration({ file: path, name })).find((found) => found !== undefined);
  }

  #file(file: string): DeclarationFile {
    const known = this.#files.get(file) ?? read(this.#folder, file);
    this.#files.set(file, known);
    return known;
  }
}
