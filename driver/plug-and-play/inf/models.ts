/**
 * The sections [Manufacturer] and those it names: which devices, on which platforms, are installed by which section.
 *
 * Source: Microsoft, INF Manufacturer Section (TargetOSVersion decorations) and INF Models Section.
 */
import { ARCHITECTURES, type Architecture } from '../windows.ts';
import type { InfEntry, InfFile } from './sections.ts';

/** A models section and the platforms it is for; what is not named suits all. */
export interface TargetSystem {
  readonly manufacturer: string;
  readonly architecture: Architecture | undefined;
  readonly release: { readonly major: number; readonly minor: number } | undefined;
  readonly section: string;
  readonly line: number;
}

/** A device the INF is for. */
export interface DriverModel {
  readonly system: TargetSystem;
  readonly description: string;
  readonly installSection: string;
  /** The hardware id, then compatible ids. */
  readonly hardwareIds: readonly string[];
  readonly line: number;
}

const DECORATION = /^NT(x86|amd64|ia64|arm|arm64)?(?:\.(\d+)(?:\.(\d+))?)?$/i;

/** @throws InfError */
export function readModels(file: InfFile): { models: DriverModel[]; systems: TargetSystem[] } {
  const manufacturers = file.required('Manufacturer');
  const systems = manufacturers.entries.flatMap((entry) => systemsOf(file, entry));
  if (systems.length === 0)
    throw file.fault('ERROR_LINE_NOT_FOUND', manufacturers.line, {
      en: 'expected manufacturer = models-section, platforms',
      fr: 'attendu : fabricant = section-des-modèles, plates-formes',
    });
  const known = systems.filter(({ section, line }) => file.required(section, line));
  return { models: known.flatMap((system) => modelsOf(file, system)), systems: known };
}

function systemsOf(file: InfFile, { key, values, line }: InfEntry): TargetSystem[] {
  const [section, ...decorations] = values;
  if (key === undefined || !section)
    throw file.fault('ERROR_GENERAL_SYNTAX', line, {
      en: 'expected manufacturer = models-section, platforms',
      fr: 'attendu : fabricant = section-des-modèles, plates-formes',
    });
  const undecorated = { manufacturer: key, architecture: undefined, release: undefined, section, line };
  if (decorations.length === 0) return [undecorated];
  const decorated = decorations.flatMap((decoration) => systemOf(file, { ...undecorated }, decoration));
  // The section without a decoration serves the systems no decoration is for, when it is there.
  return file.section(section) === undefined ? decorated : [undecorated, ...decorated];
}

/** Nothing for the architectures that are not simulated. */
function systemOf(file: InfFile, plain: TargetSystem, decoration: string): TargetSystem[] {
  const match = DECORATION.exec(decoration);
  if (match === null) {
    const why = {
      en: `found the platform '${decoration}', expected NT, NTamd64, NTx86.6.1 or the like`,
      fr: `trouvé la plate-forme '${decoration}', attendu : NT, NTamd64, NTx86.6.1 ou semblable`,
    };
    throw file.fault('ERROR_GENERAL_SYNTAX', plain.line, why);
  }
  const [, processor, major, minor = '0'] = match;
  const architecture = ARCHITECTURES.find((name) => name === processor?.toLowerCase());
  if (processor !== undefined && architecture === undefined) return [];
  const release = major === undefined ? undefined : { major: Number(major), minor: Number(minor) };
  return [{ ...plain, architecture, release, section: `${plain.section}.${decoration}` }];
}

function modelsOf(file: InfFile, system: TargetSystem): DriverModel[] {
  return (file.section(system.section)?.entries ?? []).map(({ key, values, line }) => {
    const [installSection, ...hardwareIds] = values;
    if (key === undefined || !installSection || !hardwareIds[0])
      throw file.fault('ERROR_GENERAL_SYNTAX', line, {
        en: 'expected description = install-section, hardware-id',
        fr: "attendu : description = section-d'installation, identifiant-matériel",
      });
    return { system, description: key, installSection, hardwareIds: hardwareIds.filter((id) => id !== ''), line };
  });
}
