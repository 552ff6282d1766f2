/** What every server of mail over the library smtp-server has in common. */
import type { Readable } from 'node:stream';
import type { SMTPServer, SMTPServerSession } from 'smtp-server';
import type { Bytes } from '#iso7816/bytes.ts';
import { type Listening, listenOnLoopback } from './loopback.ts';

const MOST_RECEIVERS = 100;

/** Without code and line's end, of 512 with them. Source: RFC 5321, 4.5.3.1.5. */
const LONGEST_LINE = 500;

/** Each language on lines of its own, between words; a word that is too long for one in pieces. */
function inLines(text: string): string[] {
  if (text.length <= LONGEST_LINE) return [text];
  const pieces = new RegExp(`\\S{${LONGEST_LINE}}|\\S.{0,${LONGEST_LINE - 1}}(?=\\s|$)`, 'g');
  return text.split(' / ').flatMap((one) => one.match(pieces) ?? []);
}

/** What the sender is answered, on several lines when one is too short. @param text ASCII */
export function smtpAnswer(responseCode: number, text: string): Error {
  const lines = inLines(text);
  // The library sends a message that is a list as lines of one reply.
  return Object.assign(new Error(text), { responseCode }, lines.length > 1 && { message: lines as unknown as string });
}

/** The mail as it comes; one that is too large is read to its end, and not kept. @throws Error answered */
export async function readMessage(stream: Readable, largest: number): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length <= largest) parts.push(part);
  }
  if (length > largest) throw smtpAnswer(552, `a mail of ${length} bytes, at most ${largest}`);
  return Buffer.concat(parts);
}

/** @throws Error answered when there are as many receivers as one mail may have */
export function requireRoom({ envelope: { rcptTo } }: SMTPServerSession): void {
  if (rcptTo.length >= MOST_RECEIVERS) throw smtpAnswer(452, `more than ${MOST_RECEIVERS} receivers`);
}

/** A callback of the library is told what the work gives, or what is answered instead. */
export function answered<T>(
  done: (error: Error | null, value?: T) => void,
  work: () => T,
  refusal = (error: unknown) => error as Error,
): void {
  let value: T;
  try {
    value = work();
  } catch (error) {
    done(refusal(error));
    return;
  }
  done(null, value);
}

/** @throws ServiceError `port` */
export function listenForSmtp(server: SMTPServer, port?: number): Promise<Listening> {
  // A client that breaks off is its own affair.
  server.on('error', () => {});
  return listenOnLoopback(server.server, port);
}
