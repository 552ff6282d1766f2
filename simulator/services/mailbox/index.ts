/** A mail server and its one mailbox, for everybody: what services and programs of the simulation write is read there. */
import { having, members, optional, parameters, SIGNAL, TEXT, wholeNumber } from '#common/arguments.ts';
import { LOOPBACK } from '#common/loopback.ts';
import type { Listening } from '../listening/loopback.ts';
import { serveWeb } from '../listening/web.ts';
import type { Service, ServiceAddress, ServiceContext } from '../service.ts';
import { composed, type SendMailOptions } from './compose.ts';
import type { Mail } from './mail.ts';
import { mailboxApp } from './page.ts';
import { type MailFilter, PostOffice } from './post-office.ts';
import { listenForMail } from './smtp.ts';

export type { Mail } from './mail.ts';
export type { MailFilter } from './post-office.ts';

const FILTER = members({ to: optional(TEXT), subject: optional(TEXT), after: optional(wholeNumber()) });
const checkFilter = parameters('Mailbox.mails', { filter: optional(FILTER) });
const checkWait = parameters('Mailbox.waitFor', {
  filter: FILTER,
  signal: optional(SIGNAL),
});
const checkPost = parameters('Mailbox.post', { mail: having({ from: TEXT, to: TEXT, subject: optional(TEXT) }) });

export interface MailboxOptions extends Pick<ServiceContext, 'clock' | 'tell' | 'memory'> {
  readonly ports?: { readonly smtp?: number | undefined; readonly mail?: number | undefined };
}

export class Mailbox implements Service {
  readonly name = 'mailbox';
  readonly title = { en: 'mail server and mailbox', fr: 'serveur de courrier et boîte aux lettres' };
  readonly #office: PostOffice;
  readonly #tell: ServiceContext['tell'];
  readonly #smtp: Listening;
  readonly #web: Listening;

  private constructor(office: PostOffice, tell: ServiceContext['tell'], smtp: Listening, web: Listening) {
    this.#office = office;
    this.#tell = tell;
    this.#smtp = smtp;
    this.#web = web;
  }

  /** @throws ServiceError `port` */
  static async open({ clock, tell, memory, ports = {} }: MailboxOptions): Promise<Mailbox> {
    const office = await PostOffice.open(clock, memory);
    const told = ({ to }: { readonly to: readonly string[] }) =>
      tell('mailbox', 'mail', { en: `mail for ${to.join(', ')}`, fr: `courrier pour ${to.join(', ')}` });
    const smtp = await listenForMail(office, told, ports.smtp);
    const web = await serveWeb(mailboxApp(office), { port: ports.mail }).catch(async (error) => {
      await smtp.close();
      throw error;
    });
    return new Mailbox(office, tell, smtp, web);
  }

  /** Port of SMTP on loopback. */
  get smtpPort(): number {
    return this.#smtp.port;
  }

  /** Of its page. */
  get url(): string {
    return `http://${LOOPBACK}:${this.#web.port}/`;
  }

  get ports() {
    return { smtp: this.#smtp.port, mail: this.#web.port };
  }

  get addresses(): readonly ServiceAddress[] {
    return [
      { what: { en: 'mailbox', fr: 'boîte aux lettres' }, url: this.url },
      { what: { en: 'mail', fr: 'courrier' }, url: `smtp://${LOOPBACK}:${this.#smtp.port}` },
    ];
  }

  /** Mails that are there, in the order in which they came. */
  mails(filter: MailFilter = {}): readonly Mail[] {
    checkFilter(filter);
    return this.#office.mails(filter);
  }

  /** The first mail that fits, there already or to come. @throws the signal's reason */
  waitFor(filter: MailFilter, signal?: AbortSignal): Promise<Mail> {
    checkWait(filter, signal);
    return this.#office.waitFor(filter, signal);
  }

  /** A service's own mail, which takes no way through the net. */
  async post(mail: SendMailOptions & { readonly from: string; readonly to: string }): Promise<Mail> {
    checkPost(mail);
    const posted = await this.#office.deliver(await composed(mail), { from: mail.from, to: [mail.to] });
    this.#tell('mailbox', 'mail', { en: `mail for ${mail.to}`, fr: `courrier pour ${mail.to}` });
    return posted;
  }

  reset(): void {
    this.#office.clear();
  }

  async close(): Promise<void> {
    this.#office.close();
    await Promise.all([this.#smtp.close(), this.#web.close()]);
  }
}
