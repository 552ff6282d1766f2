/** A process of its own that stores mails at an IMAP server and reads them again: its work is the same whoever the server is. */
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export interface MailVisit {
  readonly port: number;
  readonly host: string;
  /** Whose mailbox. */
  readonly address: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly mails: number;
  readonly bytes: number;
}

/** Microseconds. */
export interface MailTimes {
  readonly stored: number;
  readonly read: number;
}

/** Until a line of the server begins so; what came is counted and forgotten. */
async function answered(socket: Socket, tag: string): Promise<number> {
  const end = Buffer.from(`\r\n${tag} `);
  let [length, tail] = [0, Buffer.from('\r\n')];
  for (;;) {
    const [part] = (await once(socket, 'data')) as [Buffer];
    length += part.length;
    tail = Buffer.concat([tail, part]).subarray(-4096);
    const at = tail.lastIndexOf(end);
    if (at < 0 || tail.indexOf('\n', at + 2) < 0) continue;
    const said = tail.subarray(at + 2).toString('latin1');
    if (!said.startsWith(`${tag} OK`)) throw new Error(said);
    return length;
  }
}

async function ask(socket: Socket, tag: string, command: string): Promise<number> {
  socket.write(`${tag} ${command}\r\n`);
  return answered(socket, tag);
}

async function entered({ port, host, address, ca, cert, key }: MailVisit): Promise<TLSSocket> {
  const plain = connectTcp(port, '127.0.0.1');
  await once(plain, 'data');
  await ask(plain, 'a', 'STARTTLS');
  const options = { socket: plain, ca, cert, key, servername: host, maxVersion: 'TLSv1.2' } as const;
  const socket = connectTls(options);
  await once(socket, 'secureConnect');
  await ask(socket, 'b', `AUTHENTICATE EXTERNAL ${Buffer.from(address).toString('base64')}`);
  return socket;
}

function mailOf(bytes: number): string {
  const head = 'From: a@a.example\r\nTo: b@b.example\r\nSubject: bench\r\n\r\n';
  const line = `${'x'.repeat(74)}\r\n`;
  return (head + line.repeat(Math.ceil(bytes / line.length))).slice(0, bytes - 2).concat('\r\n');
}

async function visited(visit: MailVisit): Promise<MailTimes> {
  const { mails, bytes } = visit;
  const socket = await entered(visit);
  const mail = mailOf(bytes);
  const start = performance.now();
  for (let i = 0; i < mails; i++) await ask(socket, `c${i}`, `APPEND INBOX {${mail.length}+}\r\n${mail}`);
  const stored = performance.now();
  await ask(socket, 'd', 'SELECT INBOX');
  const length = await ask(socket, 'e', 'FETCH 1:* (UID BODY.PEEK[])');
  if (length < mails * bytes) throw new Error(`${length} bytes read of ${mails} mails of ${bytes}`);
  const read = performance.now();
  await ask(socket, 'f', 'STORE 1:* +FLAGS.SILENT (\\Deleted)');
  await ask(socket, 'g', 'EXPUNGE');
  socket.destroy();
  return { stored: 1000 * (stored - start), read: 1000 * (read - stored) };
}

process.on('message', async (visit: MailVisit) => process.send?.(await visited(visit)));
