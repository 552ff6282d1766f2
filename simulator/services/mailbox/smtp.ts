/** Takes mail for anybody, and sends none on. */
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Listening } from '../listening/loopback.ts';
import { answered, listenForSmtp, readMessage, requireRoom, smtpAnswer } from '../listening/smtp.ts';
import type { ServiceError } from '../service-error.ts';
import type { Envelope } from './mail.ts';
import type { PostOffice } from './post-office.ts';

/** Bytes of a mail. */
const LARGEST_MAIL = 10_485_760;

function envelopeOf({ envelope: { mailFrom, rcptTo } }: SMTPServerSession): Envelope {
  return { from: mailFrom === false ? '' : mailFrom.address, to: rcptTo.map(({ address }) => address) };
}

export function listenForMail(
  office: PostOffice,
  told: (envelope: Envelope) => void,
  port?: number,
): Promise<Listening> {
  const taken = async (stream: SMTPServerDataStream, session: SMTPServerSession) => {
    const raw = await readMessage(stream, LARGEST_MAIL);
    await office.deliver(raw, envelopeOf(session)).catch((error: ServiceError) => {
      throw smtpAnswer(452, error.message);
    });
    told(envelopeOf(session));
  };
  const server = new SMTPServer({
    banner: 'mail of a simulation, taken for anybody and sent to nobody',
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: LARGEST_MAIL,
    disableReverseLookup: true,
    onRcptTo: (_, session, done) => answered(done, () => requireRoom(session)),
    onData: (stream, session, done) =>
      void taken(stream, session).then(
        () => done(),
        (error: Error) => done(error),
      ),
  });
  return listenForSmtp(server, port);
}
