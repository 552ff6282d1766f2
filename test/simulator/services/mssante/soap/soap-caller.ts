/** A program before the web services, with the key of a card in a file, and what it is answered. */
import { type Agent, Agent as HttpsAgent, request } from 'node:https';
import type { ExecutionContext } from 'ava';
import { toPem } from '#asn1/pem.ts';
import { type Clock, SYSTEM_CLOCK } from '#common/clock.ts';
import { HealthServices } from '../../../../../simulator/services/index.ts';
import { CONTRACTS, type Contract } from '../../../../../simulator/services/mssante/soap/contract.ts';
import { envelope } from '../../../../../simulator/services/mssante/soap/envelope.ts';
import { bodyElement, readFields, type Values } from '../../../../../simulator/services/mssante/soap/fields.ts';
import { readXml, type XmlElement } from '../../../../../simulator/services/mssante/soap/xml-reader.ts';
import { element, type Xml } from '../../../../../simulator/services/mssante/soap/xml-writer.ts';
import { NOW } from '../../../pki/revoked.ts';
import { type Credentials, cardOf } from '../../pfc/card-client.ts';

export const HOSTS = {
  'mss-msg': 'mss-msg-igcsante.formation.mssante.fr',
  'mss-idp': 'mss-idp-igcsante.formation.mssante.fr',
} as const;

/** The calendar stands still until somebody changes it. */
class Calendar {
  now = NOW;
  readonly clock: Clock = { ...SYSTEM_CLOCK, date: () => this.now };

  pass(minutes: number): void {
    this.now = new Date(this.now.getTime() + minutes * 60_000);
  }
}

/** One operator for the tests of a file, one after another: its keys take a while. */
let started: Promise<HealthServices> | undefined;
const calendar = new Calendar();
const told: string[] = [];

export async function opened(_: ExecutionContext) {
  calendar.now = NOW;
  const tell = (_service: unknown, _action: unknown, { en }: { readonly en: string }) => void told.push(en);
  started ??= HealthServices.start({ names: ['mssante'], clock: calendar.clock, tell });
  const services = await started;
  await services.reset();
  told.length = 0;
  const { mssante, pki } = services;
  const caller = (profile: string, options = {}) => new SoapCaller(services, cardOf(pki, profile), options);
  return { calendar, services, mssante, pki, told, web: mssante.webServices, caller };
}

/** What a client must trust to come here. */
export function trustOf({ mssante, pki }: HealthServices): string {
  const { certificates } = pki.chain('sante-test-elementaire-organisations');
  return [mssante.commercialAuthority, ...certificates].map(toPem).join('');
}

export interface SoapAnswer {
  readonly status: number;
  readonly text: string;
  readonly root: XmlElement | undefined;
  readonly values: Values;
  readonly fault: { readonly code: string; readonly reason: string; readonly layer: string } | undefined;
}

interface CallerOptions {
  readonly keepAlive?: boolean;
}

export interface Sending {
  readonly path: string;
  readonly host: string;
  readonly body?: string | Uint8Array;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class SoapCaller {
  readonly #port: number;
  readonly #agent: Agent;
  token = '';

  constructor(services: HealthServices, card?: Credentials, { keepAlive = false }: CallerOptions = {}) {
    this.#port = services.mssante.webServices.port;
    this.#agent = new HttpsAgent({ ca: trustOf(services), ...card, keepAlive, maxCachedSessions: 0, maxSockets: 1 });
  }

  async call(name: string, values: Values = {}, headers: readonly Xml[] = this.#session()): Promise<SoapAnswer> {
    const contracts: readonly Contract[] = Object.values(CONTRACTS);
    const contract = contracts.find(({ operations }) => operations.some((one) => one.name === name)) as Contract;
    const operation = contract.operations.find((one) => one.name === name) as Contract['operations'][number];
    const body = envelope(bodyElement(contract, name, operation.request, values), ...headers);
    const answer = await this.send({ path: contract.path, host: HOSTS[contract.host], body });
    const found = answer.root?.elements.at(-1)?.elements[0];
    if (answer.fault !== undefined || found === undefined) return answer;
    return { ...answer, values: readFields(found, operation.response) };
  }

  /** Prior authentication. */
  async open(): Promise<Values> {
    const { values } = await this.call('OpenSession', {}, []);
    this.token = values.token as string;
    return values;
  }

  #session(): Xml[] {
    if (this.token === '') return [];
    const { namespace } = CONTRACTS.messages;
    return [element('s:Session', { 'xmlns:s': namespace }, element('s:token', {}, this.token))];
  }

  async send({ path, host, body, method = 'POST', headers = {} }: Sending): Promise<SoapAnswer> {
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const options = {
        ...{ host: '127.0.0.1', port: this.#port, servername: host, agent: this.#agent, path, method },
        headers: { host: `${host}:${this.#port}`, 'content-type': 'text/xml; charset=utf-8', ...headers },
      };
      const sent = request(options, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => void parts.push(part)).on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      });
      sent.on('error', reject).end(body);
    });
    const root = text.startsWith('<') ? await readXml([Buffer.from(text)], LIMITS) : undefined;
    return { status, text, root, values: {}, fault: root && faultIn(root) };
  }

  close(): void {
    this.#agent.destroy();
  }
}

const LIMITS = { bytes: 40_000_000, depth: 20, elements: 100_000, attributes: 50 };

function faultIn(root: XmlElement): SoapAnswer['fault'] {
  const fault = root.elements.at(-1)?.elements.find(({ local }) => local === 'Fault');
  const child = (name: string) => fault?.elements.find(({ local, uri }) => local === name && uri === '');
  const refusal = child('detail')?.elements[0];
  if (fault === undefined || refusal === undefined) return undefined;
  const { layer = '', reason = '' } = refusal.attributes;
  return { code: child('faultcode')?.text ?? '', reason, layer };
}
