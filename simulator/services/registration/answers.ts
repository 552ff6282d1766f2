/** The mails of the registration server. Source: reference/documents.md L08, L21, L22, L26, L27; their words: simulation. */
import { toP7b } from '#formats/certificates.ts';
import { writeTnef } from '#formats/tnef.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { SendMailOptions } from '../mailbox/compose.ts';
import { TNEF_NAME } from '../mailbox/mail.ts';
import type { AdministrativeFile } from './administrative-files.ts';
import type { AnswerForm } from './answer-forms.ts';
import { REGISTRATION_RULES, type RegistrationRule } from './rules.ts';
import type { RegistrationAnswer } from './state.ts';

type Attachment = NonNullable<SendMailOptions['attachments']>[number];

const TYPE = 'application/pkcs7-mime; smime-type=certs-only';
const NAME = 'smime.p7c';

/** The form's part of the mail, but for its content. */
const PARTS: Readonly<Record<AnswerForm, Omit<Attachment, 'content'>>> = {
  'pkcs7-mime': { filename: NAME, contentType: TYPE },
  'x-pkcs7-mime': { filename: NAME, contentType: 'application/x-pkcs7-mime; smime-type=certs-only' },
  'octet-stream': { filename: NAME, contentType: 'application/octet-stream' },
  p7b: { filename: 'smime.p7b', contentType: 'application/x-pkcs7-certificates' },
  dat: { filename: 'ATT00001.dat', contentType: 'application/octet-stream' },
  inline: { filename: false, contentType: TYPE, contentDisposition: 'inline' },
  hidden: { filename: NAME, contentType: TYPE, contentDisposition: 'inline', cid: 'smime@simulation.invalid' },
  winmail: { filename: TNEF_NAME, contentType: 'application/ms-tnef' },
};

export type MailText = Pick<SendMailOptions, 'subject' | 'text' | 'html' | 'attachments'>;

const SIGNATURE = "Serveur d'inscription (SIMULATION, sans aucune valeur) / registration server (SIMULATION)";

function mail(subject: string, ...lines: readonly string[]): MailText & { readonly text: string } {
  return { subject, text: [...lines, '', SIGNATURE].join('\n') };
}

/** A page in place of the text: its parts are then none of the mail's. */
function asPage(text: string): string {
  return `<html><body><p>${text.replaceAll('\n', '<br>')}</p></body></html>`;
}

/** @param number of the request */
function grantedMail(number: string, server: string, chain: readonly Bytes[], form: AnswerForm): MailText {
  const p7c = toP7b(chain);
  const content = form === 'winmail' ? writeTnef([{ fileName: NAME, content: p7c }]) : p7c;
  const attachments = [{ ...PARTS[form], content: Buffer.from(content) }];
  const said = mail(
    `Votre certificat est disponible (${number})`,
    `Demande ${number} : le certificat de ${server} est dans la pièce jointe ${NAME}. Enregistrez-la, puis finalisez dans CleoCPS.`,
    `Request ${number}: the certificate of ${server} is in the attachment ${NAME}. Save it, then complete the request in CleoCPS.`,
  );
  return { ...said, ...(form === 'hidden' && { html: asPage(said.text) }), attachments };
}

function refusedMail(number: string, rule: RegistrationRule): MailText {
  const { fr, en } = REGISTRATION_RULES[rule];
  return mail(
    `Votre demande de certificat est refusée (${number})`,
    `Demande ${number}, règle ${rule} : ${fr}.`,
    "Une demande émise ne peut être ni modifiée ni rejouée : supprimez-la, et recommencez depuis la création d'une demande.",
    '',
    `Request ${number}, rule ${rule}: ${en}.`,
    'A request once issued cannot be changed nor played again: delete it, and begin again by creating a request.',
  );
}

export function answerMail({ number, said }: Pick<RegistrationAnswer, 'number' | 'said'>): MailText {
  return 'refused' in said
    ? refusedMail(number, said.refused)
    : grantedMail(number, said.server, said.chain, said.form);
}

export function acceptedFileMail({ server, structure }: AdministrativeFile): MailText {
  return mail(
    `Votre dossier administratif est accepté : ${server}`,
    `Le dossier de ${structure.name} (${structure.nationalId}) pour ${server} est accepté : l'administrateur peut demander le certificat.`,
    `The file of ${structure.name} (${structure.nationalId}) for ${server} is accepted: its administrator may ask for the certificate.`,
  );
}
