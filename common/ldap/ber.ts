/**
 * BER as LDAP has it: definite lengths, in any of their forms. Source: RFC 4511, 5.1; ITU-T X.690, 8.1.
 */

import { CodedError } from '#common/coded-error.ts';
import { englishOnly } from '#common/language.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';

export interface Element {
  readonly tag: number;
  readonly content: Bytes;
  /** Index of the byte behind it. */
  readonly end: number;
}

/** A message that is none of LDAP. */
export class LdapError extends CodedError {
  override readonly name = 'LdapError';
  readonly code = 'ERR_LDAP';
}

/** Bytes that a length may take. */
const LONGEST_LENGTH = 4;

function lengthAt(bytes: Bytes, at: number): { readonly length: number; readonly start: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { length: first, start: at + 1 };
  const count = first & 0x7f;
  if (count === 0 || count > LONGEST_LENGTH) throw new LdapError(englishOnly(`length of ${count} bytes`));
  if (at + 1 + count > bytes.length) return undefined;
  const length = bytes.subarray(at + 1, at + 1 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  return { length, start: at + 1 + count };
}

/**
 * The element at that index; undefined when the bytes end within it.
 * @param largest of its content
 * @throws LdapError when it is none, or longer
 */
export function elementAt(bytes: Bytes, at = 0, largest = Number.POSITIVE_INFINITY): Element | undefined {
  const tag = bytes[at];
  if (tag === undefined) return undefined;
  if ((tag & 0x1f) === 0x1f) throw new LdapError(englishOnly('tag of several bytes'));
  const found = lengthAt(bytes, at + 1);
  if (found === undefined) return undefined;
  if (found.length > largest) throw new LdapError(englishOnly(`${found.length} bytes, at most ${largest}`));
  const end = found.start + found.length;
  return end > bytes.length ? undefined : { tag, content: bytes.subarray(found.start, end), end };
}

/** The elements, which fill the bytes. @throws LdapError */
export function elementsIn(bytes: Bytes): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    if (element === undefined) throw new LdapError(englishOnly('cut short'));
    elements.push(element);
    at = element.end;
  }
  return elements;
}

export function integerOf({ content }: Element): number {
  if (content.length < 1 || content.length > 4) throw new LdapError(englishOnly(`integer of ${content.length} bytes`));
  return content.reduce((sum, byte) => sum * 256 + byte, 0);
}

export function textOf({ content }: Element): string {
  return Buffer.from(content).toString('utf8');
}

function lengthBytes(length: number): Bytes {
  if (length < 0x80) return Uint8Array.of(length);
  const bytes: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
}

export function ber(tag: number, ...contents: readonly Bytes[]): Bytes {
  const content = concat(...contents);
  return concat(Uint8Array.of(tag), lengthBytes(content.length), content);
}

export function berText(tag: number, text: string): Bytes {
  return ber(tag, Buffer.from(text));
}

/** INTEGER and ENUMERATED of what is not negative. */
export function berNumber(tag: number, value: number): Bytes {
  const bytes: number[] = [];
  for (let left = value; left > 0 || bytes.length === 0; left = Math.floor(left / 256)) bytes.unshift(left % 256);
  if ((bytes[0] as number) >= 0x80) bytes.unshift(0);
  return ber(tag, Uint8Array.from(bytes));
}
