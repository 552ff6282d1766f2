/** Scenario files by path: files as they are named, directories searched for *.yaml and *.yml. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadScenario } from './load.ts';
import { ScenarioFileError } from './scenario-file-error.ts';
import type { Scenario } from './schema.ts';

const SCENARIO_FILE = /\.ya?ml$/;

function filesUnder(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => SCENARIO_FILE.test(name))
    .sort()
    .map((name) => join(path, name));
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
 * What those files and directories hold, in the order given, each file once.
 * @throws an ENOENT error for a path that is not there
 */
export function findScenarios(paths: readonly string[]): FoundScenario[] {
  const files = new Set(paths.flatMap(filesUnder).map(shortPath));
  return [...files].map(found);
}

function found(file: string): FoundScenario {
  try {
    return loadScenario(file);
  } catch (error) {
    if (!(error instanceof ScenarioFileError)) throw error;
    return { file, error };
  }
}
