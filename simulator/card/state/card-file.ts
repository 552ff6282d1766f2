/**
 * A card in a file: it survives restarts, and no crash gives a spent try back.
 *
 * `commit` returns when the new file is on the disk: written beside the old one, synced, renamed, the directory synced.
 */

import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { followedBy, type Text } from '#common/language.ts';
import { own } from '#common/own.ts';
import { parseJson } from '#common/parse-json.ts';
import { fileErrorText, noFolder } from '#files/file-error.ts';
import { FileKindError } from '#files/file-kind-error.ts';
import { ForeignFileError } from '#files/foreign-file-error.ts';
import { hasErrorCode, throughLinks, writeAtomically } from '#files/index.ts';
import { isThere } from '#files/is-there.ts';
import { type OutputKind, refuseForeignFile } from '#files/overwritable.ts';
import { isOtherKind } from '#files/own-kind.ts';
import { readRegularFile, refuseOtherKinds } from '#files/regular-file.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import { describeIssue, describeJsonError, issueText, sayWhatIsKnown } from '../../data/describe-issue.ts';
import { textOf } from '../../data/json-file.ts';
import type { Profile } from '../profile/schema.ts';
import { CardFileError } from './card-file-error.ts';
import { type CardFileContent, cardFileSchema, cardFileText, exportKeys, referenceDataOf } from './card-file-schema.ts';
import { CardInUseError, lockCard } from './card-lock.ts';
import { withChange } from './memory-store.ts';
import type { CardState, CardStore, StateChange } from './store.ts';

/** Of any version, a damaged one too. */
export const CARD_FILE: OutputKind = {
  name: { en: 'a card file', fr: 'un fichier de carte' },
  beginning: /^\s*\{\s*"format"\s*:\s*"cps-sim-card\//,
};

/** The card of which every file is full has a fifth of it. */
const LARGEST = 8_000_000;

const NO_SUCH_FILE: Text = {
  en: 'no such file or directory (cps-sim card create makes a card file)',
  fr: "ce fichier n'existe pas (cps-sim card create fait un fichier de carte)",
};

const IS_A_FOLDER: Text = {
  en: 'is a directory, expected a card file',
  fr: 'est un dossier, attendu : un fichier de carte',
};

const SYSTEM_REASONS: Readonly<Record<string, Text>> = {
  ENOENT: NO_SUCH_FILE,
  EACCES: {
    en: 'not allowed; expected a file that this user may read and write',
    fr: 'accès refusé, attendu : un fichier que cet utilisateur peut lire et écrire',
  },
  EISDIR: IS_A_FOLDER,
};

const READ_ONLY = ['EACCES', 'EPERM', 'EROFS'];
/** A card remembers what happens to it: its file and its lock must be written. */
const USE_A_COPY: Text = {
  en: 'use a copy of the card, or play it from memory: --card FILE,volatile (plug FILE,volatile)',
  fr: 'prenez une copie de la carte, ou jouez-la en mémoire : --card FICHIER,volatile (plug FICHIER,volatile)',
};
const IS_READ_ONLY: Text = { en: 'is read-only', fr: 'est en lecture seule' };
const NO_FILE_THERE: Text = { en: 'no file can be made there', fr: 'aucun fichier ne peut y être fait' };
const AS_BEFORE: Text = { en: 'the card is as before', fr: 'la carte est comme avant' };

function systemReason(error: unknown): Text {
  if (error instanceof FileKindError)
    return {
      en: `is ${error.kind.en}, expected a card file`,
      fr: `est ${error.kind.fr}, attendu : un fichier de carte`,
    };
  if (error instanceof TooLargeError)
    return { en: `${error.why.en}; expected a card file`, fr: `${error.why.fr}, attendu : un fichier de carte` };
  return own(SYSTEM_REASONS, (error as NodeJS.ErrnoException).code ?? '') ?? fileErrorText(error);
}

const EXISTS: Text = {
  en: 'exists already, expected a new file; --force overwrites the card in it',
  fr: 'existe déjà, attendu : un nouveau fichier ; --force écrase la carte qui y est',
};
const NOT_OPEN: Text = {
  en: 'closed or read-only, the card cannot change',
  fr: 'fermée ou en lecture seule, la carte ne peut changer',
};
const LEFT: Text = { en: 'the file is left as it is', fr: 'le fichier est laissé tel quel' };

function about(path: string, what: Text): Text {
  return { en: `${path}: ${what.en}`, fr: `${path} : ${what.fr}` };
}

function readContent(path: string): CardFileContent {
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(path, LARGEST);
  } catch (cause) {
    throw new CardFileError(about(path, systemReason(cause)), { cause });
  }
  const text = textOf(bytes, path, (message) => new CardFileError(message));
  const other = isOtherKind(text, 'cardFile');
  if (other !== undefined) throw new CardFileError(about(path, other));
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (error) {
    const reason = describeJsonError(error, text);
    throw new CardFileError({
      en: `${path}: not JSON (${reason.en}); it is cut or was edited by hand, and is left as it is`,
      fr: `${path} : fichier coupé ou modifié à la main (${reason.fr}), il est laissé tel quel`,
    });
  }
  const parsed = cardFileSchema.safeParse(json, { error: sayWhatIsKnown });
  if (!parsed.success) {
    throw new CardFileError(followedBy(issueText(path, describeIssue(parsed.error, json)), LEFT));
  }
  const { profile, seed, contents, keys } = parsed.data;
  return { profile, seed, contents, keys, referenceData: referenceDataOf(parsed.data) };
}

/** `lockCard`, whose failures of the file system become sentences. */
function lock(path: string): () => void {
  try {
    return lockCard(path);
  } catch (cause) {
    if (cause instanceof CardInUseError) throw cause;
    if (!existsSync(dirname(path))) throw new CardFileError(about(path, noFolder(dirname(path))), { cause });
    if (hasErrorCode(cause, ...READ_ONLY))
      throw new CardFileError(about(dirname(path), followedBy(NO_FILE_THERE, USE_A_COPY)), { cause });
    throw new CardFileError(about(`${path}.lock`, systemReason(cause)), { cause });
  }
}

/** The file behind all links, which need not be there yet. @throws CardFileError when what is there is no file */
function realFile(path: string): string {
  try {
    const real = throughLinks(path);
    refuseOtherKinds(real);
    return real;
  } catch (cause) {
    throw new CardFileError(about(path, systemReason(cause)), { cause });
  }
}

/** Nothing, an empty file or a card. @throws ForeignFileError, CardFileError */
function refuseOtherFile(path: string, real: string): void {
  try {
    refuseForeignFile(real, CARD_FILE);
  } catch (cause) {
    if (cause instanceof ForeignFileError) throw cause;
    throw new CardFileError(about(path, systemReason(cause)), { cause });
  }
}

/** The file that a new card is going to be. @throws ForeignFileError, CardFileError */
function newFile(path: string, overwrite: boolean): string {
  // A directory or a device is no card that --force would overwrite.
  const real = realFile(path);
  refuseOtherFile(path, real);
  if (isThere(path) && !overwrite) throw new CardFileError(about(path, EXISTS));
  return real;
}

/** Whatever the rights of this user are: a file that nobody may write is not replaced by a changed one. */
function isReadOnly(path: string): boolean {
  if ((statSync(path).mode & 0o222) === 0) return true;
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    return hasErrorCode(error, ...READ_ONLY);
  }
}

/** What a program that was killed has left of a card: its keys stand in it. */
function sweepDraft(path: string): void {
  try {
    rmSync(draftOf(path), { force: true });
  } catch {
    // Whoever commits is told.
  }
}

/** Whoever writes has the lock: what a crash left of a draft goes with the next one. */
function draftOf(path: string): string {
  return `${path}.tmp`;
}

export interface NewCard {
  readonly profile: Profile;
  readonly seed: number;
  readonly state: CardState;
}

export class CardFile implements CardStore {
  readonly path: string;
  readonly profile: Profile;
  readonly seed: number;
  /** Keys never change: their text is made once. */
  readonly #keys: Readonly<Record<string, string>>;
  #state: CardState;
  #unlock: (() => void) | undefined;

  private constructor(path: string, content: CardFileContent, unlock: (() => void) | undefined) {
    this.path = path;
    this.profile = content.profile;
    this.seed = content.seed;
    this.#keys = exportKeys(content.keys);
    this.#state = { contents: content.contents, keys: content.keys, referenceData: content.referenceData };
    this.#unlock = unlock;
  }

  /**
   * What `create` would refuse, before anybody makes a card for it.
   * @throws as `create`
   */
  static checkNew(path: string, { overwrite = false } = {}): void {
    lock(newFile(path, overwrite))();
  }

  /**
   * Writes a new card file; through a link the file that it names, as `open` does.
   * @throws CardFileError when it exists and `overwrite` is not set, or cannot be written
   * @throws ForeignFileError when what is there is no card, with `overwrite` too
   * @throws CardInUseError when the card to overwrite is in a reader
   */
  static create(path: string, { profile, seed, state }: NewCard, { overwrite = false } = {}): void {
    const real = newFile(path, overwrite);
    const unlock = lock(real);
    try {
      writeAtomically(real, cardFileText({ profile, seed, ...state }, exportKeys(state.keys)), {
        draft: draftOf(real),
      });
    } catch (cause) {
      throw new CardFileError(about(path, systemReason(cause)), { cause });
    } finally {
      unlock();
    }
  }

  /**
   * Takes the card for one reader, until `close`.
   * @throws CardFileError when it is no card file, or a read-only one; it is left as it is
   * @throws CardInUseError when it is in another reader
   */
  static open(path: string): CardFile {
    const real = realFile(path);
    if (!existsSync(real)) throw new CardFileError(about(path, NO_SUCH_FILE));
    if (isReadOnly(real)) throw new CardFileError(about(path, followedBy(IS_READ_ONLY, USE_A_COPY)));
    const unlock = lock(real);
    try {
      sweepDraft(real);
      return new CardFile(real, readContent(real), unlock);
    } catch (error) {
      unlock();
      throw error;
    }
  }

  /**
   * Looks at the card, even while it is in a reader; `commit` is refused.
   * @throws CardFileError when it is no card file
   */
  static openReadOnly(path: string): CardFile {
    return new CardFile(path, readContent(path), undefined);
  }

  get state(): CardState {
    return this.#state;
  }

  /** @throws CardFileError when it cannot be stored (the state is as before) or the card is not open for writing */
  commit(change: StateChange): void {
    if (this.#unlock === undefined) throw new CardFileError(about(this.path, NOT_OPEN));
    const state = withChange(this.#state, change);
    const text = cardFileText({ profile: this.profile, seed: this.seed, ...state }, this.#keys);
    try {
      writeAtomically(this.path, text, { draft: draftOf(this.path) });
    } catch (cause) {
      throw new CardFileError(about(this.path, followedBy(systemReason(cause), AS_BEFORE)), { cause });
    }
    this.#state = state;
  }

  /** Gives the card back; further commits are refused. */
  close(): void {
    this.#unlock?.();
    this.#unlock = undefined;
  }
}
