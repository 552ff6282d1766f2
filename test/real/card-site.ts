/** A page over mutual TLS that says whose card it was asked with, or that there was none. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import type { ExecutionContext } from 'ava';
import { toPem } from '#asn1/pem.ts';
import { defaultPki } from '../../simulator/pki/index.ts';
import { tool } from './plugged-card.ts';

export async function succeeds(t: ExecutionContext, program: string, ...args: string[]): Promise<void> {
  const { code, stdout, stderr } = await tool(program, args);
  t.is(code, 0, `${program}: ${stdout}${stderr}`);
}

/** A page that says who the certificate names, or that there was none. */
function page(socket: TLSSocket): string {
  const { subject } = socket.getPeerCertificate();
  const name = socket.authorized ? `${subject.GN} ${subject.SN}, ${subject.title}` : 'NO CERTIFICATE';
  return `<!doctype html><meta charset="utf-8"><title>${name}</title><h1 style="font: 3em sans-serif">${name}</h1>`;
}

export interface Site {
  readonly url: string;
  /** What the page said, request by request. */
  readonly pages: readonly string[];
  readonly server: Server;
}

/** An authority in ca.pem and its certificate for localhost: no browser takes an authority's own for a server's. */
async function serverCertificate(t: ExecutionContext, folder: string): Promise<{ key: Buffer; cert: Buffer }> {
  const at = (name: string) => join(folder, name);
  const fresh = ['-newkey', 'rsa:2048', '-nodes'];
  writeFileSync(at('names'), 'subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n');
  const authority = ['-x509', '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Autorite du test'];
  await succeeds(t, 'openssl', 'req', ...fresh, ...authority);
  await succeeds(
    t,
    'openssl',
    'req',
    ...fresh,
    '-keyout',
    at('key.pem'),
    '-out',
    at('csr.pem'),
    '-subj',
    '/CN=localhost',
  );
  const signed = ['-req', '-in', at('csr.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial'];
  await succeeds(t, 'openssl', 'x509', ...signed, '-out', at('cert.pem'), '-extfile', at('names'));
  return { key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')) };
}

/**
 * TLS 1.2 at most: the card cannot make the PSS signatures of TLS 1.3.
 * @param sigalgs those the server takes; OpenSSL's own by default, PSS among them
 */
export async function site(t: ExecutionContext, folder: string, sigalgs?: string): Promise<Site> {
  const { intermediate, root } = defaultPki.certificates();
  const pages: string[] = [];
  const settings = {
    ...(await serverCertificate(t, folder)),
    ca: [toPem(intermediate), toPem(root)],
    requestCert: true,
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2' as const,
    handshakeTimeout: 30_000,
    ...(sigalgs !== undefined && { sigalgs }),
  };
  const server = createServer(settings, (request, response) => {
    if (request.url !== '/') return void response.writeHead(404).end();
    const text = page(request.socket as TLSSocket);
    pages.push(text);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/`, pages, server };
}
