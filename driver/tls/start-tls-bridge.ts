/**
 * A mail program's part before TLS, for who does TLS elsewhere: asks a server for STARTTLS in clear, and hands the connection on
 * as a port where TLS begins at once. Source: RFC 3207, 4; RFC 9051, 6.2.1.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { Incoming } from '#common/incoming.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { StartTlsError } from './start-tls-error.ts';

const LONGEST_LINE = 16_384;
/** A server that does not come to TLS in so long never will. */
const LONGEST_MS = 10_000;

function noTls(said: string): StartTlsError {
  const shown = said
    .trim()
    .slice(0, 200)
    .replaceAll(/[^ -~]/g, '?');
  return new StartTlsError({
    en: `the server offers no TLS: '${shown}'; nothing is sent in clear`,
    fr: `le serveur n'offre pas TLS : « ${shown} » ; rien n'est envoyé en clair`,
  });
}

function silent(server: string): StartTlsError {
  return new StartTlsError({
    en: `${server} said nothing within ${LONGEST_MS / 1000} s that leads to TLS: is it the port of that protocol, where STARTTLS is asked for?`,
    fr: `${server} n'a rien dit en ${LONGEST_MS / 1000} s qui mène à TLS : est-ce le port de ce protocole, où STARTTLS se demande ?`,
  });
}

/** The answer's last line: `250 ` or `a1 `, not `250-`. */
async function answer(incoming: Incoming, ends: RegExp): Promise<string> {
  let said = '';
  for (;;) {
    const line = await incoming.line(LONGEST_LINE);
    if (!Buffer.isBuffer(line)) throw noTls(said);
    said += line.toString('latin1');
    if (ends.test(line.toString('latin1'))) return said;
  }
}

async function askSmtp(socket: Socket, incoming: Incoming): Promise<string> {
  const ends = /^\d{3} /;
  const greeting = await answer(incoming, ends);
  socket.write('EHLO poste\r\n');
  const offered = await answer(incoming, ends);
  if (!/^250[ -]STARTTLS\r?$/m.test(offered)) throw noTls(offered);
  socket.write('STARTTLS\r\n');
  const said = await answer(incoming, ends);
  if (!said.startsWith('220')) throw noTls(said);
  return greeting;
}

async function askImap(socket: Socket, incoming: Incoming): Promise<string> {
  const greeting = await answer(incoming, /^\* /);
  // Whoever is let in without TLS cannot ask for it any more: the way of an attack.
  if (!greeting.startsWith('* OK')) throw noTls(greeting);
  socket.write('a0 STARTTLS\r\n');
  const said = await answer(incoming, /^a0 /);
  if (!/^a0 OK/m.test(said)) throw noTls(said);
  return greeting;
}

function join(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => from.destroy());
    from.on('close', () => to.destroy());
  }
}

/** A port of loopback that one connection may come to. */
export interface JoinedPort {
  readonly port: number;
  /** Ends it, with the connection. */
  close(): Promise<void>;
}

export interface Bridge extends JoinedPort {
  /** What the server said first. */
  readonly greeting: string;
}

/** One connection to that port is joined to `stream`; neither keeps the process alive. */
export async function oneConnection(stream: Duplex, first = ''): Promise<JoinedPort> {
  let joined: Socket | undefined;
  const server = createServer((socket) => {
    server.close();
    joined = socket.unref();
    socket.write(first);
    join(socket, stream);
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  server.unref();
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      joined?.destroy();
      await closed;
    },
  };
}

/**
 * @param signal ends it, and the connection
 * @throws StartTlsError when TLS is not offered, or refused; an error of the network, or that of the signal
 */
export async function startTlsBridge(
  protocol: 'imap' | 'smtp',
  port: number,
  host = LOOPBACK,
  signal?: AbortSignal,
): Promise<Bridge> {
  const socket = connect({ port, host, ...(signal && { signal }) });
  const stop = SYSTEM_CLOCK.after(LONGEST_MS, () => socket.destroy(silent(`${host}:${port}`)));
  try {
    await once(socket, 'connect');
    const incoming = new Incoming(socket);
    const greeting = await (protocol === 'imap' ? askImap : askSmtp)(socket, incoming);
    // What came glued to the answer is thrown away: it was in clear.
    incoming.leave();
    const listening = await oneConnection(socket);
    return { ...listening, greeting };
  } catch (error) {
    socket.destroy();
    throw socket.errored ?? error;
  } finally {
    stop();
  }
}
