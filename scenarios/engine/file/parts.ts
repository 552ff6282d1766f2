/**
 * The files that a scenario is made of: the setups that it includes, each once and before who includes it, and itself.
 */
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { readScenarioText } from './read-text.ts';
import { type Fault, ScenarioFileError } from './scenario-file-error.ts';
import { type Path, SourceFile } from './source-file.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** One file of a scenario. */
export interface Part {
  readonly source: SourceFile;
  /** What it holds, variables as they are written. */
  readonly value: unknown;
  /** It is a setup; the scenario itself is none. */
  readonly included: boolean;
}

export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws ScenarioFileError when the text is no YAML, or too much of it */
export function partOf(text: string, file: string, included: boolean): Part {
  const source = new SourceFile(file, text);
  const faults = source.syntaxFaults();
  if (faults.length > 0) throw new ScenarioFileError(faults);
  return { source, value: source.value(), included };
}

/** True for a file that scenarios include, and that is none itself. */
function isSetup(value: unknown): boolean {
  return isMapping(value) && Object.hasOwn(value, 'setup') && !Object.hasOwn(value, 'scenario');
}

const PATHS: Text = {
  en: "the path of a setup from this file's folder, or a list of them",
  fr: "le chemin d'une mise en place depuis le dossier de ce fichier, ou une liste de chemins",
};
const IS_SETUP: Text = {
  en: "is a setup, which scenarios include ('include: FILE'); expected a scenario: 'scenario: TITLE' in the place of 'setup:'",
  fr: "est une mise en place, que des scénarios incluent ('include: FICHIER') ; attendu : un scénario, 'scenario: TITRE' à la place de 'setup:'",
};

function noSetup(file: string): Text {
  return {
    en: `found '${file}', which is no setup, expected a file that has 'setup: TITLE' in the place of 'scenario:'`,
    fr: `trouvé '${file}', qui n'est pas une mise en place, attendu : un fichier qui a 'setup: TITRE' à la place de 'scenario:'`,
  };
}

function circle(files: readonly string[]): Text {
  if (files.length === 2)
    return {
      en: `found the file itself, expected another: a file cannot include itself`,
      fr: `trouvé le fichier lui-même, attendu : un autre, un fichier ne peut s'inclure lui-même`,
    };
  const [way, chemin] = [files.join(' includes '), files.join(' inclut ')];
  return {
    en: `found a circle, expected none: ${way}`,
    fr: `trouvé un cercle, attendu : aucun, ${chemin}`,
  };
}

/** What an included file is refused for, told of the place that names it. */
function unusable({ en, fr }: Text, file: string): Text {
  return {
    en: `found '${file}', which cannot be included: ${en}`,
    fr: `trouvé '${file}', qui ne peut être inclus : ${fr}`,
  };
}

class Includes {
  readonly parts: Part[] = [];
  readonly faults: Fault[] = [];
  readonly #known = new Set<string>();

  /** @param within the files that lead to it, itself the last */
  add(part: Part, within: readonly string[]): void {
    const { source, value } = part;
    for (const [path, name] of this.#named(value, source)) this.#include(source, path, name, within);
    this.parts.push(part);
  }

  #named(value: unknown, source: SourceFile): readonly (readonly [Path, string])[] {
    const include = isMapping(value) ? value.include : undefined;
    if (include === undefined) return [];
    if (typeof include === 'string' && include !== '') return [[['include'], include]];
    const list: readonly unknown[] = Array.isArray(include) ? include : [];
    const wrong = list.findIndex((name) => typeof name !== 'string' || name === '');
    if (wrong === -1 && list.length > 0) return list.map((name, i) => [['include', i], String(name)]);
    const place = wrong === -1 ? ['include'] : ['include', wrong];
    const found = source.found(place);
    this.#fault(source, place, {
      en: `found ${found.en}, expected ${PATHS.en}`,
      fr: `trouvé ${found.fr}, attendu : ${PATHS.fr}`,
    });
    return [];
  }

  #include(source: SourceFile, path: Path, name: string, within: readonly string[]): void {
    const file = isAbsolute(name) ? name : join(dirname(source.file), name);
    const before = within.findIndex((one) => resolve(one) === resolve(file));
    if (before !== -1) this.#fault(source, path, circle([...within.slice(before), file]));
    if (before !== -1 || this.#known.has(resolve(file))) return;
    this.#known.add(resolve(file));
    try {
      const part = partOf(readScenarioText(file), file, true);
      if (isSetup(part.value)) this.add(part, [...within, file]);
      else this.#fault(source, path, noSetup(withoutPossibleCodes(name)));
    } catch (error) {
      if (!(error instanceof ScenarioFileError)) throw error;
      const [first] = error.faults;
      // What is wrong inside it is told at its own place.
      if (first !== undefined && first.excerpt === undefined)
        this.#fault(source, path, unusable(first.text, withoutPossibleCodes(name)));
      else this.faults.push(...error.faults);
    }
  }

  #fault(source: SourceFile, path: Path, message: Text): void {
    this.faults.push(source.fault(path, message));
  }
}

/**
 * The parts of the scenario in that text, itself the last; undefined for a setup, which is none.
 * @throws ScenarioFileError when one of them is no YAML, or cannot be included
 */
export function partsOf(text: string, file: string): readonly Part[] | undefined {
  const own = partOf(text, file, false);
  if (isSetup(own.value)) return undefined;
  const includes = new Includes();
  includes.add(own, [file]);
  if (includes.faults.length > 0) throw new ScenarioFileError(includes.faults);
  return includes.parts;
}

/** Of a setup that is named as if it were a scenario. */
export function setupAlone(file: string): ScenarioFileError {
  return new ScenarioFileError([{ file, line: 1, column: 1, message: IS_SETUP.en, text: IS_SETUP }]);
}
