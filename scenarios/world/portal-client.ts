/** A program before the portal of the world, with the card that is in a reader: its interface in JSON. */
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { parseName } from '#formats/names.ts';
import { newRsaKey } from '#formats/private-key.ts';
import { makeRequest, requestPem } from '#formats/request.ts';
import type { Pfc } from './health-services.ts';
import type { ProgramTls, ShownCard } from './windows/program-tls.ts';

export interface PortalAnswer {
  readonly status: number;
  /** What was answered: a product, products, or the error. */
  readonly json: unknown;
}

/** What an order says beside its request. */
export interface PortalOrder {
  readonly offer: string;
  readonly usage: string;
  readonly structure?: string | undefined;
  readonly service?: string | undefined;
}

async function answerOf(response: IncomingMessage): Promise<PortalAnswer> {
  const parts: Uint8Array[] = [];
  for await (const part of response as AsyncIterable<Uint8Array>) parts.push(part);
  const isJson = /json/.test(response.headers['content-type'] ?? '');
  return { status: response.statusCode ?? 0, json: isJson ? JSON.parse(Buffer.concat(parts).toString()) : undefined };
}

export class PortalClient {
  readonly #pfc: Pfc;
  readonly #tls: ProgramTls;
  #key: KeyObject | undefined;

  constructor(pfc: Pfc, tls: ProgramTls) {
    this.#pfc = pfc;
    this.#tls = tls;
  }

  /** A body is sent with POST. @throws CardTlsError why the connection has shown no card */
  async ask(path: string, body: unknown, card: ShownCard): Promise<PortalAnswer> {
    const agent = await this.#tls.agent({ ca: this.#pfc.trust, keepAlive: false }, card);
    const options = {
      agent,
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json' },
    };
    const asked = request(new URL(path, `${this.#pfc.url}api/`), options);
    // Until the answer is there `once` looks at errors; a server that hangs up behind it has answered.
    asked.on('error', () => {});
    asked.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return answerOf(response);
  }

  /** Orders with a request for a new key, or again for the last one. @throws CardTlsError */
  async order(order: PortalOrder, sameKey: boolean, card: ShownCard): Promise<PortalAnswer> {
    return this.ask('products', { ...order, csr: await this.#request(sameKey) }, card);
  }

  /** Renews a product, as `order`; what is said beside the key has to be as it was. @throws CardTlsError */
  async renew(number: number, said: Partial<PortalOrder>, sameKey: boolean, card: ShownCard): Promise<PortalAnswer> {
    return this.ask(`products/${number}/renewal`, { ...said, csr: await this.#request(sameKey) }, card);
  }

  async #request(sameKey: boolean): Promise<string> {
    this.#key = (sameKey ? this.#key : undefined) ?? (await newRsaKey());
    return requestPem(makeRequest({ key: this.#key, subject: parseName('C=FR') }));
  }
}
