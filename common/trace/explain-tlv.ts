/**
 * Data objects in words, for people: an indented tree with the names of ISO/IEC 7816-4 and IAS-ECC.
 *
 * Source: ISO/IEC 7816-4:2020, 6.3; CPLC: Visa GlobalPlatform 2.1.1 Card Implementation Requirements.
 */
import { isConstructed, parseTlvs, type Tlv, tagName } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { meaningOf, type Place, placeUnder, TOP } from './tag-names.ts';

const CPLC_FIELDS: readonly (readonly [name: string, length: number])[] = [
  ['IC fabricator', 2],
  ['IC type', 2],
  ['operating system', 2],
  ['operating system release date', 2],
  ['operating system release level', 2],
  ['IC fabrication date', 2],
  ['IC serial number', 4],
  ['IC batch', 2],
  ['IC module fabricator', 2],
  ['IC module packaging date', 2],
  ['ICC manufacturer', 2],
  ['IC embedding date', 2],
  ['pre-personaliser', 2],
  ['pre-personalisation date', 2],
  ['pre-personalisation equipment', 4],
  ['personaliser', 2],
  ['personalisation date', 2],
  ['personalisation equipment', 4],
];
const CPLC = 0x9f7f;
const CPLC_LENGTH = 42;
/** ISO/IEC 7816-4 8.1.1: status information follows in the historical bytes; real CPS cards begin EF.ATR with it too. */
const CATEGORY_INDICATOR = 0x80;

function cplcLines(value: Bytes, indent: string): string[] {
  let offset = 0;
  return CPLC_FIELDS.map(([name, length]) => {
    const field = value.subarray(offset, offset + length);
    offset += length;
    return `${indent}${name}: ${toHex(field)}`;
  });
}

/** The data objects inside `object`, or undefined when its value is not made of any. */
function childrenOf({ tag, value }: Tlv): Tlv[] | undefined {
  if (!isConstructed(tag)) return undefined;
  try {
    return parseTlvs(value);
  } catch {
    return undefined;
  }
}

/** Data objects in each other: those of cards have six levels. */
const MOST_LEVELS = 50;

/** @param level those above it */
function objectLines(object: Tlv, place: Place, level = 0): string[] {
  const { tag, value } = object;
  const meaning = meaningOf(tag, place);
  const indent = '  '.repeat(level);
  const head = `${indent}${tagName(tag)}${meaning ? ` ${meaning.name}` : ''}`;
  const inner = `${indent}  `;
  if (tag === CPLC && value.length === CPLC_LENGTH) return [head, ...cplcLines(value, inner)];
  const children = level < MOST_LEVELS ? childrenOf(object) : undefined;
  if (!children) return [`${head}: ${meaning?.render?.(value) ?? toHex(value, ' ')}`.trimEnd()];
  const under = placeUnder(tag, children, place);
  return [head, ...children.flatMap((child) => objectLines(child, under, level + 1))];
}

/**
 * BER-TLV data objects as indented lines, one a data object: `8A life cycle status: 05 operational, activated`.
 *
 * The code of a CHV SDO and the parts of a private key are masked. A category indicator byte 80 in front, as EF.ATR of
 * the CPS card has it, is set aside when the bytes are data objects only without it.
 * @throws TlvError with the offset of the first byte that cannot be read
 */
export function explainTlv(bytes: Bytes): string[] {
  try {
    return parseTlvs(bytes).flatMap((object) => objectLines(object, TOP));
  } catch (error) {
    if (bytes[0] !== CATEGORY_INDICATOR) throw error;
    const objects = parseTlvs(bytes.subarray(1));
    return ['80 category indicator', ...objects.flatMap((object) => objectLines(object, TOP))];
  }
}
