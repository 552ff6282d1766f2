/** Scenario files by path: files as they are named, directories searched for *.yaml and *.yml. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadScenario } from './load.ts';
import type { Scenario } from './schema.ts';
import { type Fault, ScenarioFileError } from './source-file.ts';

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

/**
 * The scenarios of those files and directories, in the order given, each once.
 * @throws ScenarioFileError with the faults of all files; an ENOENT error for a path that is not there
 */
export function findScenarios(paths: readonly string[]): Scenario[] {
  const files = new Set(paths.flatMap(filesUnder).map(shortPath));
  const faults: Fault[] = [];
  const scenarios: Scenario[] = [];
  for (const file of files) {
    try {
      scenarios.push(loadScenario(file));
    } catch (error) {
      if (!(error instanceof ScenarioFileError)) throw error;
      faults.push(...error.faults);
    }
  }
  if (faults.length > 0) throw new ScenarioFileError(faults);
  return scenarios;
}
