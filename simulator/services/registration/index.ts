/**
 * The registration server (Serveur d'Inscription): takes requests for server certificates by mail, and answers by mail.
 *
 * Source: reference/documents.md L01 to L28; its address, its own certificate and the time it takes: simulation.
 */
import { MILLISECONDS, oneOf, parameters } from '#common/arguments.ts';
import { textOf } from '#common/coded-error.ts';
import type { KeptPart } from '#common/kept-part.ts';
import type { Text } from '#common/language.ts';
import { LOOPBACK } from '#common/loopback.ts';
import type { CmsRecipient } from '#formats/cms-enveloped.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Directory } from '../directory/index.ts';
import type { Listening } from '../listening/loopback.ts';
import { serveWeb } from '../listening/web.ts';
import type { SendMailOptions } from '../mailbox/compose.ts';
import type { Mailbox } from '../mailbox/index.ts';
import type { Mail } from '../mailbox/mail.ts';
import type { Service, ServiceAddress, ServiceContext } from '../service.ts';
import { NO_MEMORY } from '../state/memory.ts';
import {
  type AdministrativeFile,
  AdministrativeFiles,
  type Asked,
  checkAccept,
  checkResponsible,
  type ServerKind,
} from './administrative-files.ts';
import { ANSWER_FORMS, type AnswerForm } from './answer-forms.ts';
import { acceptedFileMail, answerMail, type MailText } from './answers.ts';
import { decisionText, type RegistrationDecision } from './decision.ts';
import { directoryEntries } from './directory-entries.ts';
import { Examiner, type Granted, type Refused } from './examination.ts';
import { type RegistrationPage, registrationApp } from './page.ts';
import { RECEIVER_RULES, RECEIVERS, type Receiver } from './receivers.ts';
import { recipientAt } from './recipient.ts';
import { requestIn } from './request-mail.ts';
import { isRefusal, type RegistrationRule } from './rules.ts';
import { REGISTRATION_STATE, type RegistrationAnswer, type RegistrationState } from './state.ts';

export type { AdministrativeFile, AnswerForm, Asked, Receiver, RegistrationDecision, RegistrationRule, ServerKind };

/** Where requests are sent. */
export const REGISTRATION_ADDRESS = 'inscription@serveur-inscription.invalid';
/** Some minutes. Source: reference/documents.md L21. */
const ANSWER_AFTER_MS = 180_000;
const ADDRESS = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/;

const CHECKED = {
  answerAs: parameters('Registration.answerAs', { form: oneOf(ANSWER_FORMS) }),
  reads: parameters('Registration.reads', { receiver: oneOf(RECEIVERS) }),
  answerAfter: parameters('Registration.answerAfter', { ms: MILLISECONDS }),
};

export interface RegistrationOptions extends ServiceContext {
  readonly mailbox: Mailbox;
  /** Lists the servers of the administrative files. */
  readonly directory: Directory;
  readonly ports?: { readonly registration?: number | undefined };
}

export class Registration implements Service {
  readonly name = 'registration';
  readonly title = { en: 'registration server (CleoCPS)', fr: "serveur d'inscription (CleoCPS)" };
  /** E-mail address that requests are sent to. */
  readonly address = REGISTRATION_ADDRESS;
  /** What requests are encrypted for: its certificate in DER. */
  readonly certificate: Bytes;
  readonly #options: RegistrationOptions;
  readonly #files = new AdministrativeFiles();
  readonly #examiner: Examiner;
  readonly #closed = new AbortController();
  readonly #kept: KeptPart<RegistrationState>;
  /** Answers that are still to be sent, each with what takes it back. */
  readonly #answers = new Map<RegistrationAnswer, () => void>();
  #web: Listening | undefined;
  #decisions: readonly RegistrationDecision[] = [];
  #last = 0;
  /** Number of the last mail that was looked at. */
  #after = 0;
  #form: AnswerForm = 'pkcs7-mime';
  #receiver: Receiver = 'any';
  #answerAfterMs = ANSWER_AFTER_MS;

  private constructor(options: RegistrationOptions, recipient: CmsRecipient, kept: KeptPart<RegistrationState>) {
    this.#options = options;
    this.certificate = recipient.certificate;
    const rules = () => RECEIVER_RULES[this.#receiver];
    this.#examiner = new Examiner({ ...options, files: this.#files, recipient, rules });
    this.#kept = kept;
    if (kept.last !== undefined) this.#enterAgain(kept.last);
    kept.keep(() => this.#state());
  }

  #enterAgain({ files, last, after, decisions, answers, keys }: RegistrationState): void {
    this.#files.enterAgain(files);
    this.#last = last;
    this.#after = after;
    this.#decisions = decisions;
    this.#examiner.enterKeys(keys);
    for (const answer of answers) this.#answerLater(answer);
  }

  #state(): RegistrationState {
    return {
      ...{ certificate: this.certificate, files: this.#files.all, last: this.#last, after: this.#after },
      ...{ decisions: this.#decisions, answers: [...this.#answers.keys()], keys: this.#examiner.keys },
    };
  }

  /** @throws ServiceError `port` */
  static async open(options: RegistrationOptions): Promise<Registration> {
    const { pki, memory = NO_MEMORY } = options;
    const kept = memory.part('registration', REGISTRATION_STATE);
    const recipient = await recipientAt(REGISTRATION_ADDRESS, pki, kept.last?.certificate);
    const opened = new Registration(options, recipient, kept);
    opened.#web = await serveWeb(registrationApp(opened.#page()), { port: options.ports?.registration });
    options.directory.list(() => directoryEntries(opened.files()));
    void opened.#listen();
    return opened;
  }

  #page(): RegistrationPage {
    const { mailbox } = this.#options;
    return {
      address: this.address,
      certificate: this.certificate,
      mail: { smtpPort: mailbox.smtpPort, mailbox: mailbox.url, ldapPort: this.#options.directory.urls.ldap },
      files: () => this.files(),
      decisions: () => this.decisions(),
      accept: (file) => this.accept(file),
    };
  }

  /** Of its page. */
  get url(): string {
    return `http://${LOOPBACK}:${this.#web?.port ?? 0}/`;
  }

  get ports() {
    return { registration: this.#web?.port ?? 0 };
  }

  get addresses(): readonly ServiceAddress[] {
    return [
      { what: { en: 'files and requests', fr: 'dossiers et demandes' }, url: this.url },
      { what: { en: 'requests by mail', fr: 'demandes par courrier' }, url: `mailto:${REGISTRATION_ADDRESS}` },
    ];
  }

  /** The administrative phase of a server is over: who the file names is told by mail. @throws ArgumentError, ServiceError `responsible` */
  async accept(file: AdministrativeFile): Promise<void> {
    checkAccept(file);
    checkResponsible(file);
    this.#files.accept(file);
    this.#kept.changed();
    this.#tell('file', {
      en: `administrative file accepted: ${file.server}`,
      fr: `dossier administratif accepté : ${file.server}`,
    });
    await this.#post(file.notify, acceptedFileMail(file));
  }

  /** Administrative files that are accepted. */
  files(): readonly AdministrativeFile[] {
    return this.#files.all;
  }

  /** What became of each request, in the order in which they came. */
  decisions(): readonly RegistrationDecision[] {
    return this.#decisions;
  }

  /** How certificates come with the answers from now on. */
  answerAs(form: AnswerForm): void {
    CHECKED.answerAs(form);
    this.#form = form;
  }

  /** What requests may be encrypted with, or signed over, from now on. */
  reads(receiver: Receiver): void {
    CHECKED.reads(receiver);
    this.#receiver = receiver;
  }

  /** How long an answer takes from now on. */
  answerAfter(ms: number): void {
    CHECKED.answerAfter(ms);
    this.#answerAfterMs = ms;
  }

  /** Numbers go on. Answers that were still to be sent are not. */
  reset(): void {
    this.#takeAnswersBack();
    this.#answers.clear();
    this.#files.enterAgain([]);
    this.#examiner.enterKeys([]);
    this.#decisions = [];
    this.#kept.changed();
    this.#form = 'pkcs7-mime';
    this.#receiver = 'any';
    this.#answerAfterMs = ANSWER_AFTER_MS;
  }

  async close(): Promise<void> {
    this.#closed.abort();
    this.#takeAnswersBack();
    await this.#web?.close();
  }

  #takeAnswersBack(): void {
    for (const takeBack of this.#answers.values()) takeBack();
  }

  /** Takes each mail for its address as it comes. */
  async #listen(): Promise<void> {
    const { mailbox } = this.#options;
    const { signal } = this.#closed;
    while (!signal.aborted) {
      const mail = await mailbox
        .waitFor({ to: REGISTRATION_ADDRESS, after: this.#after }, signal)
        .catch(() => undefined);
      if (mail === undefined) return;
      this.#after = mail.number;
      this.#receive(mail);
      this.#kept.changed();
    }
  }

  #receive(mail: Mail): void {
    const from = mail.from.toLowerCase();
    const message = requestIn(mail);
    // An answer to itself, or to nobody, would have no end or no reader.
    if (message === undefined || !ADDRESS.test(from) || from === REGISTRATION_ADDRESS) {
      this.#tell('ignored', {
        en: `mail ${mail.number} ignored: no request in it, or no address to answer to`,
        fr: `courrier ${mail.number} ignoré : aucune demande dedans, ou aucune adresse où répondre`,
      });
      return;
    }
    const result = this.#examiner.examine(message);
    this.#last += 1;
    const number = `INS-${String(this.#last).padStart(6, '0')}`;
    const outcome = isRefusal(result) ? result.rule : 'granted';
    const serial = isRefusal(result) ? undefined : result.issued.serial;
    const decision = { number, receivedAt: mail.receivedAt, from, asked: result.asked, outcome, serial } as const;
    this.#decisions = [...this.#decisions, decision];
    this.#tell(outcome === 'granted' ? 'granted' : 'refused', decisionText(decision));
    const at = new Date(this.#options.clock.date().getTime() + this.#answerAfterMs);
    this.#answerLater({ number, to: from, at, inReplyTo: mail.messageId, said: this.#said(result) });
  }

  #said(result: Granted | Refused): RegistrationAnswer['said'] {
    if (isRefusal(result)) return { refused: result.rule };
    const { asked, issued } = result;
    // The root is not sent: who trusts it has it already.
    const chain = this.#options.pki.chain(issued).certificates.slice(0, -1);
    return { server: asked.server, chain, form: this.#form };
  }

  #answerLater(answer: RegistrationAnswer): void {
    const { clock } = this.#options;
    const inMs = Math.max(0, answer.at.getTime() - clock.date().getTime());
    this.#answers.set(
      answer,
      clock.after(inMs, () => void this.#send(answer), { ref: false }),
    );
  }

  /** Whoever is killed meanwhile answers again, rather than never. */
  async #send(answer: RegistrationAnswer): Promise<void> {
    const { to, inReplyTo } = answer;
    const mail = { ...answerMail(answer), ...(inReplyTo && { inReplyTo, references: inReplyTo }) };
    try {
      await this.#post(to, mail);
    } catch (error) {
      return this.#tell('mail', textOf(error));
    }
    this.#answers.delete(answer);
    this.#kept.changed();
  }

  async #post(to: string, mail: MailText & Pick<SendMailOptions, 'inReplyTo' | 'references'>): Promise<void> {
    await this.#options.mailbox.post({ from: REGISTRATION_ADDRESS, to, date: this.#options.clock.date(), ...mail });
  }

  #tell(action: string, text: Text): void {
    this.#options.tell('registration', action, text);
  }
}
