/** What stands in the place of names and numbers: as long, of the same kind of characters, and nobody's. */
import type { Bytes } from '#iso7816/bytes.ts';

const isPrintable = (byte: number) => byte >= 0x20 && byte !== 0x7f && (byte < 0x80 || byte >= 0xa0);

function hiddenCharacter(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return 0x30;
  if (byte >= 0x61 && byte <= 0x7a) return 0x78;
  if ((byte >= 0x41 && byte <= 0x5a) || byte >= 0x80) return 0x58;
  return byte;
}

/** Letters as X or x, digits as 0; signs, blanks and the high bytes of wide characters stay. In place. */
export function hideText(text: Bytes): void {
  for (const [i, byte] of text.entries()) text[i] = hiddenCharacter(byte);
}

/** Numbers of six digits and more as zeros: names of keys and files have shorter ones. In place. */
export function hideLongNumbers(text: Bytes): void {
  const digits = Buffer.from(text).toString('latin1');
  for (const { index, 0: found } of digits.matchAll(/\d{6,}/g)) text.fill(0x30, index, index + found.length);
}

/** Texts as `hideText`, anything else as bytes 00: numbers are BCD or binary. One byte alone is a code of a table. In place. */
export function hideValue(value: Bytes): void {
  if (value.length <= 1) return;
  if (value.every(isPrintable)) hideText(value);
  else value.fill(0);
}
