/**
 * Certificates without their holder: names, serial number, extensions and the authority's signature are others, of the same
 * lengths; dates and public key stay, so that a program still reads a certificate, and the signatures made with its key
 * verify.
 *
 * Source: RFC 5280, 4.1.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { isTemplate, type PlacedObject, placedObjects } from './data-objects.ts';
import { hideText, hideValue } from './hidden-text.ts';

const TAG = {
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  SEQUENCE: 0x30,
  EXTENSIONS: 0xa3,
  VERSION: 0xa0,
} as const;
/** UTF8String, PrintableString, T61String, IA5String, UniversalString, BMPString. */
const STRINGS: readonly number[] = [0x0c, 0x13, 0x14, 0x16, 0x1c, 0x1e];

const inside = (object: PlacedObject | undefined) => (object === undefined ? [] : placedObjects(object.value).objects);

/** Whether a SEQUENCE is a certificate: its first part begins with a version. */
export function isCertificate(object: PlacedObject): boolean {
  if (object.tag !== TAG.SEQUENCE) return false;
  const [body] = inside(object);
  const [version, serial] = inside(body);
  return body?.tag === TAG.SEQUENCE && version?.tag === TAG.VERSION && serial?.tag === TAG.INTEGER;
}

/** Strings at any depth. In place. */
function hideName(object: PlacedObject): void {
  if (STRINGS.includes(object.tag)) hideText(object.value);
  else if (isTemplate(object.tag)) inside(object).forEach(hideName);
}

/** A positive number of the same length. In place. */
function hideNumber(value: Bytes): void {
  value.fill(0);
  value.set([1].slice(0, value.length));
}

/** What an extension says: its strings, addresses, identifiers of keys; its numbers and bits stay. In place. */
function hideInExtension({ tag, value }: PlacedObject): void {
  if (isTemplate(tag)) placedObjects(value).objects.forEach(hideInExtension);
  else if (STRINGS.includes(tag) || (tag & 0xc0) === 0x80) hideValue(value);
  else if (tag === TAG.OCTET_STRING) value.fill(0);
}

/** SEQUENCE { OBJECT IDENTIFIER, critical, OCTET STRING { value } }. In place. */
function hideExtension(extension: PlacedObject): void {
  for (const part of inside(extension)) if (part.tag === TAG.OCTET_STRING) inside(part).forEach(hideInExtension);
}

/** In place. */
export function hideCertificate(certificate: PlacedObject): void {
  const [body, , signature] = inside(certificate);
  const [, serial, , issuer, , subject, ...others] = inside(body);
  if (serial !== undefined) hideNumber(serial.value);
  for (const name of [issuer, subject]) if (name !== undefined) hideName(name);
  const extensions = others.find(({ tag }) => tag === TAG.EXTENSIONS);
  for (const list of inside(extensions)) inside(list).forEach(hideExtension);
  // The first byte counts unused bits.
  if (signature?.tag === TAG.BIT_STRING) signature.value.fill(0, 1);
}
