/** Who is written to, and when: who ordered, and every administrator who may have ordered. Source: reference/documents.md D16. */
import type { Clock } from '#common/clock.ts';
import type { Text } from '#common/language.ts';
import type { Habilitations } from './habilitations.ts';
import { type PortalMail, reminderMail } from './mails.ts';
import type { Entry } from './product.ts';
import { Reminders } from './reminders.ts';

export interface NoticeOptions {
  readonly clock: Clock;
  /** Sends a mail; it never fails. */
  readonly post: (mail: PortalMail) => Promise<void>;
  /** Where the pages are, with a slash at its end. */
  readonly address: () => string;
}

export class Notices {
  readonly #options: NoticeOptions;
  readonly #habilitations: Habilitations;
  readonly #reminders: Reminders;

  constructor(options: NoticeOptions, habilitations: Habilitations) {
    this.#options = options;
    this.#habilitations = habilitations;
    this.#reminders = new Reminders(options.clock);
  }

  /** Before the end of that certificate. */
  remind(entry: Entry): void {
    this.#reminders.set(entry.number, entry.issued.notAfter, (left) => void this.#write(entry, left));
  }

  /** That one matters no more. */
  remindNot(number: number): void {
    this.#reminders.clear(number);
  }

  stop(): void {
    this.#reminders.clearAll();
  }

  async tellAll(entry: Entry, mail: (to: string) => PortalMail): Promise<void> {
    const administrators = this.#habilitations.for(entry.terms).map((one) => one.mail);
    for (const to of new Set([entry.mail, ...administrators])) await this.#options.post(mail(to));
  }

  async #write(entry: Entry, left: Text): Promise<void> {
    await this.tellAll(entry, (to) => reminderMail(to, entry, left, this.#options.address()));
  }
}
