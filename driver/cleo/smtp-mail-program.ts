/** A mail program that sends over SMTP, to a server of this machine. Source: reference/documents.md L15, L20. */
import { textOf } from '#common/coded-error.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { CleoError } from './cleo-error.ts';
import type { OutgoingMail } from './ports.ts';

const PATIENCE_MS = 10_000;
/** Servers of then wanted it. */
const TYPE = 'application/pkcs7-mime; smime-type=enveloped-data';

/** @returns its Message-ID @throws CleoError `mailProgram` */
export async function sendOverSmtp(port: number, { fileName, content, ...mail }: OutgoingMail): Promise<string> {
  // Loaded by who sends: nobody else waits for it.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host: LOOPBACK,
    port,
    ignoreTLS: true,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const attachments = [{ filename: fileName, content: Buffer.from(content), contentType: TYPE }];
  try {
    return (await transport.sendMail({ ...mail, attachments })).messageId;
  } catch (cause) {
    const why = textOf(cause);
    throw new CleoError(
      'mailProgram',
      {
        en: `the mail was not sent (port ${port} of ${LOOPBACK}: ${why.en}); the file .p7m is there: send it by hand`,
        fr: `le courrier n'est pas parti (port ${port} de ${LOOPBACK} : ${why.fr}) ; le fichier .p7m est là : envoyez-le à la main`,
      },
      { cause },
    );
  } finally {
    transport.close();
  }
}
