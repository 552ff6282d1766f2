/** A plain https server of Node that asks for a certificate, and says whom it has seen. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { ExecutionContext } from 'ava';
import { toPem } from '#asn1/pem.ts';
import { defaultPki } from '../../../simulator/pki/index.ts';

const STRUCTURE = { name: 'HÔPITAL DE SIMULATION', nationalId: '10B9990039', department: 'Paris (75)' };

interface Issue {
  readonly from?: Date;
  readonly to?: Date;
  readonly name?: string;
}

/** A certificate of a server and its chain. */
export function issued(publicKey: KeyObject, { name = 'localhost', ...validity }: Issue = {}): string {
  const subject = { kind: 'software', commonName: name, structure: STRUCTURE, dnsNames: [name] } as const;
  return defaultPki.chain(defaultPki.issue('sante-serv-ssl', subject, publicKey, validity)).pem;
}

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** Key and certificate of the server `localhost`. */
export const LOCALHOST = { key: privateKey.export({ type: 'pkcs8', format: 'pem' }), cert: issued(publicKey) };

/** The same, of a year that is over. */
export const OUT_OF_DATE = {
  ...LOCALHOST,
  cert: issued(publicKey, { from: new Date('2024-01-01'), to: new Date('2025-01-01') }),
};

/** What clients trust. */
export const SERVER_AUTHORITIES = defaultPki.authorities().map(({ certificate }) => toPem(certificate));

/** What servers trust: the authorities of cards. */
export const CARD_AUTHORITIES = Object.values(defaultPki.certificates()).map(toPem);

export interface Site {
  readonly server: Server;
  readonly port: number;
  /** What it saw, request by request: `899909990001`, `none`, with `(reused)` for a resumed session. */
  readonly seen: readonly string[];
}

function seenBy(socket: TLSSocket): string {
  const { subject } = socket.getPeerCertificate();
  const who = socket.authorized ? String(subject.CN) : 'none';
  return socket.isSessionReused() ? `${who}(reused)` : who;
}

/** Answers each request with what it saw. */
export async function serve(options: ServerOptions = {}): Promise<Site> {
  const seen: string[] = [];
  const settings = {
    ...LOCALHOST,
    ca: CARD_AUTHORITIES,
    requestCert: true,
    rejectUnauthorized: true,
    keepAliveTimeout: 60_000,
    ...options,
  };
  const server = createServer(settings, (request, response) => {
    const who = seenBy(request.socket as TLSSocket);
    seen.push(who);
    response.end(who);
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port, seen };
}

/** As `serve`, until the test ends. */
export async function site(t: ExecutionContext, options: ServerOptions = {}): Promise<Site> {
  const served = await serve(options);
  t.teardown(() => {
    served.server.closeAllConnections();
    served.server.close();
  });
  return served;
}

/** What the server says to who shows no card. */
export function withoutCard(port: number): Promise<string> {
  const options = { host: '127.0.0.1', servername: 'localhost', port, ca: SERVER_AUTHORITIES, agent: false } as const;
  return new Promise((resolve, reject) => {
    get(options, (response) => resolve(text(response))).on('error', reject);
  });
}
