/** The thread that does the TLS of one card's key at a time: it may sleep until the card has signed, and nobody else does. */
import type { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, type PeerCertificate, type SecureContext, type TLSSocket } from 'node:tls';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { textOf } from '#common/coded-error.ts';
import { outcomeOf } from './card-context.ts';
import { CardTlsError } from './card-tls-error.ts';
import { ContextPool } from './context-pool.ts';
import type { ToTlsThread } from './tls-threads.ts';
import type { OpenTunnel, SecureConnection, ToSocket, ToTunnel, TunnelPlace } from './tunnel-messages.ts';

/** Of the key that the thread has now. */
let contexts: ContextPool;
const sockets = new Set<TLSSocket>();

const certificates = new WeakMap<TLSSocket, X509Certificate>();

/** The server's. Read once: Node takes it out of OpenSSL's list, and would find that of the authority there next. */
function certificateOf(socket: TLSSocket): X509Certificate | undefined {
  const certificate = certificates.get(socket) ?? socket.getPeerX509Certificate();
  if (certificate !== undefined) certificates.set(socket, certificate);
  return certificate;
}

/**
 * What Node judges the server's name by. It asks for all that every certificate of the chain says, which costs more than
 * the card's signature.
 */
function namesOf(socket: TLSSocket): object {
  const certificate = certificateOf(socket);
  if (certificate === undefined) return {};
  const subject = {
    get CN() {
      return certificate.toLegacyObject().subject.CN;
    },
  };
  return { subject, subjectaltname: certificate.subjectAltName };
}

function connectionOf(socket: TLSSocket): SecureConnection {
  // Undefined when no error was found; typed as an Error, it is a code.
  const error: unknown = socket.authorizationError;
  return {
    authorized: socket.authorized,
    authorizationError: error ? String(error) : undefined,
    protocol: socket.getProtocol(),
    cipher: socket.getCipher(),
    alpnProtocol: socket.alpnProtocol ?? false,
    sessionReused: socket.isSessionReused(),
    peerCertificate: certificateOf(socket)?.raw,
    localPort: socket.localPort,
    remoteAddress: socket.remoteAddress,
    remotePort: socket.remotePort,
  };
}

function failureOf(error: unknown) {
  const { message = String(error), code } = error as NodeJS.ErrnoException;
  return { message, code };
}

function obey(socket: TLSSocket, port: MessagePort): void {
  const send = (message: ToSocket) => port.postMessage(message);
  port.on('message', (message: ToTunnel) => {
    if (message.kind === 'write') socket.write(message.bytes, (error) => error || send({ kind: 'written' }));
    else if (message.kind === 'end') socket.end();
    else if (message.kind === 'destroy') socket.destroy();
    else if (message.kind === 'sessions') socket.on('session', (session) => send({ kind: 'session', session }));
    else socket[message.kind]();
  });
  // The other side has gone, and cannot say so any more.
  port.on('close', () => socket.destroy());
}

function connected({ sni, ALPNProtocols, session, ...place }: TunnelPlace, secureContext: SecureContext): TLSSocket {
  const socket = connect({
    ...place,
    ...(sni !== undefined && { servername: sni }),
    secureContext,
    ...(ALPNProtocols && { ALPNProtocols: [...ALPNProtocols] }),
    ...(session && { session: Buffer.from(session) }),
  });
  return Object.assign(socket, { getPeerCertificate: () => namesOf(socket) as PeerCertificate });
}

function open({ port, number, place, context }: OpenTunnel, contexts: ContextPool): void {
  const send = (message: ToSocket) => port.postMessage(message);
  try {
    const { context: secureContext, giveBack } = contexts.take(context, number);
    const socket = connected(place, secureContext);
    sockets.add(socket);
    socket.on('secureConnect', () => send({ kind: 'secure', connection: connectionOf(socket) }));
    socket.on('data', (bytes) => send({ kind: 'data', bytes }));
    socket.on('end', () => send({ kind: 'ended' }));
    socket.on('error', (error) => {
      const { refusal, fault } = outcomeOf(secureContext);
      send({ kind: 'failed', failure: fault ?? failureOf(error), refusal });
    });
    socket.on('close', () => {
      sockets.delete(socket);
      giveBack();
      send({ kind: 'closed' });
      port.close();
    });
    obey(socket, port);
  } catch (error) {
    const refusal = error instanceof CardTlsError ? { reason: error.reason, why: textOf(error) } : undefined;
    send({ kind: 'failed', failure: failureOf(error), refusal });
    port.close();
  }
}

async function free(): Promise<void> {
  await Promise.all(
    Array.from(sockets, (socket) => {
      socket.destroy();
      return once(socket, 'close');
    }),
  );
  parentPort?.postMessage('free');
}

parentPort?.on('message', async (message: ToTlsThread) => {
  if (message.kind === 'key') contexts = new ContextPool(message.key);
  else if (message.kind === 'open') open(message.tunnel, contexts);
  else if (message.kind === 'free') await free();
  // Ended from inside: a thread that is terminated within a call of OpenSSL may take the process with it.
  else process.exit();
});
