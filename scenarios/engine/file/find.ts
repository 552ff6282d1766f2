/** Scenario files by path: files as they are named, one row of a file by its line, directories searched for *.yaml and *.yml. */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { hasErrorCode } from '#files/error-code.ts';
import { isFolder } from '#files/is-there.ts';
import { slashedPath } from '#files/slashed-path.ts';
import { loadScenarios, onlyOne } from './load.ts';
import { setupAlone } from './parts.ts';
import { ScenarioFileError } from './scenario-file-error.ts';
import type { Scenario } from './schema.ts';

const SCENARIO_FILE = /\.ya?ml$/;
/** As failures name places: `premier.yaml:12:5`. */
const AT_LINE = /^(?<file>.+?):(?<line>\d{1,7})(?::\d{1,7})?$/s;

/** A file as it was asked for. */
interface Wanted {
  readonly file: string;
  /** Only the row that stands on that line, where one does. */
  readonly line?: number;
  /** Found in a directory: a setup there is for others. */
  readonly searched: boolean;
}

/** A file that has such a name is that file. */
export function atLine(path: string): { readonly file: string; readonly line: number } | undefined {
  const { file = '', line } = (existsSync(path) ? undefined : AT_LINE.exec(path)?.groups) ?? {};
  return existsSync(file) ? { file, line: Number(line) } : undefined;
}

function filesUnder(path: string): Wanted[] {
  const row = atLine(path);
  if (row !== undefined) return [{ ...row, searched: false }];
  if (!isNamedFolder(path)) return [{ file: path, searched: false }];
  // The same order on every system: parts of a run (--shard) may be played on several.
  const sorted = namesBelow(path)
    .map((name) => slashedPath(name))
    .sort();
  return sorted.map((name) => ({ file: join(path, name), searched: true }));
}

/** What cannot be looked at is told as a file, by whoever reads it. @throws an ENOENT error */
function isNamedFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) throw error;
    return false;
  }
}

/** @param above the folders on the way, as they really are: a link back to one of them leads nowhere new */
function namesBelow(folder: string, above: readonly string[] = []): string[] {
  const real = realpathSync(folder);
  if (above.includes(real)) return [];
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (isFolder(path)) return namesBelow(path, [...above, real]).map((below) => join(name, below));
    return SCENARIO_FILE.test(name) ? [name] : [];
  });
}

/** As a person in this directory would type it. */
function shortPath(path: string): string {
  const short = relative('', path);
  return short.startsWith('..') ? path : short;
}

/** A file that is no scenario, with all that is wrong with it. */
export interface FaultyFile {
  readonly file: string;
  readonly error: ScenarioFileError;
}

/** What a file holds: a scenario, or why it holds none. */
export type FoundScenario = Scenario | FaultyFile;

export function isFaulty(found: FoundScenario): found is FaultyFile {
  return 'error' in found;
}

/**
 * What those files and directories hold, in the order given, each file once: a scenario for each of its rows, of `FILE:LINE`
 * that of the row on that line. Setups, which scenarios include, are passed over in directories.
 * @throws an ENOENT error for a path that is not there
 */
export function findScenarios(paths: readonly string[]): FoundScenario[] {
  const files = new Map<string, Wanted[]>();
  for (const wanted of paths.flatMap(filesUnder)) {
    const file = shortPath(wanted.file);
    files.set(file, [...(files.get(file) ?? []), wanted]);
  }
  return [...files].flatMap(([file, wanted]) => found(file, wanted));
}

/** The one scenario of that file, or the one whose row is on the line of `FILE:LINE`. @throws ScenarioFileError */
export function scenarioAt(path: string): Scenario {
  const { file, line } = atLine(path) ?? { file: path, line: undefined };
  const scenarios = loadScenarios(file);
  return onlyOne(
    scenarios?.filter((one) => stands(one, line, scenarios)),
    file,
  );
}

function found(file: string, wanted: readonly Wanted[]): readonly FoundScenario[] {
  try {
    const scenarios = loadScenarios(file);
    if (scenarios !== undefined)
      return scenarios.filter((one) => wanted.some(({ line }) => stands(one, line, scenarios)));
    return wanted.every(({ searched }) => searched) ? [] : [{ file, error: setupAlone(file) }];
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    return [{ file, error }];
  }
}

/** A line in no row is of them all. */
function stands(scenario: Scenario, line: number | undefined, all: readonly Scenario[]): boolean {
  return line === undefined || isOn(scenario, line) || !all.some((one) => isOn(one, line));
}

function isOn({ row }: Scenario, line: number): boolean {
  const [first, last] = row?.lines ?? [0, -1];
  return line >= first && line <= last;
}
