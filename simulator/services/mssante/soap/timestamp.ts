/**
 * The Timestamp of WS-Security: when a message was made and until when it is good.
 *
 * Source: Web Services Security, SOAP Message Security 1.1, 10 (times in UTC; Expires may be missing) and 12 (MessageExpired);
 * reference/pitfalls.md D7. The tolerance of five minutes is that of most programs.
 */
import type { Text } from '#common/language.ts';
import { WSSE, WSU } from './namespaces.ts';
import type { SoapSettings } from './settings.ts';
import { SoapRefusal } from './soap-refusal.ts';
import { elementsOf, type XmlElement } from './xml-reader.ts';
import { element, type Xml } from './xml-writer.ts';

const MINUTE_MS = 60_000;
const TOLERANCE_MS = 5 * MINUTE_MS;
const LIFE_MS = 5 * MINUTE_MS;

/** Milliseconds or not. */
const UTC = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

function unreadable(text: Text): SoapRefusal {
  return new SoapRefusal('timestamp', 'security', text, { code: 'wsse:InvalidSecurity' });
}

function timeIn(timestamp: XmlElement, local: string): Date | undefined {
  const [found, another] = elementsOf(timestamp, WSU, local);
  if (found === undefined) return undefined;
  const text = found.text.trim();
  const date = new Date(UTC.test(text) ? text : Number.NaN);
  if (another === undefined && !Number.isNaN(date.getTime())) return date;
  throw unreadable({
    en: `wsu:${local}: expected one time in UTC, as 2026-11-30T10:00:00Z`,
    fr: `wsu:${local} : attendu une heure UTC, comme 2026-11-30T10:00:00Z`,
  });
}

/** The Timestamp in the header Security; undefined when there is none. */
function timestampIn(security: XmlElement | undefined): XmlElement | undefined {
  return security && elementsOf(security, WSU, 'Timestamp')[0];
}

function judged(timestamp: XmlElement, now: Date): void {
  const [created, expires] = [timeIn(timestamp, 'Created'), timeIn(timestamp, 'Expires')];
  const here = now.toISOString();
  if (created === undefined)
    throw unreadable({ en: 'wsu:Timestamp without wsu:Created', fr: 'wsu:Timestamp sans wsu:Created' });
  const age = now.getTime() - created.getTime();
  const made = created.toISOString();
  if (age < -TOLERANCE_MS)
    throw new SoapRefusal(
      'fromTheFuture',
      'security',
      {
        en: `the message is from the future: made at ${made}, it is ${here} here; look at both clocks`,
        fr: `le message vient du futur : fait à ${made}, il est ${here} ici ; vérifiez les deux horloges`,
      },
      { code: 'wsse:InvalidSecurity' },
    );
  if (age <= TOLERANCE_MS && (expires === undefined || expires >= now)) return;
  const end = expires === undefined ? '' : `, good until ${expires.toISOString()}`;
  const fin = expires === undefined ? '' : `, valable jusqu'à ${expires.toISOString()}`;
  throw new SoapRefusal(
    'messageExpired',
    'security',
    {
      en: `the message has expired: made at ${made}${end}, it is ${here} here; look at both clocks`,
      fr: `le message a expiré : fait à ${made}${fin}, il est ${here} ici ; vérifiez les deux horloges`,
    },
    { code: 'wsu:MessageExpired' },
  );
}

/** @throws SoapRefusal `timestamp`, `messageExpired`, `fromTheFuture` */
export function requireFresh(security: XmlElement | undefined, now: Date, required: boolean): void {
  const timestamp = timestampIn(security);
  if (timestamp !== undefined) judged(timestamp, now);
  else if (required) throw missing();
}

function missing(): SoapRefusal {
  return unreadable({
    en: 'no wsu:Timestamp in the header wsse:Security: this operator wants one',
    fr: "aucun wsu:Timestamp dans l'en-tête wsse:Security : cet opérateur en veut un",
  });
}

/** As npm's soap, Metro and WCF write it. */
export function securityHeader(now: Date, form: SoapSettings['timestamp'], mustUnderstand = false): Xml | undefined {
  if (form === 'none') return undefined;
  const until = new Date(now.getTime() + LIFE_MS);
  return element(
    'wsse:Security',
    { 'xmlns:wsse': WSSE, 'xmlns:wsu': WSU, 'soap:mustUnderstand': mustUnderstand ? '1' : undefined },
    element(
      'wsu:Timestamp',
      { 'wsu:Id': 'TS-1' },
      element('wsu:Created', {}, now.toISOString()),
      form === 'created' ? undefined : element('wsu:Expires', {}, until.toISOString()),
    ),
  );
}
