/**
 * One request in its folder: `<Dossiers>/<folder>/<request>`, with its state, its key and what came of it.
 *
 * Only the owner reads these files: a private key and passwords stand in them. Each is written as a whole or not at all; the state is
 * the last one written at each step, so that a step that failed is still to be done.
 *
 * Source: reference/documents.md L14, L16; names of the files but the results', and the form of the state: simulation.
 */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseJson } from '#common/parse-json.ts';
import { writeAtomically } from '#files/atomic-file.ts';
import { hasErrorCode } from '#files/error-code.ts';
import { exclusively } from '#files/exclusively.ts';
import { makeFolder, removeFolderAtomically } from '#files/folder.ts';
import { readRegularFile } from '#files/regular-file.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { CleoError } from './cleo-error.ts';
import { type RequestForm, SERVER_KINDS, type ServerKind } from './form.ts';
import { checkName, defaultName } from './names.ts';

/** `created`, then a key, then a request that was issued, then its certificate. */
const STEPS = ['created', 'initialised', 'issued', 'completed'] as const;
export type RequestStep = (typeof STEPS)[number];

export interface RequestState {
  readonly format: 'cps-sim-cleo/1';
  readonly kind: ServerKind;
  readonly step: RequestStep;
  readonly keyHasPassword?: boolean;
  /** As it was issued. */
  readonly form?: RequestForm;
  /** Message-IDs of the mails it was sent with. */
  readonly messageIds?: readonly string[];
}

export const STATE_FILE = 'demande.json';
export const LARGEST_FILE = 1_000_000;
const FOLDER_MODE = 0o700;

function parseState(path: string, text: string): RequestState {
  let state: Partial<RequestState> | undefined;
  try {
    state = parseJson(text) as Partial<RequestState>;
  } catch {
    // What is no JSON is no state either.
  }
  const known = state?.format === 'cps-sim-cleo/1' && SERVER_KINDS.some((kind) => kind === state.kind);
  if (known && STEPS.some((step) => step === state?.step)) return state as RequestState;
  throw new CleoError('absent', {
    en: `${path}: no state of a request of this version; make a new request`,
    fr: `${path} : pas d'état de demande de cette version ; faites une nouvelle demande`,
  });
}

export class RequestFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /**
   * A new request in a folder of that name, which is made when it is not there.
   * @param root the folder of all folders (menu Dossiers)
   * @throws CleoError `name`, `exists`; an error of the file system
   */
  static create(
    root: string,
    kind: ServerKind,
    { folder, name }: { folder?: string; name?: string } = {},
  ): RequestFolder {
    for (const given of [folder, name]) if (given !== undefined) checkName(given);
    makeFolder(root);
    const parent = join(root, folder ?? defaultName(root, 'Dossier'));
    makeFolder(parent);
    return RequestFolder.createAt(join(parent, name ?? defaultName(parent, 'Demande')), kind);
  }

  /** @throws CleoError `exists`; an error of the file system */
  static createAt(path: string, kind: ServerKind): RequestFolder {
    try {
      mkdirSync(path, { mode: FOLDER_MODE });
    } catch (error) {
      if (!hasErrorCode(error, 'EEXIST')) throw error;
      throw new CleoError('exists', {
        en: `${path} is there already: give another name, or delete the request first`,
        fr: `${path} existe déjà : donnez un autre nom, ou supprimez d'abord la demande`,
      });
    }
    const folder = new RequestFolder(path);
    folder.enter({ format: 'cps-sim-cleo/1', kind, step: 'created' });
    return folder;
  }

  /** Whatever is there. */
  static at(path: string): RequestFolder {
    return new RequestFolder(path);
  }

  /** @throws CleoError `absent` when there is no request; an error of the file system */
  static open(path: string): RequestFolder {
    const folder = new RequestFolder(path);
    folder.state;
    return folder;
  }

  get name(): string {
    return basename(this.path);
  }

  get state(): RequestState {
    const path = join(this.path, STATE_FILE);
    try {
      return parseState(path, readRegularFile(path, LARGEST_FILE).toString('utf8'));
    } catch (error) {
      if (!hasErrorCode(error, 'ENOENT', 'ENOTDIR')) throw error;
      throw new CleoError('absent', {
        en: `${this.path}: no request there; create one first`,
        fr: `${this.path} : aucune demande ; créez-en une d'abord`,
      });
    }
  }

  enter(state: RequestState): void {
    writeAtomically(join(this.path, STATE_FILE), `${JSON.stringify(state, undefined, 2)}\n`);
  }

  /** Of a file of this request: its name and that extension. */
  file(extension: string): string {
    return join(this.path, `${this.name}.${extension}`);
  }

  read(extension: string): Bytes {
    return new Uint8Array(readRegularFile(this.file(extension), LARGEST_FILE));
  }

  write(extension: string, content: string | Bytes): string {
    writeAtomically(this.file(extension), content);
    return this.file(extension);
  }

  /** `work` while nobody else works on this request. @throws BusyError */
  alone<T>(work: () => T | Promise<T>): Promise<T> {
    return exclusively(`${this.path}.lock`, work);
  }

  /**
   * Moves files of this folder that stand in the way of new ones into a sub-folder of their own.
   * @param stamp what it is called: `2026-01-31 12.00.00`
   */
  putAside(files: readonly string[], stamp: string): void {
    const there = files.filter((file) => existsSync(file) && dirname(file) === this.path);
    if (there.length === 0) return;
    let aside = join(this.path, stamp);
    for (let number = 2; existsSync(aside); number++) aside = join(this.path, `${stamp} (${number})`);
    mkdirSync(aside, { mode: FOLDER_MODE });
    for (const file of there) renameSync(file, join(aside, basename(file)));
  }

  /** Deletes the request with all that is in its folder. */
  delete(): void {
    removeFolderAtomically(this.path);
  }
}
