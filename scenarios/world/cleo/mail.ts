/** The mail program beside CleoCPS: it sends to the mail server of the world, and reads the mailbox there. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { CleoError, type IncomingMail, type OutgoingMail, sendOverSmtp } from '../../../driver/cleo/index.ts';
import type { Mail, Mailbox } from '../health-services.ts';

/** Longest time that what is on its way inside this process may take. */
const PATIENCE_MS = 10_000;
/** Longer than any answer takes. */
const WAIT_FOR_ANSWER = '10min';

export interface CleoMailOptions {
  readonly mailbox: Mailbox;
  /** Where its person receives mail. */
  readonly address: string;
  /** Whether the person lets CleoCPS send and read. */
  readonly allowed: boolean;
  readonly elapse: (time: string) => Promise<void>;
}

export class CleoMail {
  readonly #options: CleoMailOptions;

  constructor(options: CleoMailOptions) {
    this.#options = options;
  }

  /** @throws CleoError `mailProgram` */
  async send(mail: OutgoingMail): Promise<string> {
    if (this.#options.allowed) return sendOverSmtp(this.#options.mailbox.smtpPort, mail);
    throw new CleoError('mailProgram', {
      en: 'the mail program was not allowed to send for CleoCPS; the file .p7m is there: send it by hand',
      fr: "le logiciel de messagerie n'a pas reçu l'autorisation d'envoyer pour CleoCPS ; le fichier .p7m est là : envoyez-le à la main",
    });
  }

  /** Lets the time pass that an answer takes. @throws CleoError `mailProgram` */
  async answerTo(messageId: string): Promise<IncomingMail> {
    await this.#options.elapse(WAIT_FOR_ANSWER);
    return this.answer([messageId]);
  }

  /** The first answer to one of these mails. @throws CleoError `mailProgram` when none comes */
  async answer(messageIds: readonly string[]): Promise<Mail> {
    const { address } = this.#options;
    const none = new CleoError('mailProgram', {
      en: `no answer for ${address} yet: let some minutes pass`,
      fr: `pas encore de réponse pour ${address} : laissez passer quelques minutes`,
    });
    const patience = new AbortController();
    const cancel = SYSTEM_CLOCK.after(PATIENCE_MS, () => patience.abort(none), { ref: false });
    try {
      return await this.#firstAnswer(messageIds, patience.signal);
    } catch (error) {
      throw patience.signal.aborted ? none : error;
    } finally {
      cancel();
    }
  }

  async #firstAnswer(messageIds: readonly string[], signal: AbortSignal): Promise<Mail> {
    const { mailbox, address } = this.#options;
    for (let after = 0; ; ) {
      const mail = await mailbox.waitFor({ to: address, after }, signal);
      if (messageIds.includes(mail.inReplyTo ?? '')) return mail;
      after = mail.number;
    }
  }
}
