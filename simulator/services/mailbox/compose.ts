/** Mails that services write. */
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Bytes } from '#iso7816/bytes.ts';

export type { SendMailOptions };

const COMPOSER = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });

/** The mail as it goes through the net. Files and addresses are never fetched for it. */
export async function composed(mail: SendMailOptions): Promise<Bytes> {
  const { message } = await COMPOSER.sendMail({ disableFileAccess: true, disableUrlAccess: true, ...mail });
  return message as Buffer;
}
