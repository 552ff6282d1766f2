/**
 * What a DDInstall section does: files to copy, values to write into the registry.
 *
 * Source: Microsoft, INF DDInstall Section, AddReg and CopyFiles Directives, SourceDisksFiles and DestinationDirs Sections.
 */
import type { Architecture } from '../windows.ts';
import { type RegistryAddition, readAddition } from './add-reg.ts';
import type { DriverModel } from './models.ts';
import { entryNamed, type InfEntry, type InfFile, type InfSection } from './sections.ts';

export interface FileCopy {
  /** Folder below that of Windows: `System32`. */
  readonly folder: string;
  readonly name: string;
  /** Name in the package. */
  readonly source: string;
}

export interface InstallPlan {
  readonly section: string;
  readonly additions: readonly RegistryAddition[];
  readonly copies: readonly FileCopy[];
}

/** INF files of Windows itself that a driver may include. */
const IN_BOX: readonly string[] = ['umpass.inf'];

/** Directories by their numbers. Source: Microsoft, Using Dirids. */
const DIRECTORIES: Readonly<Record<string, string>> = {
  '10': '',
  '11': 'System32',
  '12': 'System32\\drivers',
  '17': 'INF',
  '16425': 'SysWOW64',
};

/** @throws InfError */
export function planOf(file: InfFile, model: DriverModel, architecture: Architecture): InstallPlan {
  const section = installSection(file, model, architecture);
  checkIncludes(file, section);
  const additions = listed(file, section, 'AddReg').flatMap(({ entries }) =>
    entries.map((entry) => readAddition(file, entry)),
  );
  const copies = listed(file, section, 'CopyFiles').flatMap((list) => copiesOf(file, list, architecture));
  return { section: section.name, additions, copies };
}

/** Section.NTamd64 goes before Section.NT, which goes before Section. */
function installSection(file: InfFile, { installSection: name, line }: DriverModel, architecture: string): InfSection {
  return file.section(`${name}.NT${architecture}`) ?? file.section(`${name}.NT`) ?? file.required(name, line);
}

function checkIncludes(file: InfFile, section: InfSection): void {
  const include = entryNamed(section, 'Include');
  for (const name of include?.values ?? []) {
    if (IN_BOX.includes(name.toLowerCase())) continue;
    const why = {
      en: `found Include = ${name}, expected an INF of Windows itself: ${IN_BOX.join(', ')}`,
      fr: `trouvé Include = ${name}, attendu : un INF de Windows même, ${IN_BOX.join(', ')}`,
    };
    throw file.fault('ERROR_SECTION_NOT_FOUND', include?.line ?? section.line, why);
  }
}

/** The sections that a directive of the install section names, each once. */
function listed(file: InfFile, section: InfSection, directive: string): InfSection[] {
  const named = section.entries
    .filter(({ key }) => key?.toLowerCase() === directive.toLowerCase())
    .flatMap(({ values, line }) => values.filter((name) => name !== '').map((name) => sectionOf(file, name, line)));
  return [...new Set(named)];
}

/** `@file` copies one file; it stands for a section of that one line. */
function sectionOf(file: InfFile, name: string, line: number): InfSection {
  if (!name.startsWith('@')) return file.required(name, line);
  return { name: 'DefaultDestDir', line, entries: [{ line, values: [name.slice(1)] }] };
}

function copiesOf(file: InfFile, list: InfSection, architecture: Architecture): FileCopy[] {
  return list.entries.map(({ values, line }) => {
    const [name, given] = values;
    if (!name)
      throw file.fault('ERROR_GENERAL_SYNTAX', line, {
        en: `expected a file in [${list.name}]`,
        fr: `attendu : un fichier dans [${list.name}]`,
      });
    const source = given || name;
    checkSource(file, source, architecture, line);
    return { folder: destination(file, list, line), name: plainName(file, name, line), source };
  });
}

/** Names lead out of no folder. */
function plainName(file: InfFile, name: string, line: number): string {
  if (!/[\\/:]|^\.\.?$/.test(name)) return name;
  throw file.fault('ERROR_GENERAL_SYNTAX', line, {
    en: `found the file '${name}', expected a name without folder`,
    fr: `trouvé le fichier '${name}', attendu : un nom sans dossier`,
  });
}

function checkSource(file: InfFile, source: string, architecture: Architecture, line: number): void {
  plainName(file, source, line);
  const lists = [file.section(`SourceDisksFiles.${architecture}`), file.section('SourceDisksFiles')];
  if (lists.some((list) => list !== undefined && entryNamed(list, source) !== undefined)) return;
  throw file.fault('ERROR_LINE_NOT_FOUND', line, {
    en: `expected '${source}' in [SourceDisksFiles]`,
    fr: `attendu : '${source}' dans [SourceDisksFiles]`,
  });
}

function destination(file: InfFile, { name }: InfSection, line: number): string {
  const directories = file.required('DestinationDirs', line);
  const entry = entryNamed(directories, name) ?? entryNamed(directories, 'DefaultDestDir');
  if (entry === undefined)
    throw file.fault('ERROR_LINE_NOT_FOUND', directories.line, {
      en: `expected '${name}' in [DestinationDirs]`,
      fr: `attendu : '${name}' dans [DestinationDirs]`,
    });
  return folderOf(file, entry);
}

function folderOf(file: InfFile, { values: [number = '', below = ''], line }: InfEntry): string {
  const folder = DIRECTORIES[number];
  const inside = below.split(/[\\/]/);
  if (folder === undefined || inside.some((part) => /^\.\.?$|:/.test(part))) {
    const why = {
      en: `found the directory ${[number, below].join(',')}, expected one of ${Object.keys(DIRECTORIES).join(', ')}`,
      fr: `trouvé le dossier ${[number, below].join(',')}, attendu l'un de : ${Object.keys(DIRECTORIES).join(', ')}`,
    };
    throw file.fault('ERROR_GENERAL_SYNTAX', line, why);
  }
  return [folder, ...inside].filter((part) => part !== '').join('\\');
}
