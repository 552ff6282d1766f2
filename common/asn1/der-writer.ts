/** The DER values that certificates and CIA files are made of, by their ASN.1 names. Encoding: asn1js. */
import * as asn1 from 'asn1js';
import type { Bytes } from '#iso7816/bytes.ts';

export type DerValue = asn1.AsnType;

const CONTEXT_SPECIFIC = 3;

/** DER bytes of a value. */
export function der(value: DerValue): Bytes {
  return new Uint8Array(value.toBER(false));
}

/** A value that is DER already. @throws Error when it is not */
export function encoded(bytes: Bytes): DerValue {
  const { result, offset } = asn1.fromBER(bytes);
  if (offset !== bytes.length) throw new Error(`not one DER value: ${result.error || 'bytes left over'}`);
  return result;
}

export function sequence(...value: DerValue[]): DerValue {
  return new asn1.Sequence({ value });
}

/** SET OF: the elements sorted by their encoding. Source: ITU-T X.690, 11.6. */
export function setOf(...value: DerValue[]): DerValue {
  const sorted = [...value].sort((a, b) => Buffer.compare(der(a), der(b)));
  return new asn1.Set({ value: sorted });
}

export function integer(value: number): DerValue {
  return new asn1.Integer({ value });
}

/** INTEGER of big-endian bytes that are its contents already (first bit 0 for a positive number). */
export function integerOf(contents: Bytes): DerValue {
  return new asn1.Integer({ valueHex: contents });
}

export function enumerated(value: number): DerValue {
  return new asn1.Enumerated({ value });
}

export function booleanTrue(): DerValue {
  return new asn1.Boolean({ value: true });
}

export function nullValue(): DerValue {
  return new asn1.Null();
}

export function oid(value: string): DerValue {
  return new asn1.ObjectIdentifier({ value });
}

export function octetString(bytes: Bytes): DerValue {
  return new asn1.OctetString({ valueHex: bytes });
}

/** BIT STRING of all bits of `bytes`. */
export function bitString(bytes: Bytes): DerValue {
  return new asn1.BitString({ valueHex: bytes, unusedBits: 0 });
}

/** BIT STRING with named bits: those whose number is in `bits`, trailing zeros left out. Source: X.690, 11.2.2. */
export function namedBits(...bits: readonly number[]): DerValue {
  const highest = Math.max(-1, ...bits);
  const bytes = new Uint8Array(Math.ceil((highest + 1) / 8));
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] as number) | (0x80 >> (bit & 7));
  return new asn1.BitString({ valueHex: bytes, unusedBits: bytes.length * 8 - highest - 1 });
}

export function utf8String(value: string): DerValue {
  return new asn1.Utf8String({ value });
}

export function printableString(value: string): DerValue {
  return new asn1.PrintableString({ value });
}

export function ia5String(value: string): DerValue {
  return new asn1.IA5String({ value });
}

/** UTCTime up to 2049, GeneralizedTime from 2050. Source: RFC 5280, 4.1.2.5. */
export function time(date: Date): DerValue {
  return date.getUTCFullYear() < 2050 ? utcTime(date) : new asn1.GeneralizedTime({ valueDate: date });
}

function utcTime(date: Date): DerValue {
  return new asn1.UTCTime({ valueDate: date });
}

/** Contents of a GeneralizedTime without fraction: YYYYMMDDhhmmssZ. */
export function generalizedTimeText(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

/** [tag] IMPLICIT of a primitive type: its contents octets. */
export function implicit(tag: number, contents: Bytes): DerValue {
  return new asn1.Primitive({ idBlock: { tagClass: CONTEXT_SPECIFIC, tagNumber: tag }, valueHex: contents });
}

/** [tag] with the given values inside: EXPLICIT, or IMPLICIT of a constructed type. */
export function tagged(tag: number, ...value: DerValue[]): DerValue {
  return new asn1.Constructed({ idBlock: { tagClass: CONTEXT_SPECIFIC, tagNumber: tag }, value });
}
