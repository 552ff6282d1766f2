/** Messages of a mailbox, as the web services say them. */
import { randomUUID } from 'node:crypto';
import type { Address } from 'postal-mime';
import type { Bytes } from '#iso7816/bytes.ts';
import { parseMail } from '../../bounded-mail.ts';
import { composed } from '../../mailbox/compose.ts';
import { readMail } from '../../mailbox/mail.ts';
import type { StoredMessage } from '../folder.ts';
import type { HolderBox } from '../holder-box.ts';
import type { Values } from './fields.ts';

interface Head {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly attachments: number;
}

/** What is read once; a message never changes but for its flags, and those are not here. */
const heads = new WeakMap<Bytes, Head>();

function addressOf({ address, group }: Address): readonly string[] {
  return group?.flatMap(addressOf) ?? [address ?? ''];
}

async function headOf(raw: Bytes): Promise<Head> {
  const known = heads.get(raw);
  if (known !== undefined) return known;
  const { from, to = [], cc = [], subject = '', attachments } = await parseMail(raw);
  const receivers = [...to, ...cc].flatMap(addressOf);
  const head = { from: from?.address ?? '', to: receivers, subject, attachments: attachments.length };
  heads.set(raw, head);
  return head;
}

export async function messageHead({ uid, flags, internalDate, raw }: StoredMessage): Promise<Values> {
  const { from, to, subject, attachments } = await headOf(raw);
  const seen = flags.has('\\Seen');
  return { number: uid, from, to, subject, date: internalDate, size: raw.length, seen, attachments };
}

export async function messageContent(message: StoredMessage): Promise<Values> {
  const { raw, uid, internalDate } = message;
  const { text, attachments } = await readMail(raw, { from: '', to: [] }, uid, internalDate);
  const attachment = attachments.map(({ fileName, type, content }) => ({ fileName, contentType: type, content }));
  return { head: await messageHead(message), text, attachment };
}

export interface Outgoing {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly attachments: readonly { readonly fileName: string; readonly contentType: string; readonly content: Bytes }[];
}

/** The mail as it goes out, with its number for ever. */
export async function composeMail({ holder, address }: HolderBox, outgoing: Outgoing, date: Date) {
  const { to, subject, text, attachments } = outgoing;
  const messageId = `<${randomUUID()}@${address.slice(address.indexOf('@') + 1)}>`;
  const name = `${holder.givenName} ${holder.familyName}`.trim();
  const raw = await composed({
    ...{ from: { name, address }, to: [...to], subject, text, date, messageId },
    attachments: attachments.map(({ fileName, contentType, content }) => ({
      ...{ filename: fileName, contentType, content: Buffer.from(content) },
    })),
  });
  return { messageId, raw };
}
