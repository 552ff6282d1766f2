/**
 * The command APDU that a PIN pad makes of a template and the digits typed.
 *
 * Source: PC/SC part 10, revision 2.02.09, 2.5.2, 2.5.3, annex A.
 */
import { englishOnly } from '#common/language.ts';
import { type Bytes, byteAt, concat } from '#iso7816/bytes.ts';
import { CONFIRM_PIN } from '#pcsc/part10.ts';
import { type PinEntry, type PinFormat, type PinModification, PinStructureError } from './pin-structure.ts';

const LC = 4;
const DATA = 5;
const MAX_DATA = 255;
const ASCII_ZERO = 0x30;

/** Digits as the format writes them, without padding. */
function encoded(digits: string, { encoding }: PinFormat): Bytes {
  const numbers = Uint8Array.from(digits, Number);
  if (encoding === 'ascii') return numbers.map((digit) => ASCII_ZERO + digit);
  if (encoding === 'binary') return numbers;
  const packed = new Uint8Array(Math.ceil(numbers.length / 2)).fill(0xff);
  for (const [i, digit] of numbers.entries()) {
    const at = i >> 1;
    packed[at] = i % 2 === 0 ? (digit << 4) | 0x0f : (byteAt(packed, at) & 0xf0) | digit;
  }
  return packed;
}

/** Data field of the template; what it lacks is added when the code is put in. */
function templateData({ template }: PinEntry): Bytes {
  if (template.length <= DATA) return new Uint8Array(0);
  const lc = byteAt(template, LC);
  if (template.length < DATA + lc)
    throw new PinStructureError(englishOnly(`template with Lc ${lc} and ${template.length - DATA} bytes`));
  return template.slice(DATA, DATA + lc);
}

function withRoom(data: Bytes, length: number): Bytes {
  if (length > MAX_DATA)
    throw new PinStructureError(englishOnly(`data field of ${length} bytes, expected at most ${MAX_DATA}`));
  return data.length >= length ? data : concat(data, new Uint8Array(length - data.length).fill(0xff));
}

/** The data with the code at `offset`; the padding of a block stays what the template has there. */
function inserted(data: Bytes, code: Bytes, offset: number, { blockLength, rightJustified }: PinFormat): Bytes {
  const room = Math.max(blockLength, code.length);
  const result = withRoom(data, offset + room);
  result.set(code, rightJustified ? offset + room - code.length : offset);
  return result;
}

/** Writes the number of digits where the structure wants it. */
function withLength(data: Bytes, digits: number, { lengthBits, lengthPosition }: PinFormat): Bytes {
  if (lengthBits === 0) return data;
  const at = lengthPosition >> 3;
  const shift = 8 - lengthBits - (lengthPosition & 7);
  if (shift < 0)
    throw new PinStructureError(
      englishOnly(`bmPINLengthFormat: a length of ${lengthBits} bits at bit ${lengthPosition}`),
    );
  const result = withRoom(data, at + 1);
  const mask = ((1 << lengthBits) - 1) << shift;
  result[at] = (byteAt(result, at) & ~mask) | ((digits << shift) & mask);
  return result;
}

function command({ template }: PinEntry, data: Bytes): Bytes {
  return concat(template.subarray(0, LC), Uint8Array.of(data.length), data);
}

/** Command with one code: VERIFY. @throws PinStructureError */
export function verifyCommand(entry: PinEntry, digits: string): Bytes {
  const { format } = entry;
  const data = inserted(templateData(entry), encoded(digits, format), format.position, format);
  return command(entry, withLength(data, digits.length, format));
}

/**
 * Command with the current code, where it is asked for, and the new one: CHANGE REFERENCE DATA. Codes without padding
 * follow each other whatever their offsets are: the program cannot know how long the first one is.
 * @throws PinStructureError
 */
export function modifyCommand(entry: PinModification, current: string, renewed: string): Bytes {
  const { format, oldOffset, newOffset, confirm } = entry;
  const asksCurrent = (confirm & CONFIRM_PIN.CURRENT) !== 0;
  const [before, after] = [encoded(current, format), encoded(renewed, format)];
  const start = format.position;
  let data = templateData(entry);
  if (asksCurrent) data = inserted(data, before, start + oldOffset, format);
  const follows = asksCurrent && format.blockLength === 0;
  const at = follows ? start + oldOffset + before.length : start + newOffset;
  return command(entry, withLength(inserted(data, after, at, format), renewed.length, format));
}
