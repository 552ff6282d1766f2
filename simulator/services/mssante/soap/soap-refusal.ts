/** Why a web service refuses, and how SOAP 1.1 says it. */
import { ReasonedError, textOf } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { MssanteError, type MssanteReason } from '../mssante-error.ts';
import { REFUSAL, WSSE, WSU } from './namespaces.ts';
import { XmlError } from './xml-error.ts';
import { element, type Xml } from './xml-writer.ts';

const LAYERS = [
  'tls',
  'trust',
  'usage',
  'validity',
  'revocation',
  'protocol',
  'security',
  'session',
  'service',
] as const;
/** Where to look when it goes wrong. */
export type Layer = (typeof LAYERS)[number];

/**
 * Beside those of a card and of mail: `xml` (no well-formed XML), `envelope`, `version` (SOAP 1.2), `mustUnderstand`,
 * `operation`, `argument`, `method`, `contentType`, `tooLarge`, `host`; `timestamp` (none, or not readable), `messageExpired`,
 * `fromTheFuture`; `noToken`, `unknownToken`, `otherCard`, `sessionEnded`; `noMessage`, `untrustedDomain`; `failed`.
 */
export type SoapReason =
  | MssanteReason
  | 'xml'
  | 'envelope'
  | 'version'
  | 'mustUnderstand'
  | 'operation'
  | 'argument'
  | 'method'
  | 'contentType'
  | 'host'
  | 'timestamp'
  | 'messageExpired'
  | 'fromTheFuture'
  | 'noToken'
  | 'unknownToken'
  | 'otherCard'
  | 'sessionEnded'
  | 'noMessage'
  | 'untrustedDomain'
  | 'failed';

/** A qualified name, as SOAP 1.1 wants it (4.4.1); those of WS-Security as its 1.1, 12, has them. */
export type FaultCode =
  | 'soap:Client'
  | 'soap:Server'
  | 'soap:MustUnderstand'
  | 'soap:VersionMismatch'
  | `${'wsse' | 'wsu'}:${string}`;

/** Status of HTTP. Source: WS-I Basic Profile 1.1, R1126 (500 with a fault), R1114, R1115. */
export type FaultStatus = 500 | 405 | 413 | 415 | 421;

const CARD: Partial<Readonly<Record<SoapReason, Layer>>> = {
  noCertificate: 'tls',
  foreign: 'trust',
  branch: 'trust',
  family: 'trust',
  notAdapted: 'trust',
  usage: 'usage',
  expired: 'validity',
  notYetValid: 'validity',
  revoked: 'revocation',
  identity: 'session',
};

export interface RefusalOptions {
  readonly code?: FaultCode;
  readonly status?: FaultStatus;
}

/** A call is refused: nothing has changed then. */
export class SoapRefusal extends ReasonedError<SoapReason> {
  override readonly name = 'SoapRefusal';
  readonly code = 'ERR_SOAP';
  readonly layer: Layer;
  readonly text: Text;
  readonly faultCode: FaultCode;
  readonly status: FaultStatus;

  constructor(
    reason: SoapReason,
    layer: Layer,
    text: Text,
    { code = 'soap:Client', status = 500 }: RefusalOptions = {},
  ) {
    super(reason, text);
    this.layer = layer;
    this.text = text;
    this.faultCode = code;
    this.status = status;
  }

  /** What any error means to the caller; what nobody foresaw says nothing of itself. */
  static of(error: unknown): SoapRefusal {
    if (error instanceof SoapRefusal) return error;
    if (error instanceof MssanteError) {
      return new SoapRefusal(error.reason, CARD[error.reason] ?? 'service', textOf(error));
    }
    if (error instanceof XmlError)
      return error.tooLarge
        ? new SoapRefusal('tooLarge', 'protocol', textOf(error), { status: 413 })
        : new SoapRefusal('xml', 'protocol', textOf(error));
    const text = { en: 'the service failed', fr: 'le service a échoué' };
    return new SoapRefusal('failed', 'service', text, { code: 'soap:Server' });
  }
}

/** Source: SOAP 1.1, 4.4: the children of Fault are of no namespace. */
export function faultElement({ faultCode: code, text, reason, layer }: SoapRefusal, language: keyof Text): Xml {
  return element(
    'soap:Fault',
    {
      'xmlns:wsse': code.startsWith('wsse:') ? WSSE : undefined,
      'xmlns:wsu': code.startsWith('wsu:') ? WSU : undefined,
    },
    element('faultcode', {}, code),
    element('faultstring', { 'xml:lang': language }, text[language]),
    element(
      'detail',
      {},
      element(
        'sim:refusal',
        { 'xmlns:sim': REFUSAL, layer, reason },
        element('sim:text', { 'xml:lang': 'fr' }, text.fr),
        element('sim:text', { 'xml:lang': 'en' }, text.en),
      ),
    ),
  );
}
