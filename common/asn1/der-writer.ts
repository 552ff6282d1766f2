/**
 * The DER values that certificates and CIA files are made of, by their ASN.1 names.
 *
 * Written here and not by a library: those keep no order of an RDN's attributes that is not theirs, and long lists cost
 * them minutes. What was written elsewhere is read by asn1js.
 *
 * Source: ITU-T X.690, 8 and 10 to 11.
 */
import * as asn1 from 'asn1js';
import { ascii, type Bytes } from '#iso7816/bytes.ts';

/** What contents are made of. */
type Part = Bytes | DerValue;

/** Bytes of a value that is written at once: what it is made of would take more memory than they do. */
const SHORT = 64;
const NOTHING: readonly never[] = [];

/**
 * One value: its identifier, length and contents octets. Long ones are written when somebody asks for the bytes, of them or of
 * the whole that they are a part of: a certificate deep inside a message is copied once, not once a level.
 */
export class DerValue {
  /** Of the bytes. */
  readonly length: number;
  readonly #header: readonly number[];
  readonly #contents: readonly Part[];
  #bytes: Bytes | undefined;

  constructor(header: readonly number[], contents: readonly Part[]) {
    this.length = header.length + lengthOf(contents);
    const short = this.length <= SHORT;
    this.#bytes = short ? writtenTo(new Uint8Array(this.length), 0, header, contents) : undefined;
    this.#header = short ? NOTHING : header;
    this.#contents = short ? NOTHING : contents;
  }

  get bytes(): Bytes {
    this.#bytes ??= this.writeTo(new Uint8Array(this.length), 0);
    return this.#bytes;
  }

  /** @returns the target */
  writeTo(target: Bytes, start: number): Bytes {
    if (this.#bytes === undefined) return writtenTo(target, start, this.#header, this.#contents);
    target.set(this.#bytes, start);
    return target;
  }
}

function writtenTo(target: Bytes, start: number, header: readonly number[], contents: readonly Part[]): Bytes {
  let offset = start;
  // One by one: `set` is slow with a list of numbers, and this is called for every value.
  for (const octet of header) target[offset++] = octet;
  for (const part of contents) {
    if (part instanceof DerValue) part.writeTo(target, offset);
    else target.set(part, offset);
    offset += part.length;
  }
  return target;
}

function lengthOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

const CONTEXT_SPECIFIC = 0x80;
const CONSTRUCTED = 0x20;
/** Tags of the class universal. Source: ITU-T X.680, table 1. */
const TAG = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  NULL: 0x05,
  OBJECT_IDENTIFIER: 0x06,
  ENUMERATED: 0x0a,
  UTF8_STRING: 0x0c,
  PRINTABLE_STRING: 0x13,
  T61_STRING: 0x14,
  IA5_STRING: 0x16,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  BMP_STRING: 0x1e,
  SEQUENCE: 0x30,
  SET: 0x31,
} as const;

function bigEndian(value: number): number[] {
  const octets: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return octets;
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets = bigEndian(length);
  return [0x80 | octets.length, ...octets];
}

/** A value of that identifier octet, from parts of its contents. */
function value(identifier: number, contents: readonly Part[]): DerValue {
  return new DerValue([identifier, ...lengthOctets(lengthOf(contents))], contents);
}

/** DER bytes of a value. */
export function der({ bytes }: DerValue): Bytes {
  return bytes;
}

/** A value in the bytes that this file or the runtime wrote. */
export function written(bytes: Bytes): DerValue {
  return new DerValue([], [bytes]);
}

/** A value that is DER already, whoever wrote it. @throws Error when it is not */
export function encoded(bytes: Bytes): DerValue {
  const { result, offset } = asn1.fromBER(bytes);
  if (offset !== bytes.length) throw new Error(`not one DER value: ${result.error || 'bytes left over'}`);
  return written(bytes);
}

export function sequence(...values: readonly DerValue[]): DerValue {
  return value(TAG.SEQUENCE, values);
}

/** Bytes put one behind the other, in a buffer that grows. */
class GrowingBytes {
  #bytes = new Uint8Array(4096);
  #length = 0;

  put(bytes: ArrayLike<number>): void {
    const length = this.#length + bytes.length;
    if (length > this.#bytes.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = length;
  }

  get written(): Bytes {
    return this.#bytes.subarray(0, this.#length);
  }
}

/**
 * SEQUENCE OF as many SEQUENCEs as there are items, each of these parts. Made for hundreds of thousands: one buffer takes
 * them all, and no value is kept for each.
 */
export function sequenceOf<T>(items: readonly T[], parts: (item: T) => readonly DerValue[]): DerValue {
  const contents = new GrowingBytes();
  for (const item of items) {
    const values = parts(item);
    contents.put([TAG.SEQUENCE, ...lengthOctets(lengthOf(values))]);
    for (const { bytes } of values) contents.put(bytes);
  }
  return value(TAG.SEQUENCE, [contents.written]);
}

/** SET OF: the elements sorted by their encoding. Source: ITU-T X.690, 11.6. */
export function setOf(...values: readonly DerValue[]): DerValue {
  return value(
    TAG.SET,
    [...values].sort((a, b) => Buffer.compare(a.bytes, b.bytes)),
  );
}

/** Contents octets of a number that is not negative: the first bit is 0. */
function integerContents(number: number): Bytes {
  const octets = number === 0 ? [0] : bigEndian(number);
  return Uint8Array.from((octets[0] as number) < 0x80 ? octets : [0, ...octets]);
}

/** INTEGER from 0 to 2^53 - 1. */
export function integer(number: number): DerValue {
  return value(TAG.INTEGER, [integerContents(number)]);
}

/** INTEGER of big-endian bytes that are its contents already (first bit 0 for a positive number). */
export function integerOf(contents: Bytes): DerValue {
  return value(TAG.INTEGER, [contents]);
}

export function enumerated(number: number): DerValue {
  return value(TAG.ENUMERATED, [integerContents(number)]);
}

export function booleanTrue(): DerValue {
  return value(TAG.BOOLEAN, [Uint8Array.of(0xff)]);
}

export function nullValue(): DerValue {
  return value(TAG.NULL, []);
}

/** Base 128, all but the last octet with the highest bit. */
function subidentifier(arc: number): number[] {
  const octets = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) octets.unshift(0x80 | (rest % 128));
  return octets;
}

/** As many as layouts name: certificates have twenty each. */
const oids = new Map<string, DerValue>();

/** OBJECT IDENTIFIER of its arcs in decimal: `2.5.4.3`. Source: ITU-T X.690, 8.19. */
export function oid(arcs: string): DerValue {
  const known = oids.get(arcs) ?? newOid(arcs);
  oids.set(arcs, known);
  return known;
}

function newOid(arcs: string): DerValue {
  const [first = 0, second = 0, ...others] = arcs.split('.').map(Number);
  return value(TAG.OBJECT_IDENTIFIER, [Uint8Array.from([40 * first + second, ...others].flatMap(subidentifier))]);
}

export function octetString(bytes: Bytes): DerValue {
  return value(TAG.OCTET_STRING, [bytes]);
}

/** BIT STRING of all bits of `bytes`. */
export function bitString(bytes: Bytes): DerValue {
  return value(TAG.BIT_STRING, [Uint8Array.of(0), bytes]);
}

/** BIT STRING with named bits: those whose number is in `bits`, trailing zeros left out. Source: X.690, 11.2.2. */
export function namedBits(...bits: readonly number[]): DerValue {
  const highest = Math.max(-1, ...bits);
  const bytes = new Uint8Array(Math.ceil((highest + 1) / 8));
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] as number) | (0x80 >> (bit & 7));
  return value(TAG.BIT_STRING, [Uint8Array.of(bytes.length * 8 - highest - 1), bytes]);
}

export function utf8String(text: string): DerValue {
  return value(TAG.UTF8_STRING, [new TextEncoder().encode(text)]);
}

export function printableString(text: string): DerValue {
  return value(TAG.PRINTABLE_STRING, [ascii(text)]);
}

export function ia5String(text: string): DerValue {
  return value(TAG.IA5_STRING, [ascii(text)]);
}

/** T61String as everybody uses it: ISO 8859-1. */
export function t61String(text: string): DerValue {
  return value(TAG.T61_STRING, [Uint8Array.from(Buffer.from(text, 'latin1'))]);
}

/** BMPString: UTF-16, the high octet first. */
export function bmpString(text: string): DerValue {
  return value(TAG.BMP_STRING, [new Uint8Array(Buffer.from(text, 'utf16le').swap16())]);
}

/** UTCTime from 1950 to 2049, GeneralizedTime for every other year. Source: RFC 5280, 4.1.2.5. */
export function time(date: Date): DerValue {
  const text = generalizedTimeText(date);
  const year = date.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? value(TAG.UTC_TIME, [ascii(text.slice(2))])
    : value(TAG.GENERALIZED_TIME, [ascii(text)]);
}

/** GeneralizedTime without fraction, of any year. */
export function generalizedTime(date: Date): DerValue {
  return value(TAG.GENERALIZED_TIME, [ascii(generalizedTimeText(date))]);
}

/** Contents of a GeneralizedTime without fraction: YYYYMMDDhhmmssZ. */
export function generalizedTimeText(date: Date): string {
  return `${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
}

/** [tag] IMPLICIT of a primitive type: its contents octets. */
export function implicit(tag: number, contents: Bytes): DerValue {
  return value(CONTEXT_SPECIFIC | tag, [contents]);
}

/** [tag] with the given values inside: EXPLICIT, or IMPLICIT of a constructed type. */
export function tagged(tag: number, ...values: readonly DerValue[]): DerValue {
  return value(CONTEXT_SPECIFIC | CONSTRUCTED | tag, values);
}
