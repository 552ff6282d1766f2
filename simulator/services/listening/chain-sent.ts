/** The certificates that the other end of a connection has sent. */
import type { X509Certificate } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { type Bytes, equalBytes } from '#iso7816/bytes.ts';

const seen = new WeakSet<TLSSocket>();
const kept = new WeakMap<TLSSocket, Bytes[]>();

/**
 * Each connection's chain is read before Node looks at it: 24.21 and 26.8 take it away there (nodejs/node#65579). The
 * one event that shows the socket of a server before then is `keylog`, whose line is not read.
 *
 * The reading takes it away in the same manner, and costs a tenth of one of all that each certificate says.
 */
export function keepChains(server: EventEmitter): void {
  server.on('keylog', (_line: Buffer, socket: TLSSocket) => {
    if (seen.has(socket)) return;
    seen.add(socket);
    socket.prependListener('secure', () => {
      const chain = chainTaken(socket);
      if (chain.length > 0) kept.set(socket, chain);
    });
  });
}

/** Its own first; what this end has installed may stand behind them. Of a server's connection, once its chains are kept. */
export function chainSent(socket: TLSSocket): Bytes[] {
  return kept.get(socket) ?? chainNow(socket);
}

function chainTaken(socket: TLSSocket): Bytes[] {
  const chain: Bytes[] = [];
  let next: X509Certificate | undefined = socket.getPeerX509Certificate();
  for (; next !== undefined; next = next.issuerCertificate) chain.push(new Uint8Array(next.raw));
  return chain;
}

function chainNow(socket: TLSSocket): Bytes[] {
  const chain: Bytes[] = [];
  let next: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (next?.raw !== undefined && !chain.some((one) => equalBytes(one, next?.raw as Buffer))) {
    chain.push(new Uint8Array(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}
