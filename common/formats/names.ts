/** Names of subjects, as people type them and as requests carry them. Source: RFC 4514; RFC 5280, 4.1.2.4. */
import {
  ATTRIBUTE_TYPES,
  type AttributeName,
  attributeNamed,
  attributeType,
  PRINTABLE,
  UNSEEN,
} from '#asn1/attribute-types.ts';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { type DerValue, ia5String, oid, printableString, sequence, setOf, utf8String } from '#asn1/der-writer.ts';
import { nameText, rdnsOf } from '#asn1/name-text.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { FormatError } from './format-error.ts';

interface NameAttribute {
  readonly type: AttributeName;
  readonly value: string;
}

/** One attribute, or several that stand together. */
export type Rdn = readonly NameAttribute[];

const WHAT = 'subject';
const MAX_TEXT = 4096;
/** No name of the health PKI comes near it. */
const MAX_RDNS = 64;

function refusal(text: Text): FormatError {
  return new FormatError('name', WHAT, text);
}

function known(type: string): AttributeName {
  const name = attributeNamed(type);
  if (name !== undefined) return name;
  const names = Object.keys(ATTRIBUTE_TYPES).join(', ');
  throw refusal({
    en: `no attribute '${type.trim()}', expected one of ${names}`,
    fr: `pas d'attribut '${type.trim()}', attendu : ${names}`,
  });
}

/** Text between separators that no backslash and no quotation marks cover. */
function parts(text: string, separators: string): string[] {
  const found = [''];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '"' && separators !== '/') quoted = !quoted;
    if (character === '\\') found.push(`${found.pop()}\\${text.charAt(++i)}`);
    else if (!quoted && separators.includes(character)) found.push('');
    else found.push(found.pop() + character);
  }
  return found;
}

/** Without quotation marks around it and backslashes in it. */
function plain(value: string): string {
  const trimmed = value.trim();
  const inner = /^"(.*)"$/s.exec(trimmed)?.[1] ?? trimmed;
  const octets = inner.replace(/(?:\\[0-9A-Fa-f]{2})+/g, (pairs) =>
    Buffer.from(pairs.replaceAll('\\', ''), 'hex').toString('utf8'),
  );
  return octets.replace(/\\(.)/gs, '$1');
}

function attribute(text: string): NameAttribute {
  const at = text.indexOf('=');
  if (at < 0)
    throw refusal({
      en: `'${text.trim()}' is no attribute, expected TYPE=VALUE as in C=FR`,
      fr: `'${text.trim()}' n'est pas un attribut, attendu : TYPE=VALEUR comme dans C=FR`,
    });
  return { type: known(text.slice(0, at)), value: plain(text.slice(at + 1)) };
}

/**
 * A name as OpenSSL has it typed (`/countryName=FR/`), or as others do (`CN=Mon service, O=Clinique, C=FR`; `+` between
 * attributes that stand together). The order is that of the text.
 * @throws FormatError `name`
 */
export function parseName(text: string): Rdn[] {
  if (text.length > MAX_TEXT)
    throw refusal({
      en: `${text.length} characters, expected at most ${MAX_TEXT}`,
      fr: `${text.length} caractères, attendu : ${MAX_TEXT} au plus`,
    });
  const rdns = text.trim().startsWith('/') ? parts(text.trim(), '/').slice(1) : parts(text, ',;');
  const given = rdns.filter((rdn, i) => rdn.trim() !== '' || (i > 0 && i < rdns.length - 1));
  if (given.length === 0) throw refusal({ en: 'empty, expected at least C=FR', fr: 'vide, attendu : au moins C=FR' });
  if (given.length > MAX_RDNS)
    throw refusal({
      en: `${given.length} attributes, expected at most ${MAX_RDNS}`,
      fr: `${given.length} attributs, attendu : ${MAX_RDNS} au plus`,
    });
  return given.map((rdn) => parts(rdn, '+').map(attribute));
}

function checked({ type, value }: NameAttribute): string {
  const text = value.normalize('NFC');
  const { atMost } = attributeType(type);
  const length = [...text].length;
  if (length === 0) throw refusal({ en: `${type} is empty`, fr: `${type} est vide` });
  if (length > atMost)
    throw refusal({
      en: `${type} has ${length} characters, expected at most ${atMost}`,
      fr: `${type} a ${length} caractères, attendu : ${atMost} au plus`,
    });
  if (UNSEEN.test(text))
    throw refusal({
      en: `${type} has a control character, expected letters that can be seen`,
      fr: `${type} a un caractère de contrôle, attendu : des lettres qui se voient`,
    });
  if (type === 'C' && length !== 2)
    throw refusal({
      en: `C is '${text}', expected two letters: FR`,
      fr: `C est '${text}', attendu : deux lettres : FR`,
    });
  return text;
}

function stringOf(type: AttributeName, text: string): DerValue {
  const { as } = attributeType(type);
  if (as === undefined) return utf8String(text);
  const fits = as === 'printable' ? PRINTABLE.test(text) : /^[\x20-\x7e]*$/.test(text);
  if (!fits)
    throw refusal({
      en: `${type} has a letter that this attribute cannot have, expected unaccented letters and digits`,
      fr: `${type} a une lettre que cet attribut n'admet pas, attendu : lettres sans accent et chiffres`,
    });
  return as === 'printable' ? printableString(text) : ia5String(text);
}

function attributeTypeAndValue(given: NameAttribute): DerValue {
  return sequence(oid(attributeType(given.type).id), stringOf(given.type, checked(given)));
}

/** The name in DER: each attribute a RelativeDistinguishedName of its own unless it stands with others. @throws FormatError `name` */
export function nameOf(rdns: readonly Rdn[]): DerValue {
  return sequence(...rdns.map((rdn) => setOf(...rdn.map(attributeTypeAndValue))));
}

/** `C=FR, CN=Mon service` of a Name in DER. @throws DerError */
export function textOfName(name: Bytes): string {
  return nameText(DerReader.of('Name', name).enter(DER.SEQUENCE, 'Name'), false);
}

/**
 * Values of the attributes of a Name in DER by their types, in the order of their bytes: `valuesOfName(name).get('OU')`.
 * A text of the whole name cannot be taken apart again: values may hold whatever separates them there.
 * @throws DerError
 */
export function valuesOfName(name: Bytes): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (const { type, value } of rdnsOf(DerReader.of('Name', name).enter(DER.SEQUENCE, 'Name')).flat())
    values.set(type, [...(values.get(type) ?? []), value]);
  return values;
}
