/** The registration server that `cps-sim serve` runs, and the mailbox beside it, as CleoCPS finds them. */
import type { Attachment as MimePart } from 'postal-mime';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { parseJson } from '#common/parse-json.ts';
import { readCertificates } from '#formats/certificates.ts';
import { readTnef } from '#formats/tnef.ts';
import {
  CleoError,
  type IncomingFile,
  type IncomingMail,
  ldapDirectory,
  type MailProgram,
  type RegistrationAuthority,
  type ServerDirectory,
  sendOverSmtp,
} from '../../../driver/cleo/index.ts';
import { parseMail } from '../../../simulator/services/bounded-mail.ts';
import { UsageError } from '../usage-error.ts';

const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost):\d{1,5}\/?$/;
const LARGEST = 20_000_000;
const POLL_MS = 1000;
/** Of an answer: longer than the server takes. */
const PATIENCE_MS = 600_000;

interface ServiceFile {
  readonly address: string;
  readonly certificate: string;
  readonly smtpPort: number;
  readonly mailbox: string;
  readonly ldapPort: number;
}

export interface RegistrationService {
  readonly authority: RegistrationAuthority;
  readonly mailProgram: MailProgram;
  readonly directory: ServerDirectory;
  /** The mails of somebody that are there now, the first one first. */
  readonly inbox: (address: string) => Promise<readonly ListedMail[]>;
  readonly read: (mail: ListedMail) => Promise<IncomingMail>;
}

export interface ListedMail {
  readonly number: number;
  readonly subject: string;
  /** Message-ID of the mail that it answers. */
  readonly inReplyTo?: string;
}

/** @throws CleoError `mailProgram` */
async function fetched(url: string): Promise<Uint8Array> {
  let why = '';
  try {
    const response = await fetch(url, { redirect: 'error' });
    const content = response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
    if (content !== undefined && content.length <= LARGEST) return content;
    why = String(response.status);
  } catch (error) {
    const { cause, message } = error as Error;
    why = cause instanceof Error ? cause.message : message;
  }
  throw new CleoError('mailProgram', {
    en: `${url}: no answer (${why}); does cps-sim serve run, and is that the address it prints?`,
    fr: `${url} : pas de réponse (${why}) ; cps-sim serve tourne-t-il, et est-ce l'adresse qu'il donne ?`,
  });
}

async function json(url: string): Promise<unknown> {
  return parseJson(Buffer.from(await fetched(url)).toString('utf8'));
}

function partsOf({ filename, content, disposition, related = false }: MimePart): readonly IncomingFile[] {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'base64') : new Uint8Array(content);
  const hidden = related || (disposition === 'inline' && filename === null);
  const inside = readTnef(bytes).map((file) => ({ ...file, hidden: true }));
  return [{ fileName: filename ?? 'smime.p7c', content: bytes, hidden }, ...inside];
}

async function readMail(url: string): Promise<IncomingMail> {
  const { subject = '', text, html = '', attachments } = await parseMail(await fetched(url));
  return { subject, text: text ?? html, attachments: attachments.flatMap(partsOf) };
}

async function inbox(mailbox: string, address: string): Promise<readonly ListedMail[]> {
  return (await json(`${mailbox}mails.json?to=${encodeURIComponent(address)}`)) as readonly ListedMail[];
}

function read(mailbox: string, { number }: ListedMail): Promise<IncomingMail> {
  return readMail(`${mailbox}mail/${number}/raw`);
}

/** Looks into the mailbox until the answer is there. @throws CleoError `mailProgram`, the reason of the signal */
async function answerTo(
  mailbox: string,
  messageId: string,
  address: string,
  signal?: AbortSignal,
): Promise<IncomingMail> {
  for (let waited = 0; waited <= PATIENCE_MS; waited += POLL_MS) {
    signal?.throwIfAborted();
    const found = (await inbox(mailbox, address)).find(({ inReplyTo }) => inReplyTo === messageId);
    if (found !== undefined) return read(mailbox, found);
    await SYSTEM_CLOCK.wait(POLL_MS);
  }
  throw new CleoError('mailProgram', {
    en: `no answer for ${address}: look into ${mailbox}, and complete the request by hand`,
    fr: `pas de réponse pour ${address} : regardez ${mailbox}, et finalisez la demande à la main`,
  });
}

/**
 * @param url of the registration server's page on loopback
 * @param signal ends the wait for an answer
 * @throws UsageError, CleoError `mailProgram`
 */
export async function registrationService(url: string, signal?: AbortSignal): Promise<RegistrationService> {
  if (!LOOPBACK.test(url))
    throw new UsageError({
      en: `--service ${url}: expected the address on loopback that cps-sim serve prints: http://127.0.0.1:PORT/`,
      fr: `--service ${url} : attendu l'adresse en boucle locale que donne cps-sim serve : http://127.0.0.1:PORT/`,
    });
  const file = (await json(new URL('service.json', url.endsWith('/') ? url : `${url}/`).href)) as ServiceFile;
  const [certificate = new Uint8Array()] = readCertificates('inscription.cer', Buffer.from(file.certificate, 'base64'));
  return {
    authority: { address: file.address, certificate },
    directory: ldapDirectory(file.ldapPort),
    mailProgram: {
      send: (mail) => sendOverSmtp(file.smtpPort, mail),
      answerTo: (messageId, address) => answerTo(file.mailbox, messageId, address, signal),
    },
    inbox: (address) => inbox(file.mailbox, address),
    read: (mail) => read(file.mailbox, mail),
  };
}
