/**
 * PIN_VERIFY_STRUCTURE and PIN_MODIFY_STRUCTURE as a program gives them to the reader.
 *
 * Source: PC/SC part 10, revision 2.02.09, 2.5.2, 2.5.3.
 */

import { CodedError } from '#common/coded-error.ts';
import { englishOnly } from '#common/language.ts';
import { type Bytes, byteAt } from '#iso7816/bytes.ts';
import { MODIFY_STRUCTURE, VERIFY_STRUCTURE } from '#pcsc/part10.ts';

/** A structure that says what cannot be: the reader answers 6B80. */
export class PinStructureError extends CodedError {
  override readonly name = 'PinStructureError';
  readonly code = 'ERR_PIN_STRUCTURE';
}

/** How the digits go into the command. */
export interface PinFormat {
  readonly encoding: 'binary' | 'bcd' | 'ascii';
  readonly rightJustified: boolean;
  /** Bytes of the data field before the code. */
  readonly position: number;
  /** Bytes the code is filled up to; 0 = as long as it is. */
  readonly blockLength: number;
  /** Bits of the field that takes the length of the code; 0 = none. */
  readonly lengthBits: 0 | 4 | 8;
  /** Where that field is in the data, in bits. */
  readonly lengthPosition: number;
}

export interface PinEntry {
  readonly format: PinFormat;
  /** How long somebody may take to type one code. */
  readonly timeoutMs: number;
  /** Digits the reader takes. */
  readonly minLength: number;
  readonly maxLength: number;
  /** VALIDATION bits: what ends the entry. */
  readonly validation: number;
  /** Command APDU with place for the code, or up to its Lc. */
  readonly template: Bytes;
}

export interface PinModification extends PinEntry {
  readonly oldOffset: number;
  readonly newOffset: number;
  /** CONFIRM_PIN bits. */
  readonly confirm: number;
}

const UNITS_ARE_BYTES = 0x80;
const LENGTH_UNITS_ARE_BYTES = 0x10;
const RIGHT_JUSTIFIED = 0x04;
const ENCODINGS = ['binary', 'bcd', 'ascii'] as const;
const HEADER_LENGTH = 4;
/** Of bTimeOut 00, which leaves it to the reader: simulation. */
const USUAL_TIMEOUT_SECONDS = 30;

type Offsets = Readonly<
  Record<
    'TIMEOUT' | 'FORMAT' | 'BLOCK' | 'LENGTH_FORMAT' | 'MAX_EXTRA_DIGIT' | 'VALIDATION' | 'DATA_LENGTH' | 'DATA',
    number
  >
>;

function inBytes(units: number, areBytes: boolean): number {
  if (areBytes) return units;
  if (units % 8 !== 0)
    throw new PinStructureError(englishOnly(`bmFormatString: the code at bit ${units}, expected a whole byte`));
  return units / 8;
}

function formatOf(structure: Bytes, at: Offsets): PinFormat {
  const format = byteAt(structure, at.FORMAT);
  const block = byteAt(structure, at.BLOCK);
  const length = byteAt(structure, at.LENGTH_FORMAT);
  const encoding = ENCODINGS[format & 0x03];
  const lengthBits = block >> 4;
  if (encoding === undefined)
    throw new PinStructureError(englishOnly('bmFormatString: format type 3, expected 0 to 2'));
  if (lengthBits !== 0 && lengthBits !== 4 && lengthBits !== 8)
    throw new PinStructureError(englishOnly(`bmPINBlockString: length of ${lengthBits} bits, expected 0, 4 or 8`));
  return {
    encoding,
    rightJustified: (format & RIGHT_JUSTIFIED) !== 0,
    position: inBytes((format >> 3) & 0x0f, (format & UNITS_ARE_BYTES) !== 0),
    blockLength: block & 0x0f,
    lengthBits,
    lengthPosition: (length & 0x0f) * ((length & LENGTH_UNITS_ARE_BYTES) !== 0 ? 8 : 1),
  };
}

function entryOf(structure: Bytes, at: Offsets): PinEntry {
  if (structure.length < at.DATA)
    throw new PinStructureError(englishOnly(`${structure.length} bytes, expected at least ${at.DATA}`));
  const view = new DataView(structure.buffer, structure.byteOffset, structure.length);
  const dataLength = view.getUint32(at.DATA_LENGTH, true);
  const template = structure.subarray(at.DATA);
  if (dataLength !== template.length)
    throw new PinStructureError(englishOnly(`ulDataLength ${dataLength}, ${template.length} bytes follow`));
  if (template.length < HEADER_LENGTH)
    throw new PinStructureError(englishOnly(`command of ${template.length} bytes, expected CLA INS P1 P2`));
  const maxLength = byteAt(structure, at.MAX_EXTRA_DIGIT);
  const minLength = byteAt(structure, at.MAX_EXTRA_DIGIT + 1);
  if (maxLength === 0 || minLength > maxLength)
    throw new PinStructureError(englishOnly(`wPINMaxExtraDigit: ${minLength} to ${maxLength} digits`));
  return {
    format: formatOf(structure, at),
    timeoutMs: (byteAt(structure, at.TIMEOUT) || USUAL_TIMEOUT_SECONDS) * 1000,
    minLength,
    maxLength,
    validation: byteAt(structure, at.VALIDATION),
    template,
  };
}

/** @throws PinStructureError */
export function parseVerifyStructure(structure: Bytes): PinEntry {
  return entryOf(structure, VERIFY_STRUCTURE);
}

/** @throws PinStructureError */
export function parseModifyStructure(structure: Bytes): PinModification {
  const entry = entryOf(structure, MODIFY_STRUCTURE);
  return {
    ...entry,
    oldOffset: byteAt(structure, MODIFY_STRUCTURE.INSERTION_OLD),
    newOffset: byteAt(structure, MODIFY_STRUCTURE.INSERTION_NEW),
    confirm: byteAt(structure, MODIFY_STRUCTURE.CONFIRM),
  };
}
