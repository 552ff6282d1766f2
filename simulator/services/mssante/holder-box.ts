/** The mailbox of one holder: its folders, and how much may be in them. Each act is done or refused as a whole. Limits: simulation. */
import type { Clock } from '#common/clock.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { BoxHolder } from './addresses.ts';
import { type Account, Folder, type StoredMessage } from './folder.ts';
import type { MessageFiles } from './message-files.ts';
import { MssanteError } from './mssante-error.ts';
import type { BoxState, FolderState } from './state.ts';

export const LIMITS = {
  /** Bytes of one message. */
  message: 10_485_760,
  /** Bytes of one mailbox, and messages there. */
  box: 268_435_456,
  messages: 20_000,
  folders: 200,
  folderName: 200,
} as const;

/** Those that every mailbox has, with their use. Source: RFC 6154, 2. */
export const FIRST_FOLDERS: Readonly<Record<string, string | undefined>> = {
  INBOX: undefined,
  Sent: '\\Sent',
  Drafts: '\\Drafts',
  Trash: '\\Trash',
};
/** Between the parts of a folder's name. */
export const DELIMITER = '/';

function refused(reason: 'noFolder' | 'folderExists' | 'folderName' | 'full' | 'tooLarge', en: string, fr: string) {
  return new MssanteError(reason, { en, fr });
}

function checkName(name: string): void {
  const parts = name.split(DELIMITER);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const unfit = name.length > LIMITS.folderName || parts.includes('') || /[\x00-\x1f\x7f*%]/.test(name);
  if (!unfit) return;
  const most = LIMITS.folderName;
  throw refused(
    'folderName',
    `name of a folder: at most ${most} characters, no control characters, no * or %, no empty part between two ${DELIMITER}`,
    `nom de dossier : au plus ${most} caractères, ni caractère de contrôle, ni * ni %, ni partie vide entre deux ${DELIMITER}`,
  );
}

/** INBOX is written in any case. Source: RFC 9051, 5.1. */
function canonical(name: string): string {
  return /^inbox$/i.test(name) ? 'INBOX' : name;
}

/** What the mailboxes of an operator share. */
export interface BoxGround {
  readonly clock: Clock;
  readonly files: MessageFiles;
  /** One that no folder has had. */
  readonly nextUidValidity: () => number;
  /** Something is not as it was, and some messages may be nowhere any more. */
  readonly changed: () => void;
  readonly removed: () => void;
}

/** A mailbox as it was kept, and what reads the file of that number. */
export interface KeptBox {
  readonly state: BoxState;
  readonly read: (file: number) => Bytes;
}

/** The mailbox of one holder. */
export class HolderBox {
  readonly holder: BoxHolder;
  readonly address: string;
  readonly #ground: BoxGround;
  readonly #folders = new Map<string, Folder>();
  readonly #subscribed = new Set<string>();
  #bytes = 0;
  #count = 0;
  readonly #account: Account = {
    take: (messages) => this.#take(messages),
    give: (bytes) => {
      this.#bytes -= bytes;
      this.#count--;
      this.#ground.removed();
    },
    changed: () => this.#ground.changed(),
  };

  /** New, or as it was. @throws StateError `damaged` */
  constructor(holder: BoxHolder, address: string, ground: BoxGround, kept?: KeptBox) {
    this.holder = holder;
    this.address = address;
    this.#ground = ground;
    if (kept === undefined) {
      this.#begin();
      return;
    }
    for (const folder of kept.state.folders) this.#enterAgain(folder, kept.read);
    for (const name of kept.state.subscribed) this.#subscribed.add(name);
    if (!this.has('INBOX')) this.#make('INBOX');
  }

  #begin(): void {
    for (const name of Object.keys(FIRST_FOLDERS)) {
      this.#make(name);
      this.#subscribed.add(name);
    }
  }

  /** As it was at first; its folders are others than before, for who is connected too. */
  clear(): void {
    for (const folder of this.folders()) folder.remove(folder.messages().map(({ uid }) => uid));
    this.#folders.clear();
    this.#subscribed.clear();
    this.#begin();
  }

  #enterAgain({ name, uidValidity, uidNext, messages }: FolderState, read: KeptBox['read']): void {
    const found = messages.map(({ file, flags, ...one }) => ({ ...one, flags: new Set(flags), raw: read(file) }));
    for (const { raw } of found) this.#bytes += raw.length;
    this.#count += found.length;
    this.#folders.set(name, new Folder(name, uidValidity, this.#account, { uidNext, messages: found }));
  }

  /** To be kept. */
  get state(): BoxState {
    const { files } = this.#ground;
    return { folders: this.folders().map((folder) => folderState(folder, files)), subscribed: [...this.#subscribed] };
  }

  folders(): readonly Folder[] {
    return [...this.#folders.values()];
  }

  /** @throws MssanteError `noFolder` */
  folder(name: string): Folder {
    const found = this.#folders.get(canonical(name));
    if (found !== undefined) return found;
    const shown = name.slice(0, LIMITS.folderName);
    throw refused('noFolder', `no folder '${shown}'`, `pas de dossier « ${shown} »`);
  }

  has(name: string): boolean {
    return this.#folders.has(canonical(name));
  }

  /** With those above it that are not there. @throws MssanteError `folderExists`, `folderName`, `full` */
  create(name: string): Folder {
    checkName(name);
    if (this.has(name))
      throw refused('folderExists', `there is a folder '${name}'`, `il y a déjà un dossier « ${name} »`);
    const parts = name.split(DELIMITER);
    const missing = parts.map((_, i) => parts.slice(0, i + 1).join(DELIMITER)).filter((path) => !this.has(path));
    if (this.#folders.size + missing.length > LIMITS.folders)
      throw refused('full', `more than ${LIMITS.folders} folders`, `plus de ${LIMITS.folders} dossiers`);
    for (const path of missing) this.#make(path);
    return this.folder(name);
  }

  /** With all that is in it. @throws MssanteError `noFolder`; `folderName` for INBOX and for one that has others in it */
  delete(name: string): void {
    const folder = this.folder(name);
    const inside = this.folders().some((one) => one.name.startsWith(folder.name + DELIMITER));
    if (folder.name === 'INBOX' || inside)
      throw refused(
        'folderName',
        `'${folder.name}' stays: it is INBOX, or has folders in it`,
        `« ${folder.name} » reste : c'est INBOX, ou il contient des dossiers`,
      );
    folder.remove(folder.messages().map(({ uid }) => uid));
    this.#folders.delete(folder.name);
    this.#subscribed.delete(folder.name);
    this.#ground.changed();
  }

  /** With those that are in it. @throws MssanteError `noFolder`, `folderExists`, `folderName` */
  rename(from: string, to: string): void {
    const { name } = this.folder(from);
    checkName(to);
    const inside = this.folders().filter((one) => one.name === name || one.name.startsWith(name + DELIMITER));
    const renamed = inside.map((one) => [one, to + one.name.slice(name.length)] as const);
    const taken = name === 'INBOX' ? name : renamed.map(([, next]) => next).find((next) => this.has(next));
    if (taken !== undefined || to.startsWith(name + DELIMITER))
      throw refused(
        'folderExists',
        `'${taken ?? to}' is there, or is INBOX`,
        `« ${taken ?? to} » est déjà là, ou est INBOX`,
      );
    for (const [, next] of renamed) checkName(next);
    for (const [one] of renamed) this.#folders.delete(one.name);
    for (const [one, next] of renamed) {
      one.name = next;
      this.#folders.set(next, one);
    }
    this.#ground.changed();
  }

  subscribe(name: string, wanted: boolean): void {
    if (wanted) this.#subscribed.add(this.folder(name).name);
    else this.#subscribed.delete(canonical(name));
    this.#ground.changed();
  }

  isSubscribed(name: string): boolean {
    return this.#subscribed.has(name);
  }

  /** @throws MssanteError `noFolder`, `tooLarge`, `full`; StateError `write` */
  append(
    folder: string,
    raw: Bytes,
    flags: Iterable<string> = [],
    internalDate = this.#ground.clock.date(),
  ): StoredMessage {
    return this.folder(folder).append({ raw, flags, internalDate })[0] as StoredMessage;
  }

  #make(name: string): void {
    this.#folders.set(name, new Folder(name, this.#ground.nextUidValidity(), this.#account));
    this.#ground.changed();
  }

  #take(messages: readonly Bytes[]): void {
    const most = LIMITS.message;
    const large = messages.find(({ length }) => length > most);
    if (large !== undefined)
      throw refused(
        'tooLarge',
        `a message of ${large.length} bytes, at most ${most}`,
        `un message de ${large.length} octets, au plus ${most}`,
      );
    const bytes = messages.reduce((sum, { length }) => sum + length, this.#bytes);
    const count = this.#count + messages.length;
    if (bytes > LIMITS.box || count > LIMITS.messages)
      throw refused(
        'full',
        `mailbox full: at most ${LIMITS.box} bytes and ${LIMITS.messages} messages`,
        `boîte pleine : au plus ${LIMITS.box} octets et ${LIMITS.messages} messages`,
      );
    this.#ground.files.keep(messages);
    this.#bytes = bytes;
    this.#count = count;
  }
}

function folderState(folder: Folder, files: MessageFiles): FolderState {
  const { name, uidValidity, uidNext } = folder;
  const messages = folder
    .messages()
    .map(({ uid, flags, internalDate, raw }) => ({ uid, flags: [...flags], internalDate, file: files.numberOf(raw) }));
  return { name, uidValidity, uidNext, messages };
}
