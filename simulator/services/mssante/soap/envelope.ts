/** Envelopes of SOAP 1.1: what a caller sent, and what is answered. Source: SOAP 1.1, 4. */
import type { Text } from '#common/language.ts';
import { SOAP, SOAP_12, WSSE } from './namespaces.ts';
import { type FaultCode, SoapRefusal } from './soap-refusal.ts';
import { elementsOf, type XmlElement } from './xml-reader.ts';
import { element, type Xml, xmlDocument } from './xml-writer.ts';

export interface Envelope {
  readonly security: XmlElement | undefined;
  /** Headers by `{uri}local`; the first of each. */
  readonly headers: ReadonlyMap<string, XmlElement>;
  /** The one element in the body: document/literal. */
  readonly body: XmlElement;
}

function refused(reason: 'envelope' | 'version' | 'mustUnderstand', text: Text, code: FaultCode = 'soap:Client') {
  return new SoapRefusal(reason, 'protocol', text, { code });
}

function requireVersion({ uri, local }: XmlElement): void {
  if (local === 'Envelope' && uri === SOAP) return;
  if (local !== 'Envelope')
    throw refused('envelope', {
      en: `found an element '${local.slice(0, 100)}', expected an Envelope of SOAP 1.1`,
      fr: `trouvé un élément « ${local.slice(0, 100)} », attendu une Envelope de SOAP 1.1`,
    });
  const found = uri === SOAP_12 ? 'SOAP 1.2' : uri.slice(0, 200);
  const text = { en: `an envelope of ${found}, expected SOAP 1.1`, fr: `une enveloppe ${found}, attendu SOAP 1.1` };
  throw refused('version', text, 'soap:VersionMismatch');
}

export function nameOf({ uri, local }: Pick<XmlElement, 'uri' | 'local'>): string {
  return `{${uri}}${local}`;
}

function requireUnderstood(headers: readonly XmlElement[], known: readonly string[]): void {
  const strange = headers.find((one) => {
    const must = one.attributes[`{${SOAP}}mustUnderstand`]?.trim();
    return (must === '1' || must === 'true') && !known.includes(nameOf(one));
  });
  if (strange === undefined) return;
  const name = nameOf(strange).slice(0, 200);
  throw refused(
    'mustUnderstand',
    {
      en: `the header ${name} has to be understood, and is not known here`,
      fr: `l'en-tête ${name} doit être compris, et n'est pas connu ici`,
    },
    'soap:MustUnderstand',
  );
}

/**
 * @param known headers that are understood beside wsse:Security
 * @throws SoapRefusal `envelope`, `version`, `mustUnderstand`
 */
export function readEnvelope(root: XmlElement, known: readonly string[] = []): Envelope {
  requireVersion(root);
  const [body, another] = elementsOf(root, SOAP, 'Body');
  const [only, more] = body?.elements ?? [];
  if (only === undefined || more !== undefined || another !== undefined)
    throw refused('envelope', {
      en: 'expected one soap:Body with one element in it (document/literal)',
      fr: 'attendu un soap:Body avec un seul élément (document/literal)',
    });
  const headers = elementsOf(root, SOAP, 'Header').flatMap(({ elements }) => elements);
  const security = { uri: WSSE, local: 'Security' };
  requireUnderstood(headers, [...known, nameOf(security)]);
  const named = new Map([...headers].reverse().map((one) => [nameOf(one), one]));
  return { security: named.get(nameOf(security)), headers: named, body: only };
}

export function envelope(body: Xml, ...headers: readonly (Xml | undefined)[]): string {
  const there = headers.filter((one) => one !== undefined);
  return xmlDocument(
    element(
      'soap:Envelope',
      { 'xmlns:soap': SOAP },
      there.length === 0 ? undefined : element('soap:Header', {}, ...there),
      element('soap:Body', {}, body),
    ),
  );
}
