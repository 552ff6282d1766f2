/** What a request says, read by its contract, and what is answered, written by it. */
import type { Text } from '#common/language.ts';
import { type Contract, type Field, isRecord, RECORDS, type SimpleType } from './contract.ts';
import { SoapRefusal } from './soap-refusal.ts';
import type { XmlElement } from './xml-reader.ts';
import { element, type Xml } from './xml-writer.ts';

type Value = string | number | boolean | Date | Uint8Array | Values | readonly Value[] | undefined;
export interface Values {
  readonly [name: string]: Value;
}

function refused(text: Text): SoapRefusal {
  return new SoapRefusal('argument', 'protocol', text);
}

function wrongValue(path: string, type: SimpleType): SoapRefusal {
  return refused({ en: `${path}: no xs:${type}`, fr: `${path} : pas un xs:${type}` });
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };
const MOST_INT = 0x7fffffff;

/** Undefined when it is none. Source: XML Schema part 2, 3.2 and 3.3. */
function simple(text: string, type: SimpleType): Value {
  const trimmed = text.trim();
  if (type === 'string') return text;
  if (type === 'boolean') return Object.hasOwn(BOOLEANS, trimmed) ? BOOLEANS[trimmed] : undefined;
  if (type === 'int') {
    const number = /^[+-]?\d{1,10}$/.test(trimmed) ? Number(trimmed) : Number.NaN;
    return Math.abs(number) <= MOST_INT ? number : undefined;
  }
  if (type === 'dateTime') {
    const date = new Date(/^\d{4}-\d\d-\d\dT/.test(trimmed) ? trimmed : Number.NaN);
    return Number.isNaN(date.getTime()) ? undefined : date;
  }
  const packed = text.replaceAll(/\s+/g, '');
  return packed.length % 4 === 0 && BASE64.test(packed) ? new Uint8Array(Buffer.from(packed, 'base64')) : undefined;
}

function readOne(found: XmlElement, { type }: Field, path: string): Value {
  if (isRecord(type)) return readFields(found, RECORDS[type], path);
  const [inside] = found.elements;
  if (inside !== undefined)
    throw refused({
      en: `${path}: an element '${inside.local}' in it, expected text`,
      fr: `${path} : un élément « ${inside.local} » dedans, attendu du texte`,
    });
  const value = simple(found.text, type);
  if (value === undefined) throw wrongValue(path, type);
  return value;
}

/**
 * In any order: some programs write their own.
 * @throws SoapRefusal `argument` for what is missing, unknown, there twice or not of its type
 */
export function readFields(parent: XmlElement, fields: readonly Field[], path = parent.local): Values {
  const known = ({ local, uri }: XmlElement) => uri === parent.uri && fields.some(({ name }) => name === local);
  const strange = parent.elements.find((one) => !known(one));
  if (strange !== undefined) {
    const name = `{${strange.uri}}${strange.local}`.slice(0, 200);
    const expected = fields.map(({ name: one }) => one).join(', ') || '-';
    throw refused({
      en: `${path}: found ${name}, expected ${expected} of {${parent.uri}}`,
      fr: `${path} : trouvé ${name}, attendu ${expected} de {${parent.uri}}`,
    });
  }
  return Object.fromEntries(fields.map((field) => [field.name, fieldIn(parent, field, `${path}/${field.name}`)]));
}

function fieldIn(parent: XmlElement, field: Field, path: string): Value {
  const found = parent.elements.filter(({ local }) => local === field.name);
  if (found.length === 0 && !field.optional) throw refused({ en: `${path}: missing`, fr: `${path} : absent` });
  if (field.many) return found.map((one, index) => readOne(one, field, `${path}[${index + 1}]`));
  if (found.length > 1) throw refused({ en: `${path}: there twice`, fr: `${path} : présent deux fois` });
  return found[0] && readOne(found[0], field, path);
}

function written(name: string, { type }: Field, value: Value): Xml {
  if (isRecord(type)) return element(`tns:${name}`, {}, contentOf(RECORDS[type], value as Values));
  if (value instanceof Date) return element(`tns:${name}`, {}, value.toISOString());
  if (value instanceof Uint8Array) return element(`tns:${name}`, {}, Buffer.from(value).toString('base64'));
  return element(`tns:${name}`, {}, value as string | number | boolean);
}

function contentOf(fields: readonly Field[], values: Values): Xml[] {
  return fields.flatMap((field) => {
    const value = values[field.name];
    if (value === undefined) return [];
    const all = field.many ? (value as readonly Value[]) : [value];
    return all.map((one) => written(field.name, field, one));
  });
}

/** A request, or the answer to one, in the namespace of its contract. */
export function bodyElement(
  { namespace }: Pick<Contract, 'namespace'>,
  name: string,
  fields: readonly Field[],
  values: Values,
) {
  return element(`tns:${name}`, { 'xmlns:tns': namespace }, contentOf(fields, values));
}
