/** Programs before TESTSSL, with the key of a card in a file; each opens a connection of its own unless it is given an agent. */
import { Agent, type AgentOptions, type RequestOptions, request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { TestSsl } from '../../../../simulator/services/index.ts';
import type { Credentials } from '../pfc/card-client.ts';

export interface Visited {
  readonly status: number;
  readonly text: string;
  readonly connection: string | undefined;
  readonly reused: boolean;
  /** Name in the certificate of the server. */
  readonly server: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the interface answers
  readonly json: any;
}

export interface Visiting extends RequestOptions {
  readonly path?: string;
  readonly body?: string;
  readonly tls?: AgentOptions;
}

export function agentOf(site: TestSsl, card?: Credentials, tls: AgentOptions = {}): Agent {
  return new Agent({ ca: site.trust, maxCachedSessions: 0, keepAlive: false, ...card, ...tls });
}

/** @throws the error of the connection */
export function visit(site: TestSsl, card: Credentials | Agent | undefined, visiting: Visiting = {}): Promise<Visited> {
  const { path = '/carte.json', body, tls, ...options } = visiting;
  const agent = card instanceof Agent ? card : agentOf(site, card, tls);
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, site.url), { agent, ...options }, (response) => {
      const socket = response.socket as TLSSocket;
      const [reused, server] = [socket.isSessionReused(), String(socket.getPeerCertificate().subject?.CN)];
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => void parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        const json = /json/.test(response.headers['content-type'] ?? '') ? JSON.parse(text) : undefined;
        const { statusCode: status = 0, headers } = response;
        resolve({ status, text, connection: headers.connection, reused, server, json });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Layer and rule of everything that is broken. */
export function rulesOf({ json }: Visited): string[] {
  return json.broken.map(({ layer, rule }: { layer: string; rule: string }) => `${layer} ${rule}`);
}
