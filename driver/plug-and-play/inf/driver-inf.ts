/**
 * The INF of a driver package as a typed model: what it is, for which devices, what installing it does.
 *
 * Everything a platform might use is read at once, so that a fault is told when the file is opened and not on the day of
 * the installation.
 *
 * Source: Microsoft, INF Version, Manufacturer, Models and DDInstall Sections; reference/minidriver.md 12.3.
 */

import { BYTES, parameters, TEXT } from '#common/arguments.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { isAtLeast, type Platform, WINDOWS } from '../windows.ts';
import { type InstallPlan, planOf } from './install-plan.ts';
import { type DriverModel, readModels, type TargetSystem } from './models.ts';
import { InfFile } from './sections.ts';
import { type InfVersion, readVersion } from './version.ts';

const ARGUMENTS = { readDriverInf: parameters('readDriverInf', { bytes: BYTES, name: TEXT }) };

export interface DriverInf {
  readonly file: InfFile;
  readonly version: InfVersion;
  /** Of every platform, in the order of the file. */
  readonly models: readonly DriverModel[];
  /** In which manufacturers' sections, for which platforms. */
  readonly systems: readonly TargetSystem[];
}

/** @throws InfError with the line, what was read there and what was expected */
export function readDriverInf(bytes: Bytes, name: string): DriverInf {
  ARGUMENTS.readDriverInf(bytes, name);
  const file = InfFile.parse(bytes, name);
  const version = readVersion(file);
  const { models, systems } = readModels(file);
  checkPlans(file, models);
  return { file, version, models, systems };
}

/** What all sections of a file install: one list may be named by any number of them. */
const MOST_LINES = 100_000;
const TOO_MANY_LINES: Text = {
  en: `this section and those above it install more than ${MOST_LINES} values and files, expected fewer`,
  fr: `cette section et celles d'avant installent plus de ${MOST_LINES} valeurs et fichiers, attendu : moins`,
};

/** Of each section and platform once, however many models there are. @throws InfError */
function checkPlans(file: InfFile, models: readonly DriverModel[]): void {
  const checked = new Set<string>();
  let lines = 0;
  for (const model of models) {
    for (const architecture of architecturesOf(model)) {
      const name = `${architecture} ${model.installSection.toLowerCase()}`;
      if (checked.has(name)) continue;
      checked.add(name);
      const { additions, copies } = planOf(file, model, architecture);
      lines += additions.length + copies.length;
      if (lines > MOST_LINES) throw file.fault('ERROR_GENERAL_SYNTAX', model.line, TOO_MANY_LINES);
    }
  }
}

function architecturesOf({ system }: DriverModel) {
  return system.architecture === undefined ? (['amd64', 'x86'] as const) : [system.architecture];
}

function suits({ architecture, release }: TargetSystem, platform: Platform): boolean {
  if (architecture !== undefined && architecture !== platform.architecture) return false;
  return release === undefined || isAtLeast(WINDOWS[platform.windows], release);
}

/** Greater for the system that Windows prefers: the newest release, then the one that names its architecture. */
function preference({ architecture, release }: TargetSystem): number {
  const releaseRank = release === undefined ? 0 : release.major * 1000 + release.minor * 10;
  return releaseRank + (architecture === undefined ? 0 : 1);
}

/** The models for a platform: of each manufacturer the most special section that suits it. */
export function modelsFor(inf: DriverInf, platform: Platform): readonly DriverModel[] {
  const manufacturers = new Set(inf.systems.map(({ manufacturer }) => manufacturer));
  return [...manufacturers].flatMap((manufacturer) => {
    const suitable = inf.systems.filter((system) => system.manufacturer === manufacturer && suits(system, platform));
    const best = suitable.reduce<TargetSystem | undefined>(
      (found, system) => (found === undefined || preference(system) > preference(found) ? system : found),
      undefined,
    );
    return inf.models.filter(({ system }) => system === best);
  });
}

/** The model for one of those ids, the first id being the best; undefined when there is none. */
export function modelForDevice(inf: DriverInf, platform: Platform, ids: readonly string[]): DriverModel | undefined {
  const models = modelsFor(inf, platform);
  for (const id of ids) {
    const found = models.find(({ hardwareIds }) =>
      hardwareIds.some((known) => known.toUpperCase() === id.toUpperCase()),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What installing that model does. */
export function installPlan(inf: DriverInf, model: DriverModel, platform: Platform): InstallPlan {
  return planOf(inf.file, model, platform.architecture);
}
