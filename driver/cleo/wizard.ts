/** CleoWizard: all the steps by themselves. Source: reference/documents.md L11 to L15. */
import { randomInt } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from '#files/atomic-file.ts';
import { exclusively } from '#files/exclusively.ts';
import { makeFolder } from '#files/folder.ts';
import { certificateOfKey, readCertificates } from '#formats/certificates.ts';
import { FormatError } from '#formats/format-error.ts';
import { readPrivateKey } from '#formats/private-key.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CardHolder, holderOf } from './card-signer.ts';
import { CleoError } from './cleo-error.ts';
import type { RequestForm, ServerKind } from './form.ts';
import type {
  CardSigner,
  DirectoryServer,
  IncomingMail,
  MailProgram,
  RegistrationAuthority,
  ServerDirectory,
} from './ports.ts';
import { RequestFolder } from './request-folder.ts';
import { complete, initialise, issue, send } from './steps.ts';

/** Source: reference/documents.md L13. */
export const WIZARD_REQUEST = 'Requete_Wizard';
const PASSWORDS = 'password.txt';
const P12_PASSWORD_LENGTH = 16;
/** None that is taken for another. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/** What it is at: the card and the directory, the keys, the request, its answer, the certificate. */
export type WizardStage = 'server' | 'keys' | 'request' | 'answer' | 'certificate';

export interface WizardOptions {
  /** The folder of all folders. */
  readonly root: string;
  readonly kind: ServerKind;
  /** E-mail address of the server for S/MIME; full name of the server where the directory cannot say it. */
  readonly server?: string | undefined;
  /** Of the keys; advised. */
  readonly password?: string | undefined;
  /** Address of the person, to which the answer comes. */
  readonly from: string;
  readonly signer: CardSigner;
  readonly authority: RegistrationAuthority;
  readonly mailProgram: MailProgram;
  /** Undefined where LDAP is not allowed. */
  readonly directory?: ServerDirectory | undefined;
  /** What former results are put aside under. */
  readonly stamp: string;
  /** Told of each stage as it begins. */
  readonly tell?: ((stage: WizardStage) => void) | undefined;
}

export interface WizardResult {
  /** The folder that opens at the end. */
  readonly folder: string;
  readonly files: readonly string[];
  /** Whether the directory was out of reach, and the server's name was typed. */
  readonly degraded: boolean;
}

/** The servers of that holder, or undefined when the directory cannot be reached. */
async function serversOf(holder: CardHolder, directory: ServerDirectory | undefined) {
  try {
    return await directory?.serversOf(holder.nationalId);
  } catch (error) {
    if (error instanceof CleoError && error.reason === 'directory') return undefined;
    throw error;
  }
}

/** By hand: the structure is that of the card. */
function typedForm({ server }: WizardOptions, { structureId, structureName }: CardHolder): RequestForm {
  // Before anything is asked for: a name would be typed in vain.
  if (structureId === undefined)
    throw new CleoError('server', {
      en: 'the directory cannot be reached (LDAP 389, 636), and the card names no structure: make the request by hand',
      fr: "l'annuaire est hors d'atteinte (LDAP 389, 636), et la carte ne nomme aucune structure : faites la demande à la main",
    });
  if (server !== undefined) return { server, structureId, structureName };
  throw new CleoError('server', {
    en: 'the directory cannot be reached (LDAP 389, 636): type the full name of the server',
    fr: "l'annuaire est hors d'atteinte (LDAP 389, 636) : tapez le nom complet du serveur",
  });
}

function chosen({ kind, server }: WizardOptions, known: readonly DirectoryServer[]): RequestForm {
  const fitting = known.filter((one) => one.kind === kind && (server ?? one.server).toLowerCase() === one.server);
  const [found, ...others] = fitting;
  if (found !== undefined && others.length === 0)
    return { server: found.server, structureId: found.structureId, structureName: found.structureName };
  const names = known.filter((one) => one.kind === kind).map((one) => one.server);
  const listed = names.length === 0 ? '-' : names.join(', ');
  throw new CleoError('server', {
    en: `the directory knows for this card: ${listed}; name one of them`,
    fr: `l'annuaire connaît pour cette carte : ${listed} ; nommez l'un d'eux`,
  });
}

/** The certificate for the key among what came with a mail, however it was named. */
function answerIn(
  { attachments }: IncomingMail,
  folder: RequestFolder,
  password: string | undefined,
): Bytes | undefined {
  const key = readPrivateKey(`${folder.name}.key`, folder.read('key'), password);
  return attachments.find(({ fileName, content }) => {
    try {
      return certificateOfKey(readCertificates(fileName, content), key) !== undefined;
    } catch (error) {
      if (error instanceof FormatError) return false;
      throw error;
    }
  })?.content;
}

/** The words of the answer that are not the answer's head. */
function refusedBy({ subject, text }: IncomingMail): CleoError {
  const said = `${subject}\n${text.trim()}`;
  return new CleoError('refused', {
    en: `the registration server refused the request; a new one is needed. Its answer:\n${said}`,
    fr: `le serveur d'inscription a refusé la demande ; il en faut une nouvelle. Sa réponse :\n${said}`,
  });
}

function newPassword(): string {
  return Array.from({ length: P12_PASSWORD_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** A new request in the wizard's folder; what was there is in a sub-folder then. */
function startFolder({ root, kind, stamp }: WizardOptions): RequestFolder {
  const path = join(root, WIZARD_REQUEST);
  makeFolder(root);
  if (!existsSync(path)) return RequestFolder.createAt(path, kind);
  const former = RequestFolder.at(path);
  const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
  former.putAside(
    files.map(({ name }) => join(path, name)),
    stamp,
  );
  former.enter({ format: 'cps-sim-cleo/1', kind, step: 'created' });
  return former;
}

async function obtain(options: WizardOptions): Promise<WizardResult> {
  const { password, from, signer, authority, mailProgram, directory, stamp, tell = () => {} } = options;
  tell('server');
  const holder = holderOf(await signer.certificate());
  const known = await serversOf(holder, directory);
  const form = known === undefined ? typedForm(options, holder) : chosen(options, known);
  const folder = startFolder(options);
  tell('keys');
  await initialise(folder, { password });
  tell('request');
  await issue(folder, { form, keyPassword: password, signer, authority });
  const messageId = await send(folder, mailProgram, from, authority.address);
  tell('answer');
  const mail = await mailProgram.answerTo(messageId, from);
  const answer = answerIn(mail, folder, password);
  if (answer === undefined) throw refusedBy(mail);
  tell('certificate');
  const p12Password = newPassword();
  const { files } = await complete(folder, { answer, keyPassword: password, p12Password, stamp });
  const passwords = join(folder.path, PASSWORDS);
  writeAtomically(passwords, passwordText({ key: password, p12: p12Password }));
  return { folder: folder.path, files: [...files, passwords], degraded: known === undefined };
}

function passwordText({
  key = '(aucun / none)',
  p12,
}: {
  readonly key?: string | undefined;
  readonly p12: string;
}): string {
  return `${WIZARD_REQUEST}.key : ${key}\n${WIZARD_REQUEST}.p12 : ${p12}\n`;
}

/**
 * Asks the directory which server it is for, makes the keys, issues and sends the request, waits for the answer, and completes it.
 * @throws CleoError `server`, `refused`, those of card and mail program; BusyError while another wizard works there
 */
export function wizard(options: WizardOptions): Promise<WizardResult> {
  makeFolder(options.root);
  return exclusively(join(options.root, `${WIZARD_REQUEST}.wizard.lock`), () => obtain(options));
}
