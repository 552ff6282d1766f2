/**
 * Bytes as the standards print them.
 *
 * Everything inside the project is a `Uint8Array`; `Buffer` stops at the sockets and at the native binding.
 */

import { ReasonedError } from '#common/coded-error.ts';
import type { Text } from '#common/language.ts';
import { namedCharacter } from '#common/text-decoding.ts';

export type Bytes = Uint8Array;

/** No byte at all. */
export const NO_BYTES: Bytes = new Uint8Array(0);

export type BytesReason = 'notHexadecimal' | 'oddDigits' | 'noByte' | 'notAscii';

/** A text that is not hexadecimal, or a byte that is not there. */
export class BytesError extends ReasonedError<BytesReason> {
  override readonly name = 'BytesError';
  readonly code = 'ERR_BYTES';
  /** Of the character that is none of them, from 0. */
  readonly position: number | undefined;

  constructor(reason: BytesReason, message: Text, position?: number) {
    super(reason, message);
    this.position = position;
  }
}

const HEX_DIGITS = /^[0-9A-Fa-f]*$/;
const OCTETS: readonly string[] = Array.from({ length: 256 }, (_, octet) =>
  octet.toString(16).toUpperCase().padStart(2, '0'),
);

/**
 * Bytes of a hexadecimal text; blanks and colons between the digits are ignored.
 * @throws BytesError when a character is no hexadecimal digit or the number of digits is odd
 */
export function fromHex(text: string): Bytes {
  const digits = text.replace(/[\s:]/g, '');
  if (!HEX_DIGITS.test(digits)) {
    const at = text.search(/[^0-9A-Fa-f\s:]/);
    const found = namedCharacter(text.charAt(at));
    const message = {
      en: `not hexadecimal: ${found.en} at position ${at} (expected 0-9, A-F, blanks)`,
      fr: `pas de l'hexadécimal : ${found.fr} en position ${at} (attendu : 0-9, A-F, espaces)`,
    };
    throw new BytesError('notHexadecimal', message, at);
  }
  if (digits.length % 2 !== 0)
    throw new BytesError('oddDigits', {
      en: `not hexadecimal: ${digits.length} digits, expected an even number`,
      fr: `pas de l'hexadécimal : ${digits.length} chiffres, attendu : un nombre pair`,
    });
  const bytes = new Uint8Array(digits.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** Upper-case hexadecimal text, the bytes separated by `separator` (none by default). */
export function toHex(bytes: Bytes, separator = ''): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    if (i > 0) text += separator;
    text += OCTETS[bytes[i] as number];
  }
  return text;
}

/** Template tag for byte literals: `` hex`00 A4 04 0C` ``. Numbers are inserted as one byte, byte arrays as they are. */
export function hex(strings: TemplateStringsArray, ...values: readonly (number | Bytes)[]): Bytes {
  const parts: Bytes[] = [];
  strings.forEach((text, i) => {
    parts.push(fromHex(text));
    const value = values[i];
    if (value !== undefined) parts.push(typeof value === 'number' ? Uint8Array.of(value) : value);
  });
  return concat(...parts);
}

/** The byte strings one after the other, as a new array. */
export function concat(...parts: readonly Bytes[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** True when both hold the same bytes. Not constant in time: never compare secrets with it. */
export function equalBytes(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The byte at `offset`.
 * @throws BytesError when there is none: a missing byte is an error, never 0
 */
export function byteAt(bytes: Bytes, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined)
    throw new BytesError('noByte', {
      en: `no byte at offset ${offset} (${bytes.length} bytes)`,
      fr: `pas d'octet à la position ${offset} (${bytes.length} octets)`,
    });
  return byte;
}

/** Two bytes, big-endian, as a number. @throws BytesError when fewer than two are left */
export function uint16At(bytes: Bytes, offset: number): number {
  return (byteAt(bytes, offset) << 8) | byteAt(bytes, offset + 1);
}

/** A number from 0 to 65535 as two bytes, big-endian. */
export function uint16(value: number): Bytes {
  return Uint8Array.of((value >> 8) & 0xff, value & 0xff);
}

/** The printable ASCII text as bytes. */
export function ascii(text: string): Bytes {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i);
    if (text.charCodeAt(i) <= 0x7f) continue;
    const character = String.fromCodePoint(text.codePointAt(i) as number);
    throw new BytesError('notAscii', { en: `not ASCII: '${character}'`, fr: `pas de l'ASCII : '${character}'` });
  }
  return bytes;
}
