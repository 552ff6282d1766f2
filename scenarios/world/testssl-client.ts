/** A program before TESTSSL of the world, with the card that is in a reader: it reads what the site saw, in JSON. */
import { once } from 'node:events';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import { toPem } from '#asn1/pem.ts';
import { CardAgent } from '../../driver/tls/index.ts';
import type { TestSsl } from './health-services.ts';
import type { ProgramTls, ShownCard } from './windows/program-tls.ts';

/** `new`: a connection of its own; `kept`: the one before, if the server has kept it; `ticket`: a new one that resumes it. */
export const CONNECTIONS = ['new', 'kept', 'ticket'] as const;

/** `card`: what is read on the card; `entrance`: the page before it, which has its certificate only where each has. */
export const PAGES = ['card', 'entrance'] as const;

/**
 * Who stands between, and writes the certificate of the card into a header: the site's `own` proxy; one that passes none on
 * (`silent`), or cuts it (`cut`); a `forged` header is written by whoever has seen the certificate, which is no secret.
 */
export const PROXIES = ['own', 'silent', 'cut', 'forged'] as const;
export type ProxyName = (typeof PROXIES)[number];

/** Of an escaped certificate, what a proxy with a short header leaves. */
const CUT = 700;

export interface Look {
  readonly connection: (typeof CONNECTIONS)[number];
  /** Sends the authorities behind the card's certificate too. */
  readonly chain: boolean;
  /** Whether the server is called by its name (SNI). */
  readonly named: boolean;
  /** Of the program's OpenSSL; as it comes by default, which lets no certificate of 2TER (SHA-1) out. */
  readonly securityLevel?: number | undefined;
  readonly page: (typeof PAGES)[number];
  /** Bytes that are sent along, as a form that carries a document. */
  readonly body?: number | undefined;
}

/** What the site says of a card. */
export interface CardSeen {
  readonly verification: 'SUCCESS' | 'FAILED';
  readonly handshake?: 'full' | 'resumed' | 'proxied';
  readonly person?: string;
  readonly broken: readonly { readonly layer: string; readonly rule: string }[];
}

export class TestSslClient {
  readonly #site: TestSsl;
  readonly #tls: ProgramTls;
  #agent: CardAgent | undefined;

  constructor(site: TestSsl, tls: ProgramTls) {
    this.#site = site;
    this.#tls = tls;
  }

  /** @throws CardTlsError why the connection has shown no card; an error of the connection */
  async look(look: Look, card: ShownCard): Promise<CardSeen> {
    const agent = await this.#agentFor(look, card);
    const servername = look.named ? {} : { servername: '', rejectUnauthorized: false };
    const method = look.body === undefined ? 'GET' : 'POST';
    const page = look.page === 'card' ? 'carte.json' : '';
    const asked = request(new URL(page, this.#site.url), { agent, method, ...servername });
    const response = await answered(asked, look.body);
    if (look.page === 'card') return (await json(response)) as CardSeen;
    response.resume();
    await once(response, 'end');
    return { verification: response.statusCode === 200 ? 'SUCCESS' : 'FAILED', broken: [] };
  }

  /** The page over HTTP, as a proxy that ends TLS asks for it; neither the card nor its code is asked for. */
  async lookThrough(proxy: ProxyName, card: ShownCard): Promise<CardSeen> {
    const { certificate } = await this.#tls.key(card);
    const escaped = encodeURIComponent(toPem(certificate));
    const headers = {
      ...(proxy !== 'silent' && { 'x-ssl-client-cert': proxy === 'cut' ? escaped.slice(0, CUT) : escaped }),
      ...(proxy !== 'forged' && { 'x-proxy-secret': this.#site.proxySecret }),
    };
    const asked = httpRequest(new URL('carte.json', this.#site.httpUrl), { headers, agent: false });
    return (await json(await answered(asked))) as CardSeen;
  }

  async #agentFor({ connection, chain, securityLevel }: Look, card: ShownCard): Promise<CardAgent> {
    const known = this.#agent;
    if (connection === 'kept' && known !== undefined) return known;
    known?.destroy();
    if (connection === 'ticket' && known !== undefined) return known;
    this.#agent = undefined;
    const key = await this.#tls.key(card);
    this.#agent = new CardAgent(key, {
      ...{ ca: this.#site.trust, keepAlive: true, maxSockets: 1, resume: true },
      ...(chain && { chain: this.#site.authoritiesAbove(key.certificate).map(toPem) }),
      ...(securityLevel !== undefined && { ciphers: `DEFAULT:@SECLEVEL=${securityLevel}` }),
    });
    return this.#agent;
  }
}

/** Until the answer is there `once` looks at errors; a server that hangs up behind it has answered. */
async function answered(asked: ClientRequest, body = 0): Promise<IncomingMessage> {
  asked.on('error', () => {});
  asked.end('x'.repeat(body));
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return response;
}
