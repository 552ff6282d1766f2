/** A mail as it was received, and what its headers and parts say. */
import type { Attachment as MimePart } from 'postal-mime';
import { readTnef } from '#formats/tnef.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { parseMail } from '../bounded-mail.ts';

export interface Attachment {
  /** None of its own: a name by its type. */
  readonly fileName: string;
  /** As the mail says it, in lower case. */
  readonly type: string;
  readonly content: Bytes;
  /**
   * Whether mail programs do not list it: it belongs to the page of the mail, stands in its text without a name, or in a
   * winmail.dat, which is listed in its place.
   */
  readonly hidden: boolean;
}

export interface Mail {
  /** From 1, in the order of arrival. */
  readonly number: number;
  readonly receivedAt: Date;
  /** Whom the sender named to the server (RCPT TO), in lower case. */
  readonly to: readonly string[];
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** As its header says it; answers name it. */
  readonly messageId?: string;
  /** Of the mail it answers. */
  readonly inReplyTo?: string;
  /** Every part that is no text of the mail, also those that mail programs hide. */
  readonly attachments: readonly Attachment[];
  /** The mail as it came. */
  readonly raw: Bytes;
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

const NAMES: Readonly<Record<string, string>> = {
  'application/pkcs7-mime': 'smime.p7m',
  'application/x-pkcs7-mime': 'smime.p7m',
  'application/pkcs7-signature': 'smime.p7s',
};

const TNEF_TYPES = ['application/ms-tnef', 'application/vnd.ms-tnef'];
export const TNEF_NAME = 'winmail.dat';
const OCTET_STREAM = 'application/octet-stream';

function attachment({ filename, mimeType, content, disposition, related = false }: MimePart): Attachment {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'base64') : new Uint8Array(content);
  const hidden = related || (disposition === 'inline' && filename === null);
  return { fileName: filename ?? NAMES[mimeType] ?? 'attachment', type: mimeType, content: bytes, hidden };
}

/** An attachment, and the files in one that is a winmail.dat. Source: reference/pitfalls.md E1. */
function withContents(part: MimePart): Attachment[] {
  const listed = attachment(part);
  if (!TNEF_TYPES.includes(listed.type) && listed.fileName.toLowerCase() !== TNEF_NAME) return [listed];
  const inside = readTnef(listed.content).map((file) => ({ ...file, type: OCTET_STREAM, hidden: true }));
  return [listed, ...inside];
}

export async function readMail(raw: Bytes, envelope: Envelope, number: number, receivedAt: Date): Promise<Mail> {
  const { subject = '', text, html = '', messageId, inReplyTo, attachments } = await parseMail(raw);
  return {
    number,
    receivedAt,
    to: envelope.to.map((address) => address.toLowerCase()),
    from: envelope.from,
    subject,
    text: text ?? html,
    ...(messageId && { messageId }),
    ...(inReplyTo && { inReplyTo }),
    attachments: attachments.flatMap(withContents),
    raw,
  };
}
