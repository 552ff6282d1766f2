/**
 * BER-TLV data objects as ISO/IEC 7816-4 restricts them: tags of one to three bytes, definite lengths, shortest form.
 *
 * Source: ISO/IEC 7816-4:2020, 6.3 (BER-TLV data objects).
 */
import { CodedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { type Bytes, concat, toHex } from './bytes.ts';

/** A data object; `tag` is the number printed in the standards (`0x7F49`), `value` its value field. */
export interface Tlv {
  readonly tag: number;
  readonly value: Bytes;
}

/** Bytes that are no BER-TLV data object; `offset` says where the reading stopped. */
export class TlvError extends CodedError {
  override readonly name = 'TlvError';
  readonly code = 'ERR_TLV';
  readonly offset: number;
  /** What is wrong there. */
  readonly why: Text;

  constructor(why: Text, offset: number) {
    super({ en: `${why.en} at offset ${offset}`, fr: `${why.fr}, à la position ${offset}` });
    this.offset = offset;
    this.why = why;
  }
}

const CONSTRUCTED = 0x20;
const TAG_CONTINUES = 0x1f;
const MAX_TAG_BYTES = 3;

/** The name of a tag as the standards print it: `7F49`. */
export function tagName(tag: number): string {
  const digits = tag.toString(16).toUpperCase();
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}

/** True for a tag whose value field is itself made of data objects. */
export function isConstructed(tag: number): boolean {
  let first = tag;
  while (first > 0xff) first >>>= 8;
  return (first & CONSTRUCTED) !== 0;
}

function tagBytes(tag: number): Bytes {
  const bytes: number[] = [];
  for (let rest = tag; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest & 0xff);
  return Uint8Array.from(bytes.length === 0 ? [0] : bytes);
}

function lengthBytes(length: number): Bytes {
  if (length < 0x80) return Uint8Array.of(length);
  if (length < 0x100) return Uint8Array.of(0x81, length);
  if (length < 0x10000) return Uint8Array.of(0x82, length >> 8, length & 0xff);
  return Uint8Array.of(0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

/** One data object: tag, shortest length, and the given value parts one after the other. */
export function tlv(tag: number, ...parts: readonly Bytes[]): Bytes {
  const value = concat(...parts);
  return concat(tagBytes(tag), lengthBytes(value.length), value);
}

interface Header {
  readonly tag: number;
  readonly length: number;
  readonly headerLength: number;
}

function readTag(bytes: Bytes, offset: number): { tag: number; size: number } {
  const first = bytes[offset];
  if (first === undefined)
    throw new TlvError({ en: 'tag expected, no byte left', fr: 'étiquette attendue, plus aucun octet' }, offset);
  if ((first & TAG_CONTINUES) !== TAG_CONTINUES) return { tag: first, size: 1 };
  let tag = first;
  for (let size = 2; size <= MAX_TAG_BYTES; size++) {
    const next = bytes[offset + size - 1];
    if (next === undefined)
      throw new TlvError({ en: `tag ${tagName(tag)} is cut`, fr: `l'étiquette ${tagName(tag)} est coupée` }, offset);
    if (size === 2 && (next === 0x80 || next < 0x1f))
      throw new TlvError(
        {
          en: `tag ${tagName(tag)}${toHex(Uint8Array.of(next))} is not in its shortest form`,
          fr: `l'étiquette ${tagName(tag)}${toHex(Uint8Array.of(next))} n'est pas sous sa forme la plus courte`,
        },
        offset,
      );
    tag = tag * 256 + next;
    if ((next & 0x80) === 0) return { tag, size };
  }
  throw new TlvError(
    { en: `tag longer than ${MAX_TAG_BYTES} bytes`, fr: `étiquette de plus de ${MAX_TAG_BYTES} octets` },
    offset,
  );
}

function readLength(bytes: Bytes, offset: number): { length: number; size: number } {
  const first = bytes[offset];
  if (first === undefined)
    throw new TlvError({ en: 'length expected, no byte left', fr: 'longueur attendue, plus aucun octet' }, offset);
  if (first < 0x80) return { length: first, size: 1 };
  const count = first & 0x7f;
  if (count === 0)
    throw new TlvError(
      {
        en: 'indefinite length (80), expected a definite one',
        fr: 'longueur indéfinie (80), attendu : une longueur définie',
      },
      offset,
    );
  if (count > 3)
    throw new TlvError(
      { en: `length of ${count} bytes, expected at most 3`, fr: `longueur sur ${count} octets, attendu : 3 au plus` },
      offset,
    );
  let length = 0;
  for (let i = 1; i <= count; i++) {
    const next = bytes[offset + i];
    if (next === undefined) throw new TlvError({ en: 'length is cut', fr: 'la longueur est coupée' }, offset);
    length = length * 256 + next;
  }
  if (lengthBytes(length).length !== count + 1)
    throw new TlvError(
      {
        en: `length ${length} is not in its shortest form`,
        fr: `la longueur ${length} n'est pas sous sa forme la plus courte`,
      },
      offset,
    );
  return { length, size: count + 1 };
}

function readHeader(bytes: Bytes, offset: number): Header {
  const { tag, size } = readTag(bytes, offset);
  const { length, size: lengthSize } = readLength(bytes, offset + size);
  const headerLength = size + lengthSize;
  const left = bytes.length - offset - headerLength;
  if (length > left)
    throw new TlvError(
      {
        en: `${tagName(tag)} announces ${length} bytes, ${left} are left`,
        fr: `${tagName(tag)} annonce ${length} octets, il en reste ${left}`,
      },
      offset,
    );
  return { tag, length, headerLength };
}

/**
 * All data objects of `bytes`, one after the other, nothing left over.
 * @throws TlvError with the offset of the first byte that cannot be read
 */
export function parseTlvs(bytes: Bytes): Tlv[] {
  const found: Tlv[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const { tag, length, headerLength } = readHeader(bytes, offset);
    const start = offset + headerLength;
    found.push({ tag, value: bytes.subarray(start, start + length) });
    offset = start + length;
  }
  return found;
}

/**
 * The one data object that `bytes` is.
 * @throws TlvError when there is none, more than one, or another tag than `expectedTag`
 */
export function parseTlv(bytes: Bytes, expectedTag?: number): Tlv {
  const { tag, length, headerLength } = readHeader(bytes, 0);
  if (expectedTag !== undefined && tag !== expectedTag)
    throw new TlvError(
      {
        en: `tag ${tagName(tag)} found, ${tagName(expectedTag)} expected`,
        fr: `étiquette ${tagName(tag)} trouvée, ${tagName(expectedTag)} attendue`,
      },
      0,
    );
  const end = headerLength + length;
  if (end !== bytes.length)
    throw new TlvError(
      {
        en: `${bytes.length - end} bytes left over after ${tagName(tag)}`,
        fr: `${bytes.length - end} octets de trop après ${tagName(tag)}`,
      },
      end,
    );
  return { tag, value: bytes.subarray(headerLength, end) };
}

/** The first data object of `bytes`, and what is behind it. @throws TlvError when there is none */
export function takeTlv(bytes: Bytes): Tlv & { readonly rest: Bytes } {
  const { tag, length, headerLength } = readHeader(bytes, 0);
  const end = headerLength + length;
  return { tag, value: bytes.subarray(headerLength, end), rest: bytes.subarray(end) };
}

/** The value of the first data object with that tag, or undefined. */
export function findValue(objects: readonly Tlv[], tag: number): Bytes | undefined {
  return objects.find((object) => object.tag === tag)?.value;
}
