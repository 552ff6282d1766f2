/** Mails that wait for their readers, and those who wait for mails. */
import { EventEmitter, once } from 'node:events';
import type { Clock } from '#common/clock.ts';
import type { KeptPart } from '#common/kept-part.ts';
import { Turn } from '#common/turn.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { ended, ServiceError } from '../service-error.ts';
import { mailFileName } from '../state/fields.ts';
import { type KeptFiles, type Memory, NO_MEMORY } from '../state/memory.ts';
import { type Envelope, type Mail, readMail } from './mail.ts';
import { MAILBOX_STATE, type MailboxState } from './state.ts';

/** Mails, and bytes of all of them; beyond, none is taken. */
const MOST_MAILS = 10_000;
const MOST_BYTES = 268_435_456;

export interface MailFilter {
  /** One of its receivers, in any case. */
  readonly to?: string | undefined;
  /** Words of its subject. */
  readonly subject?: string | undefined;
  /** Only those behind that number. */
  readonly after?: number | undefined;
}

function full(): ServiceError {
  return new ServiceError('mailboxFull', {
    en: `the mailbox is full, ${MOST_MAILS} mails or ${MOST_BYTES} bytes: reset it`,
    fr: `la boîte aux lettres est pleine, ${MOST_MAILS} courriers ou ${MOST_BYTES} octets : videz-la`,
  });
}

function fits(mail: Mail, { to, subject, after = 0 }: MailFilter): boolean {
  if (mail.number <= after) return false;
  if (to !== undefined && !mail.to.includes(to.toLowerCase())) return false;
  return subject === undefined || mail.subject.toLowerCase().includes(subject.toLowerCase());
}

export class PostOffice {
  readonly #clock: Clock;
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #turn = new Turn();
  #mails: readonly Mail[] = [];
  #last = 0;
  #bytes = 0;

  readonly #closed = new AbortController();

  readonly #kept: KeptPart<MailboxState>;
  readonly #files: KeptFiles | undefined;

  private constructor(clock: Clock, memory: Memory) {
    this.#clock = clock;
    this.#kept = memory.part('mailbox', MAILBOX_STATE);
    this.#files = memory.files('mails');
  }

  /** With the mails that are kept there. @throws StateError `damaged` */
  static async open(clock: Clock, memory: Memory = NO_MEMORY): Promise<PostOffice> {
    const office = new PostOffice(clock, memory);
    const { last, mails = [] } = office.#kept.last ?? { last: 0 };
    office.#last = last;
    for (const { number, receivedAt, ...envelope } of mails) {
      const raw = office.#files?.read(mailFileName(number)) ?? new Uint8Array(0);
      office.#take(await readMail(raw, envelope, number, receivedAt));
    }
    office.#kept.keep(() => ({ last: office.#last, mails: office.#mails }));
    office.#keepFiles();
    return office;
  }

  #take(mail: Mail): void {
    this.#mails = [...this.#mails, mail];
    this.#bytes += mail.raw.length;
  }

  #keepFiles(): void {
    this.#files?.keepOnly(() => this.#mails.map(({ number }) => mailFileName(number)));
  }

  /** Mails in the order in which they came. */
  mails(filter: MailFilter = {}): readonly Mail[] {
    return this.#mails.filter((mail) => fits(mail, filter));
  }

  /** @throws ServiceError `mailboxFull` */
  deliver(raw: Bytes, envelope: Envelope): Promise<Mail> {
    const receivedAt = this.#clock.date();
    return this.#turn.run(async () => {
      if (this.#mails.length >= MOST_MAILS || this.#bytes + raw.length > MOST_BYTES) throw full();
      const mail = await readMail(raw, envelope, this.#last + 1, receivedAt);
      this.#files?.write(mailFileName(mail.number), raw);
      this.#last = mail.number;
      this.#take(mail);
      this.#kept.changed();
      this.#events.emit('mail');
      return mail;
    });
  }

  /** The first mail that fits, there already or to come. @throws the signal's reason, ServiceError `closed` */
  async waitFor(filter: MailFilter, signal?: AbortSignal): Promise<Mail> {
    const ends = AbortSignal.any([this.#closed.signal, ...(signal === undefined ? [] : [signal])]);
    for (;;) {
      ends.throwIfAborted();
      const [mail] = this.mails(filter);
      if (mail !== undefined) return mail;
      await once(this.#events, 'mail', { signal: ends }).catch((error) => {
        throw ends.aborted ? ends.reason : error;
      });
    }
  }

  /** Whoever waits for a mail is told. */
  close(): void {
    this.#closed.abort(ended('mailbox'));
  }

  /** Numbers go on: a mail of before never has the number of a new one. */
  clear(): void {
    this.#mails = [];
    this.#bytes = 0;
    this.#keepFiles();
  }
}
