/** Attributes of names: their types, how long they may be, and how a name is written. Source: RFC 5280, A.1; X.520. */
import { type DerValue, oid, printableString, sequence, setOf, t61String, utf8String } from '#asn1/der-writer.ts';
import { type Fields, fill } from './fields.ts';
import type { Attribute, AttributeLayout, RdnLayout, StringType } from './layout.ts';
import { PkiError } from './pki-error.ts';

/** Object identifier and the upper bound in characters. */
const ATTRIBUTES: Readonly<Record<Attribute, { readonly id: string; readonly atMost: number }>> = {
  CN: { id: '2.5.4.3', atMost: 64 },
  SN: { id: '2.5.4.4', atMost: 64 },
  C: { id: '2.5.4.6', atMost: 2 },
  L: { id: '2.5.4.7', atMost: 128 },
  ST: { id: '2.5.4.8', atMost: 128 },
  O: { id: '2.5.4.10', atMost: 64 },
  OU: { id: '2.5.4.11', atMost: 64 },
  title: { id: '2.5.4.12', atMost: 64 },
  GN: { id: '2.5.4.42', atMost: 64 },
  pseudonym: { id: '2.5.4.65', atMost: 128 },
};

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;
const LATIN = /^[\u0020-\u007e\u00a0-\u00ff]*$/;
/** Nothing that would end a text early, move a terminal's cursor or hide letters. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u;

const STRING: Readonly<Record<StringType, (text: string) => DerValue | undefined>> = {
  utf8: utf8String,
  printable: (text) => (PRINTABLE.test(text) ? printableString(text) : undefined),
  latin: (text) => (PRINTABLE.test(text) ? printableString(text) : LATIN.test(text) ? t61String(text) : undefined),
};

function refusal(attribute: Attribute, what: string): PkiError {
  return new PkiError('subject', `subject, ${attribute}: ${what}`);
}

/** The value of an attribute. @throws PkiError `subject` when it cannot be written */
function attributeValue({ attribute, as }: AttributeLayout, text: string): DerValue {
  const { atMost } = ATTRIBUTES[attribute];
  const length = [...text].length;
  if (length === 0) throw refusal(attribute, 'found nothing, expected a text');
  if (length > atMost) throw refusal(attribute, `found ${length} characters, expected at most ${atMost}`);
  if (UNSEEN.test(text)) throw refusal(attribute, 'found a control character, expected letters that can be seen');
  const value = STRING[as](text.normalize('NFC'));
  if (value === undefined) throw refusal(attribute, `found a letter that ${as} strings do not have`);
  return value;
}

function attributeTypeAndValue(layout: AttributeLayout, text: string): DerValue {
  return sequence(oid(ATTRIBUTES[layout.attribute].id), attributeValue(layout, text));
}

function required(layout: AttributeLayout, fields: Fields): DerValue {
  const text = fill(layout.value, fields);
  if (text === undefined) throw refusal(layout.attribute, `no value: expected ${layout.value}`);
  return attributeTypeAndValue(layout, text);
}

function rdn(layout: RdnLayout, fields: Fields): DerValue[] {
  if ('together' in layout) return [setOf(...layout.together.map((one) => required(one, fields)))];
  if (layout.optional && fill(layout.value, fields) === undefined) return [];
  return [setOf(required(layout, fields))];
}

/**
 * The name with the values of those fields.
 * @throws PkiError `subject` when a value is missing, too long or not writable in its string type
 */
export function nameOf(layouts: readonly RdnLayout[], fields: Fields): DerValue {
  return sequence(...layouts.flatMap((layout) => rdn(layout, fields)));
}
