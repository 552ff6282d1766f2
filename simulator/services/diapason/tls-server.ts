/** Servers of TLS 1.2 that ask for a client certificate and judge it themselves: a refusal is told before they hang up. */
import { constants } from 'node:crypto';
import { createServer, type TLSSocket } from 'node:tls';
import { toPem } from '#asn1/pem.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { keepChains } from '../listening/chain-sent.ts';
import { type Listening, listenOnLoopback } from '../listening/loopback.ts';
import type { Certified } from './maker-authority.ts';

const HANDSHAKE_TIMEOUT_MS = 30_000;

export interface TlsServerOptions {
  readonly certified: Certified;
  /** Named to the clients as acceptable. */
  readonly trusted: readonly Bytes[];
  readonly connected: (socket: TLSSocket) => Promise<void>;
  readonly port?: number | undefined;
}

/** As Node's tls takes them. */
export function tlsFiles({ key, chain }: Certified): { readonly key: string; readonly cert: string } {
  return { key: key.export({ type: 'pkcs8', format: 'pem' }) as string, cert: chain.map(toPem).join('') };
}

/** @throws ServiceError `port` */
export function listenTls({ certified, trusted, connected, port }: TlsServerOptions): Promise<Listening> {
  const server = createServer({
    ...tlsFiles(certified),
    ca: trusted.map(toPem),
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.2',
    maxVersion: 'TLSv1.2',
    handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
  keepChains(server);
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy());
    void connected(socket).catch(() => socket.destroy());
  });
  // A client that gives up its handshake is its own affair.
  server.on('tlsClientError', (_, socket) => socket.destroy());
  return listenOnLoopback(server, port);
}
