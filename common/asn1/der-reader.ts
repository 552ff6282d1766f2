/**
 * DER, read strictly: shortest lengths, nothing left over, every error with its file and offset.
 *
 * DER is BER-TLV in its shortest form, which is what the ISO 7816 leaf reads; a general ASN.1 library accepts
 * indefinite and needlessly long lengths and forgets offsets.
 *
 * Source: ISO/IEC 8825-1 (DER); ISO/IEC 7816-15:2016, annex A.
 */
import type { Text } from '#common/language.ts';
import { parseTlvs, type Tlv, TlvError, tagName } from '#iso7816/ber-tlv.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { DerError } from './der-error.ts';

export const DER = {
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  ENUMERATED: 0x0a,
  UTF8_STRING: 0x0c,
  SEQUENCE: 0x30,
} as const;

const NOTHING_LEFT: Text = { en: 'nothing left', fr: 'plus rien' };

function tagFound(tag: number): Text {
  return { en: `tag ${tagName(tag)} found`, fr: `étiquette ${tagName(tag)} trouvée` };
}

/** The data objects of one constructed value, taken one after the other. */
export class DerReader {
  readonly #file: Bytes;
  readonly #name: string;
  /** The bytes of the data objects. */
  readonly content: Bytes;
  readonly #objects: readonly Tlv[];
  #next = 0;

  private constructor(name: string, file: Bytes, value: Bytes) {
    this.#name = name;
    this.#file = file;
    this.content = value;
    const start = value.byteOffset - file.byteOffset;
    try {
      this.#objects = parseTlvs(value);
    } catch (error) {
      // The offset of a TlvError counts within the value; the file's own offset takes its place.
      if (error instanceof TlvError) throw new DerError(name, start + error.offset, error.why);
      throw error;
    }
  }

  /**
   * The data objects that `bytes` are, to the last byte.
   * @param name what they are, for errors
   */
  static of(name: string, bytes: Bytes): DerReader {
    return new DerReader(name, bytes, bytes);
  }

  /**
   * The data objects of a whole file; bytes 00 that fill it up to its size are left out.
   * @param name name of the file, for errors
   */
  static ofFile(name: string, file: Bytes): DerReader {
    return new DerReader(name, file, file.subarray(0, contentLength(file)));
  }

  /** True while a data object is left. */
  get more(): boolean {
    return this.#next < this.#objects.length;
  }

  /** True when the next data object has that tag. */
  at(tag: number): boolean {
    return this.#objects[this.#next]?.tag === tag;
  }

  /** An error at the next data object. */
  error(message: Text): DerError {
    const next = this.#objects[this.#next];
    const offset = next === undefined ? this.#end() : this.#offsetOf(next);
    return new DerError(this.#name, offset, message);
  }

  /** Value of the next data object, which must have that tag. `what` is the field, in the standard's words. */
  take(tag: number, what: string): Bytes {
    const next = this.#objects[this.#next];
    if (next?.tag !== tag) {
      const expected = tagName(tag);
      const found = next === undefined ? NOTHING_LEFT : tagFound(next.tag);
      throw this.error({
        en: `${found.en}, expected ${what} (tag ${expected})`,
        fr: `${found.fr}, attendu : ${what} (étiquette ${expected})`,
      });
    }
    this.#next++;
    return next.value;
  }

  /** Value of the next data object when it has that tag, else undefined and nothing is taken. */
  takeIf(tag: number): Bytes | undefined {
    const next = this.#objects[this.#next];
    if (next?.tag !== tag) return undefined;
    this.#next++;
    return next.value;
  }

  /** Takes the next data object, whatever it is. */
  skip(): void {
    this.#next++;
  }

  /** The data objects within the next one, which must be constructed with that tag. */
  enter(tag: number, what: string): DerReader {
    return new DerReader(this.#name, this.#file, this.take(tag, what));
  }

  /** The data objects within the next one when it has that tag. */
  enterIf(tag: number): DerReader | undefined {
    return this.at(tag) ? this.enter(tag, '') : undefined;
  }

  /** An INTEGER or ENUMERATED of at most four bytes; keys and lengths are never negative here. */
  integer(what: string, tag: number = DER.INTEGER): number {
    const mark = this.#next;
    const bytes = this.take(tag, what);
    const needless = bytes.length > 1 && bytes[0] === 0 && (bytes[1] ?? 0) < 0x80;
    if (bytes.length === 0 || bytes.length > 4 || (bytes[0] ?? 0) >= 0x80 || needless) {
      this.#next = mark;
      throw this.error({
        en: `${what} is not an INTEGER from 0 to 2^31-1 in its shortest form`,
        fr: `${what} n'est pas un INTEGER de 0 à 2^31-1 sous sa forme la plus courte`,
      });
    }
    return bytes.reduce((value, byte) => value * 256 + byte, 0);
  }

  /** The numbers of the bits that are set in a BIT STRING, bit 0 being the first. */
  bits(what: string, tag: number = DER.BIT_STRING): ReadonlySet<number> {
    const mark = this.#next;
    const bytes = this.take(tag, what);
    const unused = bytes[0];
    if (unused === undefined || unused > 7 || (bytes.length === 1 && unused > 0)) {
      this.#next = mark;
      throw this.error({
        en: `${what} is no BIT STRING: its first byte, the number of unused bits, must be 00 to 07`,
        fr: `${what} n'est pas un BIT STRING : son premier octet, le nombre de bits inutilisés, va de 00 à 07`,
      });
    }
    const set = new Set<number>();
    for (let bit = 0; bit < 8 * (bytes.length - 1) - unused; bit++) {
      if (((bytes[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0) set.add(bit);
    }
    return set;
  }

  /** A BOOLEAN when it is next, else undefined. */
  booleanIf(): boolean | undefined {
    const value = this.takeIf(DER.BOOLEAN);
    return value === undefined ? undefined : value[0] !== 0;
  }

  /** A UTF8String or a label with that tag when it is next, else undefined. */
  textIf(tag: number = DER.UTF8_STRING): string | undefined {
    const value = this.takeIf(tag);
    return value === undefined ? undefined : new TextDecoder().decode(value);
  }

  /** @throws DerError when data objects are left over */
  end(what: string): void {
    if (this.more) throw this.error({ en: `left over after ${what}`, fr: `de trop après ${what}` });
  }

  #end(): number {
    return this.content.byteOffset - this.#file.byteOffset + this.content.length;
  }

  #offsetOf(object: Tlv): number {
    return object.value.byteOffset - this.#file.byteOffset - headerLength(object);
  }
}

function headerLength({ tag, value }: Tlv): number {
  const tagBytes = tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;
  const length = value.length;
  return tagBytes + (length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 4);
}

/** Length without the bytes 00 behind the last data object: an EF may be larger than its content. */
function contentLength(file: Bytes): number {
  let offset = 0;
  while (offset < file.length && file[offset] !== 0) {
    const length = objectLength(file, offset);
    if (length === undefined) return file.length;
    offset += length;
  }
  return file.subarray(offset).every((byte) => byte === 0) ? offset : file.length;
}

/** Length of the data object at `offset` as its header says, or undefined when there is no plain header. */
function objectLength(file: Bytes, offset: number): number | undefined {
  const first = file[offset + 1];
  if (first === undefined || first === 0x80 || first > 0x82) return undefined;
  if (first < 0x80) return 2 + first;
  const second = file[offset + 2] ?? 0;
  return first === 0x81 ? 3 + second : 4 + (second << 8) + (file[offset + 3] ?? 0);
}
