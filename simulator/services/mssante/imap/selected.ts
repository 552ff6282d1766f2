/** A folder as one session sees it: its numbers only change when the session is told. Source: RFC 9051, 2.3.1.2 and 7. */
import type { Folder, FolderChange, StoredMessage } from '../folder.ts';
import type { Range } from './cursor.ts';
import { bad } from './imap-error.ts';
import { inSet, type Numbers } from './search.ts';

export class Selected {
  readonly folder: Folder;
  readonly readOnly: boolean;
  /** Flags that this session changes in silence. */
  silent = false;
  readonly #stop: () => void;
  readonly #noticed: () => void;
  #uids: number[];
  #pending: FolderChange[] = [];

  /** @param noticed something is to be told */
  constructor(folder: Folder, readOnly: boolean, noticed: () => void) {
    this.folder = folder;
    this.readOnly = readOnly;
    this.#noticed = noticed;
    this.#uids = folder.messages().map(({ uid }) => uid);
    this.#stop = folder.watch((change) => this.#happened(change));
  }

  get size(): number {
    return this.#uids.length;
  }

  get numbers(): Numbers {
    return { lastSequence: this.#uids.length, lastUid: this.#uids.at(-1) ?? 0 };
  }

  close(): void {
    this.#stop();
  }

  /** Source: RFC 9051, 9 (seq-number). @throws ImapError BAD when a message of these sequence numbers is not there */
  requireNumbers(ranges: readonly Range[]): void {
    const highest = Math.max(...ranges.flat().map((number) => number ?? 1));
    if (highest > this.size) throw bad(`no message ${highest}: the folder has ${this.size}`);
  }

  /** Messages of that set that are still there, by their number here. */
  found(ranges: readonly Range[], byUid: boolean): { readonly sequence: number; readonly message: StoredMessage }[] {
    const { lastSequence, lastUid } = this.numbers;
    return this.#uids.flatMap((uid, index) => {
      const wanted = byUid ? inSet(ranges, uid, lastUid) : inSet(ranges, index + 1, lastSequence);
      const message = wanted ? this.folder.message(uid) : undefined;
      return message === undefined ? [] : [{ sequence: index + 1, message }];
    });
  }

  /** What has happened since, as untagged answers; numbers only move where they may. */
  news(mayExpunge: boolean): string[] {
    const told: string[] = [];
    const kept: FolderChange[] = [];
    for (const change of this.#pending) {
      if (change.kind === 'expunged' && !mayExpunge) kept.push(change);
      else told.push(...this.#answer(change));
    }
    this.#pending = kept;
    return told;
  }

  #answer(change: FolderChange): string[] {
    if (change.kind === 'appended') {
      this.#uids.push(change.message.uid);
      return [`* ${this.#uids.length} EXISTS`];
    }
    const uid = change.kind === 'expunged' ? change.uid : change.message.uid;
    const index = this.#uids.indexOf(uid);
    if (index < 0) return [];
    if (change.kind === 'flags')
      return [`* ${index + 1} FETCH (UID ${uid} FLAGS (${[...change.message.flags].join(' ')}))`];
    this.#uids.splice(index, 1);
    return [`* ${index + 1} EXPUNGE`];
  }

  #happened(change: FolderChange): void {
    if (change.kind === 'flags' && this.silent) return;
    this.#pending.push(change);
    this.#noticed();
  }
}
