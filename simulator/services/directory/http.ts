/**
 * The authorities' sites: certificates and lists under the documents' paths, and their OCSP responder, by GET and POST.
 *
 * Source: RFC 5280, 4.2.1.13 and RFC 2585, 3 and 4 (types of content); RFC 6960, appendix A (OCSP over HTTP).
 */
import { Hono } from 'hono';
import type { Bytes } from '#iso7816/bytes.ts';
import type { OcspBehaviour, Pki } from '../../pki/index.ts';
import { limitedBody } from '../listening/limited-body.ts';
import type { HttpBindings } from '../listening/web.ts';
import type { ServiceContext } from '../service.ts';
import { delay } from './delay.ts';
import { directoryPage } from './page.ts';
import type { Publications, Wanted } from './publications.ts';

const TYPES = { certificate: 'application/pkix-cert', crl: 'application/pkix-crl', deltaCrl: 'application/pkix-crl' };
const CHAIN = /^\/AC(?<test>%20TEST| TEST)?\/Chaine_de_certification-IGC-Sante(-TEST)?\.p7b$/;
/** A request whose + / = stand as they are or escaped; it begins as a SEQUENCE does. */
const IN_BASE64 = /^\/+(?<base64>M[A-Za-z0-9+/=]+)$/;
const OCSP_RESPONSE = 'application/ocsp-response';
/** Bytes; a request asks of some certificates. */
const LARGEST_REQUEST = 65_536;

/** Path of each address in its decoded form, as a server looks it up. */
function pathsOf({ points }: Publications): ReadonlyMap<string, Wanted> {
  const web = points.filter(({ url }) => url.startsWith('http:'));
  return new Map(web.map((point) => [decodeURIComponent(new URL(point.url).pathname), point]));
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Every certificate of IGC-Santé, of one branch. Source: reference/cps-facts.md (d): the name of the file. */
function santeChain(pki: Pki, test: boolean): Bytes {
  const ids = pki.authorities().filter(({ id }) => id.startsWith('sante-test') === test && id.startsWith('sante'));
  return pki.bundle(ids.map(({ id }) => id));
}

/** A connection that ends without an answer. */
function hangUp(bindings: HttpBindings): Response {
  bindings.incoming.socket.destroy();
  return new Response(null, { headers: { 'x-hono-already-sent': 'true' } });
}

export interface DirectoryAppOptions extends ServiceContext {
  readonly publications: Publications;
  /** How the responder answers. */
  readonly ocsp: () => OcspBehaviour;
}

type App = Hono<{ Bindings: HttpBindings }>;

function publish(app: App, { publications, pki, clock, tell }: DirectoryAppOptions): void {
  const paths = pathsOf(publications);
  app.get('*', async (c, next) => {
    const chain = CHAIN.exec(c.req.path);
    if (chain !== null)
      return bytes(santeChain(pki, chain.groups?.test !== undefined), 'application/x-pkcs7-certificates');
    const wanted = paths.get(decoded(c.req.path) ?? '');
    if (wanted === undefined) return next();
    const fault = publications.fault(wanted, 'http');
    tell('directory', 'asked', { en: `HTTP: ${c.req.path}`, fr: `HTTP : ${c.req.path}` });
    if (fault === 'unreachable') return hangUp(c.env);
    await delay(clock, fault, c.req.raw.signal);
    const content = publications.content(wanted, 'http');
    if (content === undefined) return next();
    return bytes(content, fault === 'html' ? 'text/html' : TYPES[wanted.what]);
  });
}

function bytes(content: Bytes, type: string): Response {
  const headers = { 'content-type': type, 'content-length': String(content.length) };
  return new Response(content as Uint8Array<ArrayBuffer>, { headers });
}

function answerOcsp(app: App, { pki, tell, ocsp }: DirectoryAppOptions): void {
  const answer = (request: Bytes) => {
    const { response, responseStatus, certificates, why } = pki.ocsp.answer(request, ocsp());
    const text = [responseStatus, ...certificates.map(({ status }) => status), ...(why === undefined ? [] : [why])];
    tell('directory', 'ocsp', { en: `OCSP: ${text.join(', ')}`, fr: `OCSP : ${text.join(', ')}` });
    return bytes(response, OCSP_RESPONSE);
  };
  app.post('/', limitedBody(LARGEST_REQUEST), async (c) => {
    return answer(new Uint8Array(await c.req.arrayBuffer()));
  });
  app.get('*', (c, next) => {
    const base64 = IN_BASE64.exec(decoded(new URL(c.req.url).pathname) ?? '')?.groups?.base64;
    return base64 === undefined ? next() : answer(new Uint8Array(Buffer.from(base64, 'base64')));
  });
}

export function directoryApp(options: DirectoryAppOptions): App {
  const app: App = new Hono();
  app.get('/', (c) => c.html(directoryPage(options)));
  publish(app, options);
  answerOcsp(app, options);
  app.notFound((c) => c.text('404: no list, no certificate and no request of OCSP here / rien à cette adresse\n', 404));
  return app;
}
