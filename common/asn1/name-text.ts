/** Names and object identifiers as their bytes say them: string types and the order of things are kept. */
import type { Bytes } from '#iso7816/bytes.ts';
import { attributeOf } from './attribute-types.ts';
import { DER, type DerReader } from './der-reader.ts';

const OID = 0x06;
const SET = 0x31;

interface StringType {
  readonly name: string;
  readonly decode: (bytes: Bytes) => string;
}

const latin1 = (bytes: Bytes) => Buffer.from(bytes).toString('latin1');
const utf8 = (bytes: Bytes) => new TextDecoder().decode(bytes);
const ucs2 = (bytes: Bytes) => new TextDecoder('utf-16be').decode(bytes);

const STRING_TYPES: ReadonlyMap<number, StringType> = new Map([
  [0x0c, { name: 'UTF8String', decode: utf8 }],
  [0x12, { name: 'NumericString', decode: latin1 }],
  [0x13, { name: 'PrintableString', decode: latin1 }],
  [0x14, { name: 'T61String', decode: latin1 }],
  [0x16, { name: 'IA5String', decode: latin1 }],
  [0x1e, { name: 'BMPString', decode: ucs2 }],
]);

/** `2.5.4.3` of the contents of an OBJECT IDENTIFIER. */
function oidText(contents: Bytes): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of contents) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)));
    arcs.push(arcs.length === 1 ? arc - 40 * (arcs[0] as number) : arc);
    arc = 0;
  }
  return arcs.join('.');
}

/** The next OBJECT IDENTIFIER. */
export function oidOf(reader: DerReader): string {
  return oidText(reader.take(OID, 'an object identifier'));
}

/** The next string, its type in front: `UTF8String CLAIRE`. */
export function stringText(reader: DerReader, withType = true): string {
  for (const [tag, { name, decode }] of STRING_TYPES) {
    const value = reader.takeIf(tag);
    if (value !== undefined) return withType ? `${name} ${decode(value)}` : decode(value);
  }
  throw reader.error({ en: 'expected a string of a name', fr: "attendu : une chaîne d'un nom" });
}

/** Those that are left, one after the other. */
export function* each(reader: DerReader): Generator<DerReader> {
  while (reader.more) yield reader;
}

/** What each of those that are left says. */
export function mapEach<T>(reader: DerReader, read: (reader: DerReader) => T): T[] {
  const values: T[] = [];
  for (const at of each(reader)) values.push(read(at));
  return values;
}

interface NameAttribute {
  /** `CN`, or its identifier where it has no name here. */
  readonly type: string;
  readonly value: string;
}

/**
 * RelativeDistinguishedNames in the order of their bytes, each with its attributes.
 * @param withTypes whether values have their string type in front
 */
export function rdnsOf(name: DerReader, withTypes = false): NameAttribute[][] {
  return mapEach(name, (at) =>
    mapEach(at.enter(SET, 'RelativeDistinguishedName'), (set) => {
      const attribute = set.enter(DER.SEQUENCE, 'AttributeTypeAndValue');
      const id = oidOf(attribute);
      return { type: attributeOf(id) ?? id, value: stringText(attribute, withTypes) };
    }),
  );
}

/**
 * `C=PrintableString FR, GN=UTF8String CLAIRE + CN=...`: attributes of one RDN in the order of their bytes.
 * @param withTypes false leaves the string types out: `C=FR, GN=CLAIRE + CN=...`
 */
export function nameText(name: DerReader, withTypes = true): string {
  const texts = rdnsOf(name, withTypes).map((rdn) => rdn.map(({ type, value }) => `${type}=${value}`));
  return texts.map((rdn) => rdn.join(withTypes ? ' + ' : '+')).join(', ');
}
