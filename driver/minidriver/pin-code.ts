/** A code as a program gives it to the bytes the card wants. */
import { type Bytes, concat } from '#iso7816/bytes.ts';
import type { PinObject } from '../cia/aodf.ts';

/** A code: text, or its ANSI bytes. */
export type Code = string | Bytes;

const DIGITS = { FIRST: 0x30, LAST: 0x39 } as const;
const MAX_ANSI = 0xff;

function ansi(code: Code): Bytes | undefined {
  if (typeof code !== 'string') return code;
  const units = Array.from({ length: code.length }, (_, i) => code.charCodeAt(i));
  return units.every((unit) => unit <= MAX_ANSI) ? Uint8Array.from(units) : undefined;
}

/**
 * The bytes for the card, or undefined when they cannot be such a code (length, digits): then the card must not be
 * asked, for it would take a try. An empty code is one of them: VERIFY without data only asks for the state.
 */
export function encodeCode(pin: PinObject, code: Code): Bytes | undefined {
  const bytes = ansi(code);
  if (bytes === undefined || bytes.length === 0) return undefined;
  if (bytes.length < pin.minLength || bytes.length > pin.maxLength) return undefined;
  if (pin.type === 'ascii-numeric' && !bytes.every((byte) => byte >= DIGITS.FIRST && byte <= DIGITS.LAST)) {
    return undefined;
  }
  if (pin.padding === undefined) return bytes;
  return concat(bytes, new Uint8Array(Math.max(0, pin.storedLength - bytes.length)).fill(pin.padding));
}
