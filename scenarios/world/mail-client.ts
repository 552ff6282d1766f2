/** A mail program before the operator of MSSanté, with the card that is in a reader: IMAP and SMTP with STARTTLS. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { createTransport } from 'nodemailer';
import { Incoming } from '#common/incoming.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { OLD_SIGNATURES } from '#common/old-signatures.ts';
import { parseMail } from '../../simulator/services/bounded-mail.ts';
import type { Flow } from '../../simulator/services/mssante/flows.ts';
import type { HealthServices } from './health-services.ts';
import {
  judged,
  type MailRefusal,
  readByOldCryptolib,
  type ShownCertificates,
  shownCertificates,
} from './operator-certificate.ts';
import type { ProgramTls, ShownCard } from './windows/program-tls.ts';
import { oneConnection, StartTlsError, startTlsBridge } from './windows/start-tls.ts';

/** A connection of the card, or one without any. */
type MailSocket = Awaited<ReturnType<ProgramTls['connect']>> | TLSSocket;

/** How the program comes. */
export interface MailWay {
  readonly flow: Flow;
  /** Whether it tells the name of the server (SNI). */
  readonly sni: boolean;
  /** The chains of authorities that it trusts. */
  readonly trusts: readonly Flow[];
  readonly card: ShownCard;
  /** Of before the cards of IGC-Santé: it finds no certificate on one, and nothing is shown (M23). */
  readonly oldCryptolib?: boolean;
  /** Named with EXTERNAL; none by default. */
  readonly identity?: string | undefined;
}

interface ReadMail {
  readonly uid: number;
  readonly subject: string;
  readonly from: string;
  readonly text: string;
}

/** What a folder holds, and with which certificates it was read. */
export interface ReadFolder {
  readonly mails: readonly ReadMail[];
  readonly shown: ShownCertificates;
}

/** What the operator said no with: the reason stands in parentheses at the end. */
function refusalIn(said: string): MailRefusal {
  return { by: 'operator', reason: /\((\w+)\)\s*$/.exec(said)?.[1] ?? said.slice(0, 100) };
}

const LONGEST_LINE = 65_536;

interface Opened {
  readonly socket: MailSocket;
  readonly shown: ShownCertificates;
  readonly greeting: string;
  /** Of the card's holder. */
  readonly address: string;
  readonly end: () => Promise<void>;
}

export class MailClient {
  readonly #services: HealthServices;
  readonly #tls: ProgramTls;

  constructor(services: HealthServices, tls: ProgramTls) {
    this.#services = services;
    this.#tls = tls;
  }

  /** @throws CardTlsError when the card was not shown */
  async send(way: MailWay, mail: { readonly to: string; readonly subject: string; readonly text: string }) {
    const opened = await this.#open('smtp', way);
    if ('by' in opened) return opened;
    const { socket, greeting, address: from } = opened;
    const listening = await oneConnection(socket, greeting);
    const transport = createTransport({ host: LOOPBACK, port: listening.port, ignoreTLS: true });
    try {
      await transport.sendMail({ ...mail, from });
      return { from, ...opened.shown };
    } catch (error) {
      return refusalIn(String((error as { readonly response?: string }).response ?? error));
    } finally {
      transport.close();
      await listening.close();
      await opened.end();
    }
  }

  /** The mails of a folder. @throws CardTlsError */
  read(way: MailWay, folder: string): Promise<ReadFolder | MailRefusal> {
    return this.#reading(way, folder, async (imap, shown) => {
      const said = await imap.ask('FETCH 1:* (UID BODY.PEEK[])');
      const mails = await Promise.all(said.literals.map((raw, index) => readMail(raw, Number(said.uids[index]))));
      return { mails, shown };
    });
  }

  /** All whose subject has these words are gone for good; how many. @throws CardTlsError */
  delete(way: MailWay, folder: string, subject: string): Promise<number | MailRefusal> {
    return this.#reading(way, folder, async (imap) => {
      const { text } = await imap.ask(`UID SEARCH SUBJECT "${subject.replaceAll(/["\\\r\n]/g, '')}"`);
      const uids = /^\* SEARCH ([\d ]+)/m.exec(text)?.[1]?.trim().split(' ') ?? [];
      if (uids.length === 0) return 0;
      await imap.ask(`UID STORE ${uids.join(',')} +FLAGS.SILENT (\\Deleted)`);
      await imap.ask('EXPUNGE');
      return uids.length;
    });
  }

  async #reading<T>(
    way: MailWay,
    folder: string,
    work: (imap: ImapLines, shown: ShownCertificates) => Promise<T>,
  ): Promise<T | MailRefusal> {
    const opened = await this.#open('imap', way);
    if ('by' in opened) return opened;
    const imap = new ImapLines(opened.socket);
    try {
      const identity = way.identity === undefined ? '=' : Buffer.from(way.identity).toString('base64');
      const entered = await imap.ask(`AUTHENTICATE EXTERNAL ${identity}`);
      if (!entered.ok) return refusalIn(entered.text);
      const selected = await imap.ask(`SELECT "${folder.replaceAll(/["\\\r\n]/g, '')}"`);
      if (!selected.ok) return { by: 'operator', reason: 'noFolder' };
      return await work(imap, opened.shown);
    } finally {
      await opened.end();
    }
  }

  async #open(
    protocol: 'imap' | 'smtp',
    { flow, sni, trusts, card, oldCryptolib = false }: MailWay,
  ): Promise<Opened | MailRefusal> {
    const { mssante } = this.#services;
    const [port, host] = [mssante.ports[protocol === 'imap' ? 'imap' : 'submission'], mssante.hostOf(protocol, flow)];
    const key = await this.#tls.key(card);
    const bridge = await startTlsBridge(protocol, port).catch((error) => {
      if (!(error instanceof StartTlsError)) throw error;
      return undefined;
    });
    if (bridge === undefined) return { by: 'client', reason: 'noStartTls' };
    const named = sni ? { servername: host } : {};
    // Its chain and dates are judged by the world's calendar, which OpenSSL does not know.
    const options = { host: LOOPBACK, port: bridge.port, ...named, rejectUnauthorized: false, ciphers: OLD_SIGNATURES };
    const read = !oldCryptolib || readByOldCryptolib(this.#services, key.certificate);
    const socket: MailSocket = read ? key.open(options) : connect(options);
    await once(socket, 'secureConnect').catch(async (error) => {
      await bridge.close();
      throw error;
    });
    const end = async () => {
      socket.destroy();
      await bridge.close();
    };
    const certificate = socket.getPeerX509Certificate();
    const refused = judged(this.#services, certificate, host, trusts);
    if (refused !== undefined || certificate === undefined) {
      await end();
      return refused ?? { by: 'client', reason: 'noCertificate' };
    }
    const shown = shownCertificates(certificate, read ? key.certificate : undefined);
    return { socket, shown, greeting: bridge.greeting, address: addressOf(this.#services, key.certificate), end };
  }
}

function addressOf({ mssante }: HealthServices, certificate: Uint8Array): string {
  const nationalId = /(?:^|\+ )CN=(.*?)(?: \+ |$)/m.exec(new X509Certificate(certificate).subject)?.[1] ?? '';
  return mssante.addressOf(nationalId) ?? `${nationalId.replaceAll(/[^0-9A-Za-z]/g, '.')}@invalid`;
}

async function readMail(raw: Uint8Array, uid: number): Promise<ReadMail> {
  const { subject = '', from, text = '' } = await parseMail(raw);
  return { uid, subject, from: from?.address ?? '', text };
}

interface Said {
  readonly ok: boolean;
  readonly text: string;
  readonly literals: readonly Uint8Array[];
  readonly uids: readonly string[];
}

/** Commands of IMAP and their answers; literals apart. */
class ImapLines {
  readonly #socket: MailSocket;
  readonly #incoming: Incoming;
  #count = 0;

  constructor(socket: MailSocket) {
    this.#socket = socket;
    this.#incoming = new Incoming(socket);
  }

  async ask(command: string): Promise<Said> {
    const tag = `b${++this.#count}`;
    this.#socket.write(`${tag} ${command}\r\n`);
    const literals: Uint8Array[] = [];
    let text = '';
    for (;;) {
      const line = await this.#incoming.line(LONGEST_LINE);
      if (!Buffer.isBuffer(line)) break;
      const said = line.toString('latin1');
      text += said;
      if (said.startsWith(`${tag} `)) break;
      const length = /\{(\d+)\}\r\n$/.exec(said)?.[1];
      if (length !== undefined) literals.push((await this.#incoming.bytes(Number(length))) ?? new Uint8Array());
    }
    const uids = [...text.matchAll(/FETCH \(UID (\d+)/g)].map(([, uid = '']) => uid);
    return { ok: new RegExp(`^${tag} OK`, 'm').test(text), text, literals, uids };
  }
}
