/** The mailboxes of an operator: one for each holder. Each act is done or refused as a whole. */
import { EventEmitter } from 'node:events';
import type { Clock } from '#common/clock.ts';
import { type KeptPart, NOT_KEPT } from '#common/kept-part.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { KeptFiles } from '../state/memory.ts';
import type { Addresses, BoxHolder } from './addresses.ts';
import type { StoredMessage } from './folder.ts';
import { type BoxGround, HolderBox } from './holder-box.ts';
import { MessageFiles } from './message-files.ts';
import { MssanteError } from './mssante-error.ts';
import type { MssanteState } from './state.ts';

/** A message that somebody has received. */
export interface Delivered {
  readonly box: HolderBox;
  readonly message: StoredMessage;
}

/** Where mailboxes are kept. */
interface KeptStore {
  readonly kept: KeptPart<MssanteState>;
  readonly files: KeptFiles | undefined;
}

const NOTHING_KEPT: KeptStore = { kept: NOT_KEPT, files: undefined };
/** Of 32 bits. */
const LARGEST_NUMBER = 0xffffffff;

export class MailStore {
  readonly #addresses: Addresses;
  readonly #files: MessageFiles;
  readonly #ground: BoxGround;
  readonly #boxes = new Map<string, HolderBox>();
  readonly #events = new EventEmitter().setMaxListeners(0);
  #uidValidity: number;

  /** With the mailboxes that are kept. @throws StateError `damaged` */
  constructor(addresses: Addresses, clock: Clock, { kept, files }: KeptStore = NOTHING_KEPT) {
    this.#addresses = addresses;
    this.#files = new MessageFiles(files, kept.last?.file);
    this.#uidValidity = kept.last?.uidValidity ?? 0;
    this.#ground = {
      ...{ clock, files: this.#files, nextUidValidity: () => this.#nextUidValidity(clock) },
      changed: () => kept.changed(),
      removed: () => this.#keepFiles(),
    };
    this.#enterAgain(kept.last?.people ?? []);
    kept.keep(() => this.#state());
    this.#keepFiles();
  }

  #enterAgain(people: MssanteState['people']): void {
    const read = this.#files.reader();
    for (const { address, box, ...holder } of people)
      if (box !== undefined)
        this.#boxes.set(address, new HolderBox(holder, address, this.#ground, { state: box, read }));
  }

  #state(): MssanteState {
    const people = this.#addresses.all().map(([address, holder]) => {
      const box = this.#boxes.get(address)?.state;
      return { address, ...holder, ...(box !== undefined && { box }) };
    });
    return { uidValidity: this.#uidValidity, file: this.#files.last, people };
  }

  #keepFiles(): void {
    const folders = () => this.boxes().flatMap((box) => box.folders());
    this.#files.keepOnly(() => folders().flatMap((folder) => folder.messages().map(({ raw }) => raw)));
  }

  /**
   * Never one of before: who was here at another start, or before a reset, does not take new messages for those it has read. Where
   * nothing is kept the calendar sees to that. Source: RFC 9051, 2.3.1.1.
   */
  #nextUidValidity(clock: Clock): number {
    const seconds = Math.floor(clock.date().getTime() / 1000);
    this.#uidValidity = Math.max(this.#uidValidity + 1, seconds > LARGEST_NUMBER ? 0 : seconds);
    return this.#uidValidity;
  }

  /** The mailbox of that holder, made when it was not there. */
  boxOf(holder: BoxHolder): HolderBox {
    const address = this.#addresses.of(holder);
    const known = this.#boxes.get(address);
    if (known !== undefined) return known;
    const box = new HolderBox(holder, address, this.#ground);
    this.#boxes.set(address, box);
    return box;
  }

  /** The mailbox of that address, in any case; undefined when it is nobody's. */
  boxAt(address: string): HolderBox | undefined {
    const holder = this.#addresses.holderAt(address);
    return holder && this.boxOf(holder);
  }

  /** Those that were opened or have received something. */
  boxes(): readonly HolderBox[] {
    return [...this.#boxes.values()];
  }

  /**
   * Puts a message into the INBOX of each receiver, or of none.
   * @throws MssanteError `noReceiver`, `tooLarge`, `full`; StateError `write`
   */
  deliver(raw: Bytes, to: readonly string[]): readonly Delivered[] {
    const boxes = [...new Set(to.map((address) => this.#receiver(address)))];
    const done: Delivered[] = [];
    try {
      for (const box of boxes) done.push({ box, message: box.append('INBOX', raw) });
    } catch (error) {
      for (const { box, message } of done) box.folder('INBOX').remove([message.uid]);
      throw error;
    }
    for (const one of done) this.#events.emit('delivered', one);
    return done;
  }

  /** Returns what ends it. */
  watch(told: (delivered: Delivered) => void): () => void {
    this.#events.on('delivered', told);
    return () => this.#events.off('delivered', told);
  }

  /** All mail is gone; who is connected finds nothing more, and may go on. */
  clear(): void {
    for (const box of this.#boxes.values()) box.clear();
  }

  #receiver(address: string): HolderBox {
    const box = this.boxAt(address);
    if (box !== undefined) return box;
    const shown = address.slice(0, 254);
    throw new MssanteError('noReceiver', {
      en: `nobody has the address ${shown}`,
      fr: `personne n'a l'adresse ${shown}`,
    });
  }
}
