/**
 * Variables of a scenario file: `${name}` in a value stands for another value, before anything reads it.
 *
 * A value that is nothing but `${name}` becomes what the variable is, a mapping or a list too; inside a longer text only a
 * text can stand. `$${` is `${` itself. Keys, titles and other variables hold none.
 */
import { alternatives, followedBy, type Text } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import type { Path, Variables } from './source-file.ts';
import { ANYWHERE, filledText, holdsVariable, variableIn } from './variable-text.ts';

/** Of the head. */
const TITLES: ReadonlySet<string> = new Set(['scenario', 'setup']);
const AS_WRITTEN: ReadonlySet<string> = new Set(['description', 'include', 'variables', 'rows', 'tags', 'skip']);
const IN_TITLE: Text = {
  en: 'found a variable in a title, expected none: each row is told by its own name',
  fr: 'trouvé une variable dans un titre, attendu : aucune, chaque ligne est nommée par son propre nom',
};

/** The place of a step: `steps`, its index, and so on inside groups. */
function isStep(path: Path): boolean {
  return path.length > 0 && path.every((key, i) => (i % 2 === 0 ? key === 'steps' : typeof key === 'number'));
}

/** What is wrong with the variables in that text; undefined when nothing is. */
function fault(text: string, variables: Variables): Text | undefined {
  const alone = variableIn(text);
  for (const [, name] of text.matchAll(ANYWHERE)) {
    if (name === undefined) continue;
    const variable = variables.get(name);
    if (variable === undefined) return unknown(name, [...variables.keys()]);
    if (alone === undefined && typeof variable.value !== 'string') return notAlone(name);
  }
  return undefined;
}

function unknown(name: string, known: readonly string[]): Text {
  const shown = withoutPossibleCodes(name);
  if (known.length === 0)
    return {
      en: `found '\${${shown}}', but this scenario has no variables: 'variables:' or 'rows:' give them; the text itself is written '$\${'`,
      fr: `trouvé '\${${shown}}', mais ce scénario n'a pas de variables : 'variables:' ou 'rows:' en donnent ; le texte même s'écrit '$\${'`,
    };
  const list = alternatives(known);
  const expected = {
    en: `found '\${${shown}}', expected a variable of this scenario (${list.en})`,
    fr: `trouvé '\${${shown}}', attendu : une variable de ce scénario (${list.fr})`,
  };
  return followedBy(expected, didYouMean(nearest(name, known)));
}

function notAlone(name: string): Text {
  return {
    en: `found '\${${name}}' inside a text, but it is a mapping or a list; expected it alone`,
    fr: `trouvé '\${${name}}' dans un texte, mais c'est une table ou une liste ; attendu : seul`,
  };
}

/** The value with its variables in their places. */
export class Filling {
  readonly #variables: Variables;
  readonly #say: (path: Path, fault: Text) => void;
  /** Names of the variables that stand somewhere. */
  readonly #used: Set<string>;

  constructor(variables: Variables, used: Set<string>, say: (path: Path, fault: Text) => void) {
    this.#variables = variables;
    this.#used = used;
    this.#say = say;
  }

  of(value: unknown, path: Path): unknown {
    if (typeof value === 'string') return this.#text(value, path);
    if (Array.isArray(value)) return value.map((item, i) => this.of(item, [...path, i]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, this.#member(key, inner, path)]));
  }

  /** A title is the same in each row: what tells rows apart are their names. */
  #member(key: string, value: unknown, path: Path): unknown {
    const isTitle = (key === 'title' && isStep(path)) || (path.length === 0 && TITLES.has(key));
    if (!isTitle) return path.length === 0 && AS_WRITTEN.has(key) ? value : this.of(value, [...path, key]);
    if (typeof value === 'string' && holdsVariable(value)) this.#say([...path, key], IN_TITLE);
    return value;
  }

  #text(text: string, path: Path): unknown {
    if (!text.includes('${')) return text;
    for (const [, name] of text.matchAll(ANYWHERE)) if (name !== undefined) this.#used.add(name);
    const wrong = fault(text, this.#variables);
    if (wrong !== undefined) this.#say(path, wrong);
    const alone = variableIn(text);
    const variable = alone === undefined ? undefined : this.#variables.get(alone);
    return variable === undefined ? filledText(text, this.#variables) : variable.value;
  }
}
