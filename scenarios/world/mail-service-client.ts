/** A program before the web services of the MSSanté operator, with the card that is in a reader: SOAP 1.1 over HTTPS. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { Clock } from '#common/clock.ts';
import { LOOPBACK } from '#common/loopback.ts';
import { OLD_SIGNATURES } from '#common/old-signatures.ts';
import { type Flow, hostNames } from '../../simulator/services/mssante/flows.ts';
import { CONTRACTS, type Contract, type Operation } from '../../simulator/services/mssante/soap/contract.ts';
import { envelope, nameOf } from '../../simulator/services/mssante/soap/envelope.ts';
import { bodyElement, readFields, type Values } from '../../simulator/services/mssante/soap/fields.ts';
import { SOAP, WSSE } from '../../simulator/services/mssante/soap/namespaces.ts';
import type { SoapSettings } from '../../simulator/services/mssante/soap/settings.ts';
import { SoapRefusal } from '../../simulator/services/mssante/soap/soap-refusal.ts';
import { requireFresh, securityHeader } from '../../simulator/services/mssante/soap/timestamp.ts';
import { elementsOf, readXml, type XmlElement } from '../../simulator/services/mssante/soap/xml-reader.ts';
import { element } from '../../simulator/services/mssante/soap/xml-writer.ts';
import type { HealthServices } from './health-services.ts';
import { judged } from './operator-certificate.ts';
import type { ProgramTls, ShownCard } from './windows/program-tls.ts';

/** How the program comes. */
export interface ServiceWay {
  readonly flow: Flow;
  /** The chains of authorities that it trusts. */
  readonly trusts: readonly Flow[];
  readonly card: ShownCard;
  /** Goes on over the connection of the call before, if the operator has kept it. */
  readonly kept: boolean;
  /** The Timestamp that it sends, by the world's clock. */
  readonly timestamp: SoapSettings['timestamp'];
  /** The token of a prior authentication; none by default. */
  readonly token?: string | undefined;
}

/** Who goes no further, and why; `layer` as the fault of the operator names it. */
export interface ServiceRefusal {
  readonly by: 'client' | 'operator';
  readonly reason: string;
  readonly layer?: string;
}

export type ServiceAnswer = { readonly values: Values } | ServiceRefusal;

/** A mail with its attachments. */
const LIMITS = { bytes: 40_000_000, depth: 20, elements: 100_000, attributes: 50 };

interface Named {
  readonly contract: Contract;
  readonly operation: Operation;
}

const OPERATIONS: ReadonlyMap<string, Named> = new Map(
  (Object.values(CONTRACTS) as readonly Contract[]).flatMap((contract) =>
    contract.operations.map((operation) => [operation.name, { contract, operation }] as const),
  ),
);

type CardAgent = Awaited<ReturnType<ProgramTls['agent']>>;
type CardSocket = Awaited<ReturnType<ProgramTls['connect']>>;

interface Sent {
  readonly host: Contract['host'];
  readonly path: string;
  /** A call; without it the file there is asked for. */
  readonly xml?: string;
}

export class MailServiceClient {
  readonly #services: HealthServices;
  readonly #tls: ProgramTls;
  readonly #clock: Clock;
  #agent: CardAgent | undefined;

  constructor(services: HealthServices, tls: ProgramTls, clock: Clock) {
    this.#services = services;
    this.#tls = tls;
    this.#clock = clock;
  }

  /** @param name of the contract's @throws CardTlsError when the card was not shown; an error of the connection */
  async call(name: string, given: Values, way: ServiceWay): Promise<ServiceAnswer> {
    const { contract, operation } = OPERATIONS.get(name) as Named;
    const session = way.token === undefined ? undefined : sessionHeader(contract, way.token);
    const security = securityHeader(this.#now(), way.timestamp);
    const xml = envelope(bodyElement(contract, name, operation.request, given), security, session);
    const answer = await this.#sent({ host: contract.host, path: contract.path, xml }, way);
    if ('by' in answer) return answer;
    return this.#read(await readXml([answer], LIMITS), operation);
  }

  /** A file beside the services. @throws CardTlsError, an error of the connection */
  file(path: string, way: ServiceWay): Promise<Uint8Array | ServiceRefusal> {
    return this.#sent({ host: 'mss-msg', path }, way);
  }

  #now(): Date {
    return this.#clock.date();
  }

  #read(root: XmlElement, { response }: Operation): ServiceAnswer {
    const headers = elementsOf(root, SOAP, 'Header').flatMap(({ elements }) => elements);
    const body = elementsOf(root, SOAP, 'Body')[0]?.elements[0];
    const fault = body && faultIn(body);
    if (fault !== undefined) return fault;
    try {
      requireFresh(
        headers.find((one) => one.uri === WSSE && one.local === 'Security'),
        this.#now(),
        false,
      );
    } catch (error) {
      if (error instanceof SoapRefusal) return { by: 'client', reason: error.reason };
      throw error;
    }
    return { values: body === undefined ? {} : readFields(body, response) };
  }

  async #sent({ host, path, xml }: Sent, way: ServiceWay): Promise<Uint8Array | ServiceRefusal> {
    const { mssante } = this.#services;
    const names = hostNames('soap', way.flow, mssante.settings.environment);
    const servername = names.find((one) => one.startsWith(host)) as string;
    const port = mssante.webServices.port;
    const asked = request({
      ...{ host: LOOPBACK, port, servername, path, method: xml === undefined ? 'GET' : 'POST' },
      agent: await this.#agentFor(way),
      headers: { host: `${servername}:${port}`, 'content-type': 'text/xml; charset=utf-8' },
    });
    asked.on('error', () => {});
    const [socket] = (await once(asked, 'socket')) as [CardSocket];
    // One that is kept has shown it.
    if (certificateOf(socket) === undefined) await once(socket, 'secureConnect');
    const refused = judged(this.#services, certificateOf(socket), servername, way.trusts, [
      mssante.commercialAuthority,
    ]);
    if (refused !== undefined) {
      asked.destroy();
      return refused;
    }
    asked.end(xml);
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    return buffer(response);
  }

  async #agentFor({ card, kept }: ServiceWay): Promise<CardAgent> {
    if (kept && this.#agent !== undefined) return this.#agent;
    this.#agent?.destroy();
    this.#agent = undefined;
    // Whom the operator shows is judged by the world's calendar, before anything is sent.
    const options = { keepAlive: true, maxSockets: 1, rejectUnauthorized: false, ciphers: OLD_SIGNATURES };
    this.#agent = await this.#tls.agent(options, card);
    return this.#agent;
  }
}

function certificateOf(socket: CardSocket) {
  return socket.getPeerX509Certificate();
}

function sessionHeader({ namespace }: Contract, token: string) {
  return element('s:Session', { 'xmlns:s': namespace }, element('s:token', {}, token));
}

function faultIn(body: XmlElement): ServiceRefusal | undefined {
  if (nameOf(body) !== `{${SOAP}}Fault`) return undefined;
  const detail = body.elements.find(({ local }) => local === 'detail')?.elements[0];
  const { reason = 'fault', layer = '' } = detail?.attributes ?? {};
  return { by: 'operator', reason, layer };
}
