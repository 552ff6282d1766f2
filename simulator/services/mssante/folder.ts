/** A folder of a mailbox: messages as they came, numbered for ever. Source: RFC 9051, 2.3.1 (unique identifiers), 2.3.2 (flags). */
import { EventEmitter } from 'node:events';
import type { Bytes } from '#iso7816/bytes.ts';

export interface StoredMessage {
  /** Never another message's in this folder. */
  readonly uid: number;
  /** `\Seen`, `\Answered`, `\Flagged`, `\Deleted`, `\Draft`, and keywords. */
  readonly flags: ReadonlySet<string>;
  readonly internalDate: Date;
  /** The message as it came. */
  readonly raw: Bytes;
}

/** What happened in a folder, by whomever. */
export type FolderChange =
  | { readonly kind: 'appended'; readonly message: StoredMessage }
  | { readonly kind: 'flags'; readonly message: StoredMessage }
  | { readonly kind: 'expunged'; readonly uid: number };

export type FlagChange = 'set' | 'add' | 'remove';

export interface NewMessage {
  readonly raw: Bytes;
  readonly flags?: Iterable<string>;
  readonly internalDate: Date;
}

/** Counts the bytes of a mailbox, refuses what is too much, and keeps what is taken. */
export interface Account {
  /** @throws MssanteError `full`, StateError `write` */
  take(messages: readonly Bytes[]): void;
  give(bytes: number): void;
  /** The folder is not as it was. */
  changed(): void;
}

/** A folder as it was kept. */
export interface FolderContent {
  readonly uidNext: number;
  /** In the order of their numbers. */
  readonly messages: readonly StoredMessage[];
}

function changed(flags: ReadonlySet<string>, by: FlagChange, given: readonly string[]): ReadonlySet<string> {
  if (by === 'set') return new Set(given);
  if (by === 'add') return new Set([...flags, ...given]);
  return new Set([...flags].filter((flag) => !given.includes(flag)));
}

const NOTHING: FolderContent = { uidNext: 1, messages: [] };

export class Folder {
  name: string;
  readonly uidValidity: number;
  readonly #account: Account;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #messages = new Map<number, StoredMessage>();
  #uidNext: number;

  /** Empty, or as it was. */
  constructor(name: string, uidValidity: number, account: Account, { uidNext, messages }: FolderContent = NOTHING) {
    this.name = name;
    this.uidValidity = uidValidity;
    this.#account = account;
    this.#uidNext = uidNext;
    for (const message of messages) this.#messages.set(message.uid, message);
  }

  get uidNext(): number {
    return this.#uidNext;
  }

  /** In the order of their numbers. */
  messages(): readonly StoredMessage[] {
    return [...this.#messages.values()];
  }

  message(uid: number): StoredMessage | undefined {
    return this.#messages.get(uid);
  }

  /** All of them or none. @throws MssanteError `full`, StateError `write` */
  append(...given: readonly NewMessage[]): readonly StoredMessage[] {
    this.#account.take(given.map(({ raw }) => raw));
    return given.map(({ raw, flags = [], internalDate }) => {
      const message: StoredMessage = { uid: this.#uidNext++, flags: new Set(flags), internalDate, raw };
      this.#messages.set(message.uid, message);
      this.#tell({ kind: 'appended', message });
      return message;
    });
  }

  /** The messages as they are now; those that are gone are left out. */
  changeFlags(uids: readonly number[], by: FlagChange, flags: readonly string[]): readonly StoredMessage[] {
    return this.#found(uids).map((old) => {
      const message = { ...old, flags: changed(old.flags, by, flags) };
      this.#messages.set(message.uid, message);
      this.#tell({ kind: 'flags', message });
      return message;
    });
  }

  /** Copies, or moves, into another folder: both numbers of each, or nothing at all. @throws MssanteError `full`, StateError `write` */
  copyTo(target: Folder, uids: readonly number[]): readonly (readonly [from: number, to: number])[] {
    const found = this.#found(uids);
    const copies = target.append(...found);
    return found.map(({ uid }, index) => [uid, copies[index]?.uid ?? 0] as const);
  }

  /** Takes those out for good; returns which were there. */
  remove(uids: readonly number[]): readonly number[] {
    return this.#found(uids).map(({ uid, raw }) => {
      this.#messages.delete(uid);
      this.#account.give(raw.length);
      this.#tell({ kind: 'expunged', uid });
      return uid;
    });
  }

  /** Takes out what is marked `\Deleted`, among those numbers where some are given. */
  expunge(among?: ReadonlySet<number>): readonly number[] {
    const marked = this.messages().filter(
      ({ uid, flags }) => flags.has('\\Deleted') && (among === undefined || among.has(uid)),
    );
    return this.remove(marked.map(({ uid }) => uid));
  }

  /** Returns what ends it. */
  watch(told: (change: FolderChange) => void): () => void {
    this.#changes.on('change', told);
    return () => this.#changes.off('change', told);
  }

  #found(uids: readonly number[]): StoredMessage[] {
    return uids.flatMap((uid) => this.#messages.get(uid) ?? []);
  }

  /** It is to be kept first: who watches may tell somebody. */
  #tell(change: FolderChange): void {
    this.#account.changed();
    this.#changes.emit('change', change);
  }
}
