/** A driver package: an INF, its catalogue, and the files it installs. Source: reference/minidriver.md 12.3, 12.4. */

import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { having, parameters, port, TEXT } from '#common/arguments.ts';
import { textOf } from '#common/coded-error.ts';
import { fileErrorText } from '#files/file-error.ts';
import { readInput, readRegularFile } from '#files/regular-file.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CatalogFile, type Publishers, readCatalogFile, verifyCatalog } from './catalog-file.ts';
import { type DriverInf, readDriverInf } from './inf/driver-inf.ts';
import { InfError, SetupError } from './setup-error.ts';

const ARGUMENTS = {
  readPackage: parameters('readPackage', {
    package: having({ infName: TEXT, files: port('a Map of files by name', 'get', 'entries') }),
  }),
  packageOnDisk: parameters('packageOnDisk', { infPath: TEXT }),
};

/** Files by name; the name of the INF is one of them. */
export interface PackageFiles {
  readonly infName: string;
  readonly files: ReadonlyMap<string, Bytes>;
}

export interface DriverPackage extends PackageFiles {
  readonly inf: DriverInf;
  readonly catalog: CatalogFile;
}

/** Those of Windows itself have a tenth of it. */
const LARGEST_INF = 1_000_000;
const LARGEST_CATALOG = 4_000_000;
/** All other files of a package together. */
const LARGEST_PACKAGE = 64_000_000;

const NO_CATALOG = {
  en: 'expected a catalogue: CatalogFile = name.cat in [Version], and that file beside the INF',
  fr: "attendu : un catalogue, CatalogFile = nom.cat dans [Version], et ce fichier à côté de l'INF",
};

/**
 * Reads a package and checks that nothing of it is missing. Whether it may be installed is said by `verifyPackage`.
 * @throws InfError; SetupError ERROR_FILE_NOT_FOUND, ERROR_NO_AUTHENTICODE_CATALOG
 */
export function readPackage(read: PackageFiles): DriverPackage {
  ARGUMENTS.readPackage(read);
  const { infName, files } = read;
  const infBytes = fileNamed(files, infName);
  if (infBytes === undefined)
    throw new SetupError('ERROR_FILE_NOT_FOUND', {
      en: `${infName} is not in the package`,
      fr: `${infName} n'est pas dans le paquet`,
    });
  const inf = readDriverInf(infBytes, infName);
  const catalogName = inf.version.catalogFile;
  const catalogBytes = catalogName === undefined ? undefined : fileNamed(files, catalogName);
  if (catalogName === undefined || catalogBytes === undefined)
    throw new SetupError('ERROR_NO_AUTHENTICODE_CATALOG', {
      en: `${infName}: ${NO_CATALOG.en}`,
      fr: `${infName} : ${NO_CATALOG.fr}`,
    });
  const needed = sourcesOf(inf);
  const missing = needed.find((name) => fileNamed(files, name) === undefined);
  if (missing !== undefined)
    throw new SetupError('ERROR_FILE_NOT_FOUND', {
      en: `${infName} installs '${missing}', which is not beside it`,
      fr: `${infName} installe '${missing}', qui n'est pas à côté`,
    });
  const kept = new Map<string, Bytes>();
  for (const name of [infName, catalogName, ...needed]) kept.set(name, fileNamed(files, name) ?? new Uint8Array(0));
  return { infName, files: kept, inf, catalog: readCatalogFile(catalogBytes, catalogName) };
}

/** @throws SetupError as `verifyCatalog` */
export function verifyPackage({ files, catalog, inf }: DriverPackage, publishers: Publishers): void {
  const covered = [...files].filter(([name]) => name.toLowerCase() !== inf.version.catalogFile?.toLowerCase());
  verifyCatalog(catalog, new Map(covered), publishers);
}

/**
 * An INF and what it names of the files beside it; what else is in its folder is left unread.
 * @throws InfError; SetupError ERROR_FILE_NOT_FOUND, an error of the file system
 */
export function packageOnDisk(infPath: string): PackageFiles {
  ARGUMENTS.packageOnDisk(infPath);
  const folder = dirname(infPath);
  const names = entriesOf(folder, infPath).flatMap((entry) => (entry.isFile() ? [entry.name] : []));
  const infName = names.find((name) => isSameName(name, basename(infPath)));
  if (infName === undefined)
    throw new SetupError('ERROR_FILE_NOT_FOUND', {
      en: `${infPath}: no such file`,
      fr: `${infPath} : ce fichier n'existe pas`,
    });
  const infBytes = readInf(join(folder, infName));
  const inf = readDriverInf(infBytes, infName);
  const named = new Set([inf.version.catalogFile ?? infName, ...sourcesOf(inf)].map((name) => name.toLowerCase()));
  const files = new Map<string, Bytes>([[infName, infBytes]]);
  let left = LARGEST_PACKAGE;
  for (const name of names) {
    if (name === infName || !named.has(name.toLowerCase())) continue;
    const isCatalog = isSameName(name, inf.version.catalogFile ?? '');
    const bytes = readPart(join(folder, name), isCatalog ? LARGEST_CATALOG : left);
    left -= bytes.length;
    files.set(name, bytes);
  }
  return { infName, files };
}

/** @throws InfError when it is larger than any INF, an error of the file system */
export function readInf(path: string): Bytes {
  try {
    return new Uint8Array(readInput(path, LARGEST_INF));
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    throw new InfError('ERROR_WRONG_INF_STYLE', path, 1, error.why);
  }
}

/** @throws SetupError ERROR_FILE_NOT_FOUND when it has more bytes than `limit` */
function readPart(path: string, limit: number): Bytes {
  try {
    return new Uint8Array(readRegularFile(path, limit));
  } catch (cause) {
    if (!(cause instanceof TooLargeError)) throw cause;
    throw new SetupError('ERROR_FILE_NOT_FOUND', textOf(cause), { cause });
  }
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function entriesOf(folder: string, infPath: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    const why = fileErrorText(cause);
    throw new SetupError(
      'ERROR_FILE_NOT_FOUND',
      {
        en: `${infPath}: its folder cannot be read (${why.en})`,
        fr: `${infPath} : son dossier ne peut pas être lu (${why.fr})`,
      },
      { cause },
    );
  }
}

function fileNamed(files: ReadonlyMap<string, Bytes>, wanted: string): Bytes | undefined {
  for (const [name, bytes] of files) if (name.toLowerCase() === wanted.toLowerCase()) return bytes;
  return undefined;
}

function sourcesOf({ file }: DriverInf): string[] {
  const sections = ['SourceDisksFiles', 'SourceDisksFiles.amd64', 'SourceDisksFiles.x86'];
  return sections.flatMap((name) => file.section(name)?.entries ?? []).flatMap(({ key }) => (key ? [key] : []));
}
