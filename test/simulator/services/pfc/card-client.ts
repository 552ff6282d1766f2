/** Programs before the portal: curl's and a browser's part, with the key of a card in a file. */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { toPem } from '#asn1/pem.ts';
import { personalise, shippedProfile } from '../../../../simulator/personalisation/index.ts';
import type { Pki } from '../../../../simulator/pki/index.ts';

/** A certificate and its key, as programs take them. */
export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

const FILES = { authentication: ['A002', '02'], signature: ['A001', '01'], technical: ['A003', '03'] } as const;

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** What a card of that profile would prove itself with. */
export function cardOf(pki: Pki, profile: string, usage: keyof typeof FILES = 'authentication'): Credentials {
  const { contents, keys } = personalise(shippedProfile(profile), 1, { pki });
  const [file, key] = FILES[usage];
  const [certificate, privateKey] = [contents[`3F00/0001/${file}`], keys[`3F00/0001/${key}`]];
  if (certificate === undefined || privateKey === undefined) throw new Error(`${profile}: no ${usage} key`);
  return { cert: toPem(certificate), key: pemOf(privateKey) };
}

/** One made for a test, beside its key. */
export function credentials(certificate: Uint8Array, key: KeyObject): Credentials {
  return { cert: toPem(certificate), key: pemOf(createPrivateKey(pemOf(key))) };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as a form, what is JSON.stringified as JSON. */
  readonly body?: string | Uint8Array;
}

const FORM = 'application/x-www-form-urlencoded';

/** A browser without pages: it keeps cookies, follows no redirection by itself and has one card. */
export class CardClient {
  readonly #url: string;
  readonly #agent: Agent;
  cookies = new Map<string, string>();

  constructor(url: string, trust: string, card?: Credentials) {
    this.#url = url;
    this.#agent = new Agent({ ca: trust, ...card, maxCachedSessions: 0, keepAlive: false });
  }

  ask(path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const options = { method, agent: this.#agent, headers: { ...(cookie && { cookie }), ...headers } };
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.#url), options, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => {
          this.#keep(response.headers['set-cookie'] ?? []);
          const whole = Buffer.concat(parts);
          const { statusCode: status = 0, headers: got } = response;
          resolve({ status, headers: got, body: whole, text: whole.toString() });
        });
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  json(path: string, value: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const type = { 'content-type': 'application/json', ...headers };
    return this.ask(path, { method: 'POST', headers: type, body: JSON.stringify(value) });
  }

  form(path: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
    const body = new URLSearchParams(fields).toString();
    return this.ask(path, { method: 'POST', headers: { 'content-type': FORM, ...headers }, body });
  }

  /** Opens a session; the token of its forms. */
  async enter(): Promise<string> {
    await this.form('/connexion', {});
    return tokenIn((await this.ask('/retirer')).text);
  }

  #keep(set: readonly string[]): void {
    for (const line of set) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = pair.split('=');
      if (/Max-Age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
  }
}

/** What the forms of a page send back. */
export function tokenIn(page: string): string {
  return /name="jeton" value="([^"]+)"/.exec(page)?.[1] ?? '';
}

export function reasonIn({ text }: Answer): string {
  return JSON.parse(text).error.reason;
}
