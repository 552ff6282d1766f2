/**
 * The variables of a scenario and its rows: a scenario with rows is played once for each, with the values of that row.
 *
 * What a setup says of a variable is replaced by what the scenario says, and that by what the row says.
 */
import { alternatives, followedBy, type Text } from '#common/language.ts';
import { didYouMean, nearest } from '#common/nearest.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { isMapping, type Part } from './parts.ts';
import { type Fault, ScenarioFileError } from './scenario-file-error.ts';
import type { Path, SourceFile, Variable, Variables } from './source-file.ts';
import { holdsVariable } from './variable-text.ts';
import { identifier } from './vocabulary.ts';

/** A row of a table, or all there is of a scenario without one. */
export interface Row {
  /** Undefined for a scenario without rows. */
  readonly name?: string;
  /** Lines of the file from and to which it is written. */
  readonly lines?: readonly [first: number, last: number];
  readonly variables: Variables;
}

export interface Table {
  readonly rows: readonly Row[];
  /** What is to be said of each variable that stands nowhere; `used`: those that do. */
  unused(used: ReadonlySet<string>): readonly Fault[];
}

const A_NAME: Text = {
  en: 'a name of letters, digits, - and _',
  fr: 'un nom fait de lettres, de chiffres, de - et de _',
};
const VARIABLES: Text = {
  en: 'variables by name: { code: "1234" }',
  fr: 'des variables par leur nom : { code: "1234" }',
};
const ROWS: Text = {
  en: 'at least one row by its name, each a mapping of variables: { nurse: { profile: cps3-infirmier } }',
  fr: 'au moins une ligne par son nom, chacune une table de variables : { infirmière: { profil: cps3-infirmier } }',
};
const ROW_NAME: Text = { en: 'a name for the row', fr: 'un nom pour la ligne' };
const CELL: Text = {
  en: 'the value itself: no variable stands in another',
  fr: "la valeur même : une variable n'en contient pas d'autre",
};

class Declarations {
  readonly faults: Fault[] = [];
  readonly #source: SourceFile;

  constructor(source: SourceFile) {
    this.#source = source;
  }

  /** The variables of that mapping, by name. */
  variables(value: unknown, path: Path): Map<string, Variable> {
    if (value === undefined) return new Map();
    if (!isMapping(value)) this.#instead(path, VARIABLES);
    const entries = isMapping(value) ? Object.entries(value) : [];
    return new Map(entries.map(([name, one]) => [name, this.#variable([...path, name], one)]));
  }

  /** The rows by name, with the variables of each; undefined where there is no table. */
  rows(value: unknown): ReadonlyMap<string, Map<string, Variable>> | undefined {
    if (value === undefined) return undefined;
    const entries = isMapping(value) ? Object.entries(value) : [];
    if (entries.length === 0) this.#instead(['rows'], ROWS);
    for (const [name] of entries) if (name.trim() === '') this.#namelessRow(name);
    return new Map(entries.map(([name, row]) => [name.normalize('NFC'), this.#row(row, ['rows', name])]));
  }

  /** Reports and `--last-failed` tell rows by their names. */
  #namelessRow(name: string): void {
    const { en, fr } = this.#source.foundKey(['rows', name]);
    this.#say(['rows', name], `${en}, expected ${ROW_NAME.en}`, { fr: `${fr}, attendu : ${ROW_NAME.fr}` });
  }

  #row(value: unknown, path: Path): Map<string, Variable> {
    if (value === '') return new Map();
    if (!isMapping(value)) this.#instead(path, ROWS);
    return this.variables(isMapping(value) ? value : undefined, path);
  }

  #variable(path: Path, value: unknown): Variable {
    if (!identifier.safeParse(path.at(-1)).success)
      this.#say(path, `${this.#source.foundKey(path).en}, expected ${A_NAME.en}`, {
        fr: `${this.#source.foundKey(path).fr}, attendu : ${A_NAME.fr}`,
      });
    this.#refuseVariables(value, path);
    return { value, source: this.#source, path };
  }

  #refuseVariables(value: unknown, path: Path): void {
    if (typeof value === 'string' && holdsVariable(value)) this.#instead(path, CELL);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value))
        this.#refuseVariables(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }

  #instead(path: Path, expected: Text): void {
    const found = this.#source.found(path);
    this.#say(path, `${found.en}, expected ${expected.en}`, { fr: `${found.fr}, attendu : ${expected.fr}` });
  }

  #say(path: Path, en: string, { fr }: { readonly fr: string }): void {
    this.faults.push(this.#source.faultAtKey(path, { en: `found ${en}`, fr: `trouvé ${fr}` }));
  }

  /** Holds the rows against the first one, which says what each has, and what `variables` give anyway. */
  compare(rows: ReadonlyMap<string, Variables>, common: Variables): void {
    const [first] = rows.values();
    const columns = [...(first?.keys() ?? [])];
    const known = new Set([...columns, ...common.keys()]);
    for (const [name, row] of rows) {
      const odd = [...row.keys()].filter((own) => !known.has(own));
      const meant = odd.map((own) => nearest(own, [...known]));
      for (const [i, own] of odd.entries()) this.#unknown(name, own, [...known], meant[i]);
      for (const column of columns)
        if (!row.has(column) && !common.has(column) && !meant.includes(column)) this.#missing(name, column);
    }
  }

  #unknown(name: string, own: string, known: readonly string[], meant: string | undefined): void {
    const list = alternatives(known);
    const row = withoutPossibleCodes(name);
    const said: Text = {
      en: `row '${row}' has '${own}', expected what the first row has or 'variables' name (${list.en})`,
      fr: `la ligne '${row}' a '${own}', attendu : ce qu'a la première ligne ou ce que nomment 'variables' (${list.fr})`,
    };
    this.faults.push(this.#source.faultAtKey(['rows', name, own], followedBy(said, didYouMean(meant))));
  }

  #missing(name: string, column: string): void {
    const row = withoutPossibleCodes(name);
    const said: Text = {
      en: `row '${row}' has no '${column}', which the first row has; expected it in each row, or once under 'variables'`,
      fr: `la ligne '${row}' n'a pas '${column}', que la première ligne a ; attendu : dans chaque ligne, ou une fois sous 'variables'`,
    };
    this.faults.push(this.#source.faultAtKey(['rows', name], said));
  }
}

/** @throws ScenarioFileError for variables and rows that are none */
export function tableOf(parts: readonly Part[]): Table {
  const faults: Fault[] = [];
  const all: (readonly [name: string, Variable])[] = [];
  let rows: ReadonlyMap<string, ReadonlyMap<string, Variable>> | undefined;
  for (const { source, value, included } of parts) {
    const declarations = new Declarations(source);
    if (isMapping(value)) {
      all.push(...declarations.variables(value.variables, ['variables']));
      if (!included) rows = declarations.rows(value.rows);
      if (!included && rows !== undefined) declarations.compare(rows, new Map(all));
    }
    faults.push(...declarations.faults);
  }
  if (faults.length > 0) throw new ScenarioFileError(faults);
  const common = new Map(all);
  const cells = [...(rows?.values() ?? [])].flatMap((row) => [...row]);
  return {
    rows:
      rows === undefined ? [{ variables: common }] : [...rows].map(([name, row]) => rowOf(name, row, common, parts)),
    unused: (used) => unusedOf([...all, ...cells], used),
  };
}

function rowOf(name: string, own: ReadonlyMap<string, Variable>, common: Variables, parts: readonly Part[]): Row {
  const source = parts.at(-1)?.source;
  const lines = source?.linesOf(['rows', name]);
  return { name, ...(lines && { lines }), variables: new Map([...common, ...own]) };
}

/** Each name once, where it first stands. */
function unusedOf(all: readonly (readonly [name: string, Variable])[], used: ReadonlySet<string>): readonly Fault[] {
  const first = new Map(all.toReversed());
  const names = [...first.keys()];
  return [...first]
    .filter(([name]) => !used.has(name))
    .map(([name, { source, path }]) =>
      source.faultAtKey(
        path,
        usedNowhere(
          name,
          [...used].filter((one) => !names.includes(one)),
        ),
      ),
    );
}

function usedNowhere(name: string, unknown: readonly string[]): Text {
  const said: Text = {
    en: `found '${name}', which stands nowhere, expected '\${${name}}' in some value`,
    fr: `trouvé '${name}', qui ne sert nulle part, attendu : '\${${name}}' dans une valeur`,
  };
  return followedBy(said, didYouMean(nearest(name, unknown)));
}
