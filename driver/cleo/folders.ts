/**
 * The menu Dossiers: folders, the requests in them, and the files of a request.
 *
 * Whoever shows them shows nothing else of the machine: names are names, and no symbolic link is followed.
 *
 * Source: reference/documents.md L14, L16, L25; names of the state's file: simulation.
 */
import { type Dirent, mkdirSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CodedError } from '#common/coded-error.ts';
import { hasErrorCode } from '#files/error-code.ts';
import { makeFolder } from '#files/folder.ts';
import { readUnlinkedFile } from '#files/regular-file.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CleoError } from './cleo-error.ts';
import type { ServerKind } from './form.ts';
import { checkName, defaultName } from './names.ts';
import { LARGEST_FILE, RequestFolder, type RequestState, STATE_FILE } from './request-folder.ts';
import { WIZARD_REQUEST } from './wizard.ts';

const FOLDER_MODE = 0o700;

/** Where a request stands below the folder of all folders: folder and name, or the wizard's own. */
export type RequestPath = readonly [folder: string, name: string] | readonly [wizard: typeof WIZARD_REQUEST];

export interface ListedRequest {
  readonly path: RequestPath;
  readonly state: RequestState;
}

export interface ListedFolder {
  readonly name: string;
  readonly requests: readonly ListedRequest[];
}

export interface ListedFile {
  /** Its name, or a sub-folder's and its name. */
  readonly path: readonly string[];
  /** Bytes. */
  readonly size: number;
}

function entriesIn(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true }).sort((a, b) => a.name.localeCompare(b.name, 'fr'));
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** The real folders in one: a link is none of them. */
function foldersIn(path: string): readonly string[] {
  return entriesIn(path)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** Undefined for a folder that is no request. */
function listed(root: string, path: RequestPath): readonly ListedRequest[] {
  try {
    return [{ path, state: requestAt(root, path).state }];
  } catch (error) {
    // Whatever else stands there: it is not shown, and nothing of it is touched.
    if (error instanceof CodedError || hasErrorCode(error, 'EACCES')) return [];
    throw error;
  }
}

/** Every folder with its requests, but for the wizard's. */
export function listFolders(root: string): readonly ListedFolder[] {
  const names = foldersIn(root).filter((name) => name !== WIZARD_REQUEST && !name.startsWith('.'));
  return names.map((name) => ({
    name,
    requests: foldersIn(join(root, name)).flatMap((request) => listed(root, [name, request])),
  }));
}

/** What the wizard has made; undefined when it never ran. @throws an error of the file system */
export function wizardRequest(root: string): ListedRequest | undefined {
  return listed(root, [WIZARD_REQUEST])[0];
}

/** A new folder, of a default name when none is given. @returns its name @throws CleoError `name`, `exists`; an error of the file system */
export function createFolder(root: string, name?: string): string {
  if (name !== undefined) checkName(name);
  makeFolder(root);
  const made = name ?? defaultName(root, 'Dossier');
  const exists = () =>
    new CleoError('exists', {
      en: `'${made}' is there already: give another name`,
      fr: `« ${made} » existe déjà : donnez un autre nom`,
    });
  if (made === WIZARD_REQUEST) throw exists();
  try {
    mkdirSync(join(root, made), { mode: FOLDER_MODE });
  } catch (error) {
    // Another program may have made it meanwhile.
    throw hasErrorCode(error, 'EEXIST') ? exists() : error;
  }
  return made;
}

function linked(path: string): CleoError {
  return new CleoError('absent', {
    en: `${path}: a symbolic link stands there, which is not followed; take it away`,
    fr: `${path} : un lien symbolique s'y trouve, et n'est pas suivi ; retirez-le`,
  });
}

/** @throws CleoError `absent` */
function refuseLinks(root: string, path: string): void {
  try {
    const real = realpathSync(join(root, path));
    if (real !== join(realpathSync(root), path)) throw linked(path);
  } catch (error) {
    if (!hasErrorCode(error, 'ENOENT', 'ENOTDIR', 'ELOOP')) throw error;
    throw new CleoError(
      'absent',
      { en: `${path}: nothing is there any more`, fr: `${path} : il n'y a plus rien là` },
      { cause: error },
    );
  }
}

/** A new request in a folder that is there. @throws CleoError `name`, `absent`, `exists`; an error of the file system */
export function createRequest(root: string, folder: string, kind: ServerKind, name?: string): RequestFolder {
  checkName(folder);
  refuseLinks(root, folder);
  return RequestFolder.create(root, kind, { folder, ...(name !== undefined && { name }) });
}

/**
 * The request there, which is one of the folder of all folders and nothing else: no name leads out of it.
 * @throws CleoError `name`, `absent`; an error of the file system
 */
export function requestAt(root: string, path: RequestPath): RequestFolder {
  for (const name of path) checkName(name);
  refuseLinks(root, join(...path));
  const link = entriesIn(join(root, ...path)).find((entry) => entry.isSymbolicLink());
  if (link !== undefined) throw linked(join(...path, link.name));
  return RequestFolder.open(join(root, ...path));
}

/** The files of a request, and behind them those that were put aside. */
export function filesOf({ path }: RequestFolder): readonly ListedFile[] {
  const inside = (...folder: readonly string[]) =>
    entriesIn(join(path, ...folder))
      .filter((entry) => entry.isFile() && (folder.length > 0 || entry.name !== STATE_FILE))
      .map(({ name }) => ({ path: [...folder, name], size: statSync(join(path, ...folder, name)).size }));
  return [...inside(), ...foldersIn(path).flatMap((folder) => inside(folder))];
}

/** What is in one of `filesOf`. @throws CleoError `absent`; TooLargeError; an error of the file system */
export function readFileOf(request: RequestFolder, file: readonly string[]): Bytes {
  const known = filesOf(request).find(
    ({ path }) => path.length === file.length && path.every((part, i) => part === file[i]),
  );
  if (known !== undefined) return new Uint8Array(readUnlinkedFile(join(request.path, ...known.path), LARGEST_FILE));
  throw new CleoError('absent', {
    en: 'this request has no such file',
    fr: "cette demande n'a pas ce fichier",
  });
}
