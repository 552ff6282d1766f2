/** The web services over HTTP: which contract is where, who comes in, what is read and how it is answered. */
import type { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { type Context, Hono } from 'hono';
import type { Language } from '#common/language.ts';
import type { HttpBindings } from '../../listening/web.ts';
import { hostNames } from '../flows.ts';
import { CONTRACTS, type Contract } from './contract.ts';
import type { Answer, SoapService } from './service.ts';
import { SoapRefusal } from './soap-refusal.ts';
import { WHITE_LIST_PATH } from './white-list.ts';
import { wsdlOf } from './wsdl.ts';

type SoapContext = Context<{ Bindings: HttpBindings }>;

const XML_TYPE = 'text/xml; charset=utf-8';
/** SOAP 1.2's own too: its envelope is answered with VersionMismatch. */
const TAKEN = /^\s*(?:text\/xml|application\/soap\+xml)\s*(?:;(?<parameters>.*))?$/i;

function tlsOf({ env }: SoapContext): TLSSocket {
  return env.incoming.socket as TLSSocket;
}

function hostOf(c: SoapContext): string {
  return (c.req.header('host') ?? '').toLowerCase().replace(/:\d*$/, '');
}

/** Where a caller has come to, port and all; never what else stands in the header. */
function addressOf(c: SoapContext, { path }: Contract): string {
  const host = c.req.header('host') ?? '';
  return `https://${/^[a-z0-9.-]{1,253}(?::\d{1,5})?$/i.test(host) ? host : 'localhost'}${path}`;
}

function languageOf(c: SoapContext): Language {
  return /^\s*en/i.test(c.req.header('accept-language') ?? '') ? 'en' : 'fr';
}

function requireKind(c: SoapContext): void {
  const found = TAKEN.exec(c.req.header('content-type') ?? '');
  const charset = /charset\s*=\s*"?([^";]+)/i.exec(found?.groups?.parameters ?? '')?.[1]?.trim() ?? 'utf-8';
  if (found !== null && /^utf-?8$/i.test(charset)) return;
  const text = {
    en: 'content-type: expected text/xml; charset=utf-8',
    fr: 'content-type : attendu text/xml, en utf-8',
  };
  throw new SoapRefusal('contentType', 'protocol', text, { status: 415 });
}

/** The documents' hosts have one service each, and one flow; by any other name this machine has all of them. */
function requireHost(c: SoapContext, { host }: Contract, service: SoapService): void {
  const name = hostOf(c);
  const { environment } = service.settings();
  const known = (['2bis', 'igcsante'] as const).flatMap((flow) => hostNames('soap', flow, environment));
  if (!known.includes(name)) return;
  const { servername } = tlsOf(c) as { servername?: string | false };
  const other = typeof servername === 'string' && servername.toLowerCase() !== name;
  if (name.startsWith(host) && !other) return;
  const text = {
    en: `the host ${name} does not have that service, or the connection was made to ${servername || '-'}`,
    fr: `l'hôte ${name} n'a pas ce service, ou la connexion a été faite vers ${servername || '-'}`,
  };
  throw new SoapRefusal('host', 'protocol', text, { status: 421 });
}

function answered(c: SoapContext, service: SoapService, { status, xml }: Answer): Response {
  if (!service.soapSettings().keepAlive) c.header('connection', 'close');
  return c.body(xml, status, { 'content-type': XML_TYPE, 'cache-control': 'no-store' });
}

function shown(c: SoapContext): X509Certificate | undefined {
  return tlsOf(c).getPeerX509Certificate();
}

function parts(c: SoapContext): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  return (c.req.raw.body as unknown as AsyncIterable<Uint8Array> | null) ?? [];
}

async function call(c: SoapContext, contract: Contract, service: SoapService): Promise<Response> {
  const socket = tlsOf(c);
  const from = { socket, servername: (socket as { servername?: string | false }).servername, certificate: shown(c) };
  const sent = { contract, parts: parts(c), action: c.req.header('soapaction'), language: languageOf(c) };
  const check = () => {
    requireHost(c, contract, service);
    requireKind(c);
  };
  return answered(c, service, await service.call(from, sent, check));
}

function only(c: SoapContext, service: SoapService): Response {
  c.header('allow', 'GET, POST');
  const text = {
    en: 'a call is sent with POST, the contract is at ?wsdl',
    fr: 'un appel se fait par POST, le contrat est à ?wsdl',
  };
  return answered(
    c,
    service,
    service.fault(new SoapRefusal('method', 'protocol', text, { status: 405 }), languageOf(c)),
  );
}

export function soapApp(service: SoapService): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const contract of Object.values(CONTRACTS) as Contract[]) {
    app.get(contract.path, (c) => {
      if (c.req.query('wsdl') === undefined && c.req.query('WSDL') === undefined) return only(c, service);
      return c.body(wsdlOf(contract, addressOf(c, contract)), 200, { 'content-type': XML_TYPE });
    });
    app.post(contract.path, (c) => call(c, contract, service));
    app.all(contract.path, (c) => only(c, service));
  }
  app.get(WHITE_LIST_PATH, async (c) =>
    c.body(bytes((await service.whiteList()).file), 200, { 'content-type': XML_TYPE }),
  );
  app.get(`${WHITE_LIST_PATH}.p7s`, async (c) =>
    c.body(bytes((await service.whiteList()).signature), 200, { 'content-type': 'application/pkcs7-signature' }),
  );
  app.onError((error, c) => answered(c, service, service.fault(SoapRefusal.of(error), languageOf(c))));
  app.notFound((c) =>
    c.text(
      `404: ${Object.values(CONTRACTS)
        .map(({ path }) => `${path}?wsdl`)
        .join(', ')}, ${WHITE_LIST_PATH}\n`,
      404,
    ),
  );
  return app;
}

function bytes(content: Uint8Array): Uint8Array<ArrayBuffer> {
  return content as Uint8Array<ArrayBuffer>;
}
