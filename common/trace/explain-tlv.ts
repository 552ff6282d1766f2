/**
 * Data objects in words, for people: an indented tree with the names of ISO/IEC 7816-4 and IAS-ECC.
 *
 * Source: ISO/IEC 7816-4:2020, 6.3; CPLC: Visa GlobalPlatform 2.1.1 Card Implementation Requirements.
 */
import type { Language, Text } from '#common/language.ts';
import { isConstructed, parseTlvs, type Tlv, tagName } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { APDU_WORDS } from './apdu-words.ts';
import { type Meaning, meaningOf, type Place, placeUnder, TOP } from './tag-names.ts';

const CPLC_FIELDS: readonly (readonly [name: Text, length: number])[] = [
  [{ en: 'IC fabricator', fr: 'fabricant du circuit' }, 2],
  [{ en: 'IC type', fr: 'type du circuit' }, 2],
  [{ en: 'operating system', fr: "système d'exploitation" }, 2],
  [{ en: 'operating system release date', fr: 'date du système' }, 2],
  [{ en: 'operating system release level', fr: 'version du système' }, 2],
  [{ en: 'IC fabrication date', fr: 'date de fabrication du circuit' }, 2],
  [{ en: 'IC serial number', fr: 'numéro de série du circuit' }, 4],
  [{ en: 'IC batch', fr: 'lot du circuit' }, 2],
  [{ en: 'IC module fabricator', fr: 'fabricant du module' }, 2],
  [{ en: 'IC module packaging date', fr: 'date de mise en module' }, 2],
  [{ en: 'ICC manufacturer', fr: 'fabricant de la carte' }, 2],
  [{ en: 'IC embedding date', fr: "date d'encartage" }, 2],
  [{ en: 'pre-personaliser', fr: 'prépersonnalisateur' }, 2],
  [{ en: 'pre-personalisation date', fr: 'date de prépersonnalisation' }, 2],
  [{ en: 'pre-personalisation equipment', fr: 'équipement de prépersonnalisation' }, 4],
  [{ en: 'personaliser', fr: 'personnalisateur' }, 2],
  [{ en: 'personalisation date', fr: 'date de personnalisation' }, 2],
  [{ en: 'personalisation equipment', fr: 'équipement de personnalisation' }, 4],
];
const CPLC = 0x9f7f;
const CPLC_LENGTH = 42;
/** ISO/IEC 7816-4 8.1.1: status information follows in the historical bytes; real CPS cards begin EF.ATR with it too. */
const CATEGORY_INDICATOR = 0x80;
const CATEGORY: Text = { en: '80 category indicator', fr: '80 indicateur de catégorie' };

function colon(language: Language): string {
  return APDU_WORDS[language].colon;
}

function cplcLines(value: Bytes, indent: string, language: Language): string[] {
  let offset = 0;
  return CPLC_FIELDS.map(([name, length]) => {
    const field = value.subarray(offset, offset + length);
    offset += length;
    return `${indent}${name[language]}${colon(language)} ${toHex(field)}`;
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

function nameOf({ name }: Meaning, language: Language): string {
  return typeof name === 'string' ? name : name[language];
}

/** @param level those above it */
function objectLines(object: Tlv, place: Place, language: Language, level = 0): string[] {
  const { tag, value } = object;
  const meaning = meaningOf(tag, place);
  const indent = '  '.repeat(level);
  const head = `${indent}${tagName(tag)}${meaning ? ` ${nameOf(meaning, language)}` : ''}`;
  const inner = `${indent}  `;
  if (tag === CPLC && value.length === CPLC_LENGTH) return [head, ...cplcLines(value, inner, language)];
  const children = level < MOST_LEVELS ? childrenOf(object) : undefined;
  if (!children)
    return [`${head}${colon(language)} ${meaning?.render?.(value, language) ?? toHex(value, ' ')}`.trimEnd()];
  const under = placeUnder(tag, children, place);
  return [head, ...children.flatMap((child) => objectLines(child, under, language, level + 1))];
}

/**
 * BER-TLV data objects as indented lines, one a data object: `8A life cycle status: 05 operational, activated`.
 *
 * The code of a CHV SDO and the parts of a private key are masked. A category indicator byte 80 in front, as EF.ATR of
 * the CPS card has it, is set aside when the bytes are data objects only without it.
 * @throws TlvError with the offset of the first byte that cannot be read
 */
export function explainTlv(bytes: Bytes, language: Language): string[] {
  try {
    return parseTlvs(bytes).flatMap((object) => objectLines(object, TOP, language));
  } catch (error) {
    if (bytes[0] !== CATEGORY_INDICATOR) throw error;
    const objects = parseTlvs(bytes.subarray(1));
    return [CATEGORY[language], ...objects.flatMap((object) => objectLines(object, TOP, language))];
  }
}
