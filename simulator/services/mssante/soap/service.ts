/** A call, from the certificate that was shown to the answer. */
import type { X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Language } from '#common/language.ts';
import type { ServiceContext } from '../../service.ts';
import type { Addresses } from '../addresses.ts';
import { admit } from '../admission.ts';
import type { Contexts } from '../contexts.ts';
import { LIMITS } from '../holder-box.ts';
import type { MailStore } from '../mail-store.ts';
import type { MssanteSettings } from '../settings.ts';
import { Calls } from './calls.ts';
import type { Contract, Operation } from './contract.ts';
import { type Envelope, envelope, nameOf, readEnvelope } from './envelope.ts';
import { bodyElement, readFields } from './fields.ts';
import { type Caller, Operations } from './operations.ts';
import { SoapSessions } from './sessions.ts';
import type { SoapSettings } from './settings.ts';
import { type FaultStatus, faultElement, SoapRefusal } from './soap-refusal.ts';
import { requireFresh, securityHeader } from './timestamp.ts';
import { type SignedFile, trustedDomains, WhiteList } from './white-list.ts';
import { actionOf } from './wsdl.ts';
import { readXml, XML_LIMITS, type XmlElement, type XmlLimits } from './xml-reader.ts';

/** What the web services stand on. */
export interface SoapGround extends ServiceContext {
  readonly settings: () => MssanteSettings;
  readonly addresses: Addresses;
  readonly store: MailStore;
  readonly contexts: Contexts;
}

export interface From {
  readonly socket: Duplex;
  readonly servername: string | false | undefined;
  readonly certificate: X509Certificate | undefined;
}

export interface Sent {
  readonly contract: Contract;
  readonly parts: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Header SOAPAction. */
  readonly action: string | undefined;
  readonly language: Language;
}

export interface Answer {
  readonly status: 200 | FaultStatus;
  readonly xml: string;
}

const MINUTE_MS = 60_000;
/** A message in base64, twice: as an attachment, and in the mail. */
const WITH_MESSAGE: XmlLimits = { ...XML_LIMITS, bytes: 2 * LIMITS.message };

function operationOf({ contract, action }: Sent, { body }: Envelope): Operation {
  const found = contract.operations.find(({ name }) => name === body.local && body.uri === contract.namespace);
  if (found === undefined) {
    const expected = contract.operations.map(({ name }) => name).join(', ');
    const name = nameOf(body).slice(0, 200);
    throw new SoapRefusal('operation', 'protocol', {
      en: `no operation ${name}: expected one of {${contract.namespace}}${expected}`,
      fr: `pas d'opération ${name}, attendu l'une de {${contract.namespace}}${expected}`,
    });
  }
  const named = action?.trim().replaceAll('"', '') ?? '';
  if (named === '' || named === actionOf(contract, found.name)) return found;
  throw new SoapRefusal('operation', 'protocol', {
    en: `SOAPAction is that of another operation than ${found.name}, which is in the body`,
    fr: `SOAPAction est celui d'une autre opération que ${found.name}, qui est dans le corps`,
  });
}

export class SoapService {
  readonly calls = new Calls();
  readonly #ground: SoapGround;
  readonly #soapSettings: () => SoapSettings;
  readonly #sessions: SoapSessions;
  readonly #operations: Operations;
  readonly #whiteList: WhiteList;

  private constructor(ground: SoapGround, settings: () => SoapSettings, whiteList: WhiteList) {
    this.#ground = ground;
    this.#soapSettings = settings;
    this.#whiteList = whiteList;
    this.#sessions = new SoapSessions({ ...ground.clock, date: () => this.now() });
    this.#operations = new Operations({
      ...{ clock: ground.clock, store: ground.store, addresses: ground.addresses, sessions: this.#sessions },
      sessionMinutes: () => settings().sessionMinutes,
      trusted: () => trustedDomains(settings().whiteList),
    });
  }

  static async prepare(ground: SoapGround, settings: () => SoapSettings): Promise<SoapService> {
    return new SoapService(ground, settings, await WhiteList.prepare(ground));
  }

  /** By the clock of the web services. */
  now(): Date {
    return new Date(this.#ground.clock.date().getTime() + this.#soapSettings().driftMinutes * MINUTE_MS);
  }

  settings(): MssanteSettings {
    return this.#ground.settings();
  }

  soapSettings(): SoapSettings {
    return this.#soapSettings();
  }

  whiteList(): Promise<SignedFile> {
    return this.#whiteList.signed(this.#ground.settings().environment, this.#soapSettings().whiteList);
  }

  /** Never throws: a refusal is an answer. @param check what HTTP itself has wrong */
  async call(from: From, sent: Sent, check: () => void): Promise<Answer> {
    const { flow } = this.#ground.contexts.cameBy('soap', from.servername);
    let operation = '';
    const told = (refused?: string) =>
      this.calls.add({
        ...{ at: this.#ground.clock.date(), operation, flow, connection: this.calls.numberOf(from.socket) },
        ...{ fingerprint: from.certificate?.fingerprint256 ?? '', ...(refused !== undefined && { refused }) },
      });
    try {
      // Whoever has no card is not read any further.
      const holder = admit(from.certificate, { ...this.#ground, settings: this.settings(), interface: 'soap', flow });
      check();
      const body = await this.#done(sent, { holder, fingerprint: from.certificate?.fingerprint256 ?? '' }, (name) => {
        operation = name;
      });
      told();
      const header = securityHeader(this.now(), this.#soapSettings().timestamp);
      return { status: 200, xml: envelope(body, header) };
    } catch (error) {
      const refusal = SoapRefusal.of(error);
      told(refusal.reason);
      this.#ground.tell('mssante', 'refused', refusal.text);
      return this.fault(refusal, sent.language);
    }
  }

  fault(refusal: SoapRefusal, language: Language): Answer {
    const { timestamp, timestampInFaults } = this.#soapSettings();
    const form = timestamp === 'none' ? 'createdAndExpires' : timestamp;
    const header = timestampInFaults ? securityHeader(this.now(), form, true) : undefined;
    return { status: refusal.status, xml: envelope(faultElement(refusal, language), header) };
  }

  forget(): void {
    this.#sessions.clear();
    this.calls.clear();
  }

  async #done(sent: Sent, who: Pick<Caller, 'holder' | 'fingerprint'>, called: (operation: string) => void) {
    const { contract } = sent;
    const session = nameOf({ uri: contract.namespace, local: 'Session' });
    const limits = contract.host === 'mss-msg' ? WITH_MESSAGE : XML_LIMITS;
    const read = readEnvelope(await readXml(sent.parts, limits), [session]);
    const operation = operationOf(sent, read);
    called(operation.name);
    requireFresh(read.security, this.now(), this.#soapSettings().requiresTimestamp);
    const caller = { ...who, token: tokenIn(read.headers.get(session), contract) };
    if (operation.inSession) this.#sessions.require(caller.token, caller.fingerprint);
    const given = readFields(read.body, operation.request);
    const values = await this.#operations.deeds[operation.name]?.(caller, given as never);
    return bodyElement(contract, `${operation.name}Response`, operation.response, values ?? {});
  }
}

function tokenIn(header: XmlElement | undefined, { namespace }: Contract): string | undefined {
  return header?.elements.find(({ uri, local }) => uri === namespace && local === 'token')?.text.trim();
}
