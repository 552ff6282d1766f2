/**
 * A scenario file to typed scenarios, one for each row; all faults of its files at once, before anything runs.
 */
import type { Text } from '#common/language.ts';
import type { CardSpec, ReaderKind } from '../../world/specs.ts';
import { KnownNames } from './known-names.ts';
import { PartLoader } from './part-loader.ts';
import { type Part, partsOf, setupAlone } from './parts.ts';
import { type ProgramSpec, programSpec } from './program-spec.ts';
import { readScenarioText } from './read-text.ts';
import { type Fault, ScenarioFileError } from './scenario-file-error.ts';
import type { Scenario, Step } from './schema.ts';
import { type Row, tableOf } from './table.ts';

/** @throws ScenarioFileError for a file that is none, or has rows: naming each place, what was found and what was expected */
export function loadScenario(file: string): Scenario {
  return parseScenario(readScenarioText(file), file);
}

/** @throws ScenarioFileError */
export function parseScenario(text: string, file: string): Scenario {
  return onlyOne(parseScenarios(text, file), file);
}

/** @throws ScenarioFileError where there are several, or none as in a setup */
export function onlyOne(scenarios: readonly Scenario[] | undefined, file: string): Scenario {
  if (scenarios === undefined) throw setupAlone(file);
  const [first, ...others] = scenarios;
  if (first === undefined || others.length > 0) throw severalRows(file, scenarios);
  return first;
}

/** The scenarios of that file; undefined for a setup, which is none of itself. @throws ScenarioFileError */
export function loadScenarios(file: string): readonly Scenario[] | undefined {
  return parseScenarios(readScenarioText(file), file);
}

/** The same of its text. @throws ScenarioFileError */
export function parseScenarios(text: string, file: string): readonly Scenario[] | undefined {
  const parts = partsOf(text, file);
  if (parts === undefined) return undefined;
  const table = tableOf(parts);
  const used = new Set<string>();
  const names = table.rows.flatMap(({ name }) => name ?? []);
  const loaded = table.rows.map((row) => loadRow(parts, row, names, used));
  const faults = [...faultsOf(loaded), ...table.unused(used)];
  if (faults.length > 0)
    throw new ScenarioFileError(
      inOrder(faults, parts),
      loaded.some(({ cut }) => cut),
    );
  return loaded.map(({ scenario }) => scenario as Scenario);
}

interface Loaded {
  readonly row: string | undefined;
  readonly scenario: Scenario | undefined;
  readonly faults: readonly Fault[];
  /** There may be more of them. */
  readonly cut: boolean;
}

function loadRow(parts: readonly Part[], row: Row, all: readonly string[], used: Set<string>): Loaded {
  const loaders = parts.map((part) => new PartLoader(part, row.variables, used));
  const scenario = scenarioOf(loaders, row, all);
  const faults = loaders.flatMap((loader) => loader.faults.list);
  const cut = loaders.some((loader) => loader.faults.enough);
  return { row: row.name, scenario: faults.length > 0 ? undefined : scenario, faults, cut };
}

function scenarioOf(
  loaders: readonly PartLoader[],
  { name, lines }: Row,
  all: readonly string[],
): Scenario | undefined {
  const own = loaders.at(-1) as PartLoader;
  const { file } = own.source;
  const heads = loaders.flatMap(({ head }) => head ?? []);
  // The scenario's own word is the last one.
  const date = heads.findLast((head) => head.date)?.date;
  const reporting = heads.findLast((head) => head.reporting)?.reporting;
  const timing = heads.findLast((head) => head.timing !== undefined)?.timing;
  const timeoutMs = heads.findLast((head) => head.timeout !== undefined)?.timeout;
  const program = loaders.map(programOf).findLast((spec) => spec !== undefined);
  const cards = together('cards', loaders, (loader) => loader.cards(date, file));
  const readers = together('readers', loaders, (loader) => loader.readers());
  if (readers.size === 0) own.refuseWithoutReaders();
  const names = namesOf(cards, [...readers.keys()]);
  const faults = loaders.flatMap((loader) => loader.rules(names));
  const steps: readonly Step[] = loaders.flatMap((loader) => loader.steps(names));
  const { scenario: title = '', description, tags, skip } = own.head ?? {};
  return {
    title: name === undefined ? title : `${title} [${name}]`,
    ...(description !== undefined && { description }),
    ...(date && { date }),
    file,
    ...(name !== undefined && lines && { row: { name, lines, all } }),
    ...(tags && { tags }),
    ...(skip !== undefined && { skip }),
    cards: Object.fromEntries(cards) as Record<string, CardSpec>,
    usedCards: names.usedCards,
    services: [...new Set(heads.flatMap(({ services = [] }) => services))],
    readers: Object.fromEntries(readers) as Record<string, ReaderKind>,
    ...(reporting && { reporting }),
    ...(timing !== undefined && { timing }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(program && { program }),
    faults,
    steps,
  };
}

function programOf({ head, source }: PartLoader): ProgramSpec | undefined {
  return head?.program && programSpec(head.program, source.file, source.position(['program']).line);
}

/** What all files have, each name once. */
function together<T>(
  key: 'cards' | 'readers',
  loaders: readonly PartLoader[],
  of: (loader: PartLoader) => ReadonlyMap<string, T>,
): Map<string, T> {
  const all = new Map<string, T>();
  const files = new Map<string, string>();
  for (const loader of loaders)
    for (const [name, value] of of(loader)) {
      const before = files.get(name);
      if (before !== undefined) loader.refuseAgain(key, name, before);
      all.set(name, value);
      files.set(name, loader.source.file);
    }
  return all;
}

function isKeptInFile(card: CardSpec | undefined): boolean {
  return card === undefined || 'file' in card || ('keptIn' in card && card.keptIn === 'file');
}

function namesOf(cards: ReadonlyMap<string, CardSpec | undefined>, readers: readonly string[]): KnownNames {
  const names = [...cards.keys()];
  return new KnownNames({ cards: names, cardsInFile: names.filter((name) => isKeptInFile(cards.get(name))), readers });
}

/** Each once, with the rows that have it where others have it not. */
function faultsOf(loaded: readonly Loaded[]): readonly Fault[] {
  const known = new Map<string, { fault: Fault; rows: string[] }>();
  for (const { row = '', faults } of loaded)
    for (const fault of faults) {
      const { file, line, column, message } = fault;
      const key = JSON.stringify([file, line, column, message]);
      const { rows } = known.get(key) ?? { rows: [] };
      known.set(key, { fault, rows: [...rows, row] });
    }
  return [...known.values()].map(({ fault, rows }) => (rows.length === loaded.length ? fault : inRow(fault, rows)));
}

function inRow(fault: Fault, rows: readonly string[]): Fault {
  const names = rows.map((row) => `'${row}'`).join(', ');
  const text: Text = { en: `${fault.text.en} (row ${names})`, fr: `${fault.text.fr} (ligne ${names})` };
  return { ...fault, text, message: text.en };
}

/** By the files as they are read, and their lines. */
function inOrder(faults: readonly Fault[], parts: readonly Part[]): readonly Fault[] {
  const files = parts.map(({ source }) => source.file);
  const place = ({ file }: Fault) => files.indexOf(file);
  return faults.toSorted((a, b) => place(a) - place(b) || a.line - b.line || a.column - b.column);
}

/** Of a file with rows where one scenario is wanted. */
function severalRows(file: string, scenarios: readonly Scenario[]): ScenarioFileError {
  const rows = scenarios.flatMap(({ row }) => row ?? []);
  const [line = 1] = rows[0]?.lines ?? [];
  const names = rows.map(({ name }) => `'${name}'`).join(', ');
  const text: Text = {
    en: `found ${rows.length} rows (${names}), expected one: name it by its line, ${file}:${line}`,
    fr: `trouvé ${rows.length} lignes (${names}), attendu : une seule, nommez-la par son numéro de ligne, ${file}:${line}`,
  };
  return new ScenarioFileError([{ file, line, column: 1, message: text.en, text }]);
}
