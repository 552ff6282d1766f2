/**
 * What a card says, without whose it is: serial numbers, names, business data and certificates by their tags.
 *
 * Kept is what programs find their way by: FCP, EF.DIR, EF.ATR, public keys, and of ISO/IEC 7816-15 all but long numbers.
 *
 * Source: ISO/IEC 7816-6:2016 (5A, 5F20...); GlobalPlatform, CPLC; layouts of a CPS: reference/cps-facts.md (b), (e).
 */
import type { Bytes } from '#iso7816/bytes.ts';
import { isTemplate, type PlacedObject, placedObjects } from './data-objects.ts';
import { hideCertificate, isCertificate } from './hidden-certificate.ts';
import { hideLongNumbers, hideText, hideValue } from './hidden-text.ts';

const SERIAL_NUMBER = 0x5a;
/** Of a serial number: the issuer, whom it does not name. */
const ISSUER_LENGTH = 5;
const CPLC = 0x9f7f;
/** IC serial number and batch, equipment of pre-personalisation and personalisation. */
const OF_ONE_CHIP: readonly (readonly [from: number, to: number])[] = [
  [12, 18],
  [30, 34],
  [38, 42],
];
/** Name, birth, address and other numbers of a holder. */
const OF_THE_HOLDER: readonly number[] = [0x5b, 0x5f20, 0x5f2b, 0x5f42, 0x5f43, 0x5f50, 0x65];
const CATEGORY_INDICATOR = 0x80;
const IO_BUFFERS = 0xe0;
const PUBLIC_KEY = 0x7f49;
const SEQUENCE = 0x30;

/** What a data object stands in. */
type Place = 'ciaInfo' | 'sequence' | 'elsewhere';

const PRIVATE_CLASS = 0xc0;
const UNIVERSAL_STRINGS: readonly number[] = [0x0c, 0x13, 0x16, 0x1e];
/** CIAInfo: SEQUENCE { version INTEGER, ..., label [0], ... }. */
const CIA_INFO = { VERSION: 0x02, LABEL: 0x80 } as const;
const CLASS = 0xc0;
const CONTEXT_CLASS = 0x80;
/** References and offsets of ISO/IEC 7816-15 are shorter. */
const SHORTEST_NUMBER = 4;

const firstByte = (tag: number) => (tag > 0xffff ? tag >> 16 : tag > 0xff ? tag >> 8 : tag);

/** All that is in it. In place. */
function hideAll({ tag, value }: PlacedObject): void {
  if (isTemplate(tag)) for (const object of placedObjects(value).objects) hideAll(object);
  else hideValue(value);
}

/** What it means is the template's own: business data in a SEQUENCE, but for the label of a token; access rules elsewhere. In place. */
function hideContextObject({ tag, value }: PlacedObject, place: Place): void {
  if (place === 'ciaInfo' && tag === CIA_INFO.LABEL) hideLongNumbers(value);
  else if (place === 'sequence' && value.length >= SHORTEST_NUMBER) hideValue(value);
}

/** In place. */
function hideObject(object: PlacedObject, place: Place = 'elsewhere'): void {
  const { tag, value } = object;
  const tagClass = firstByte(tag) & CLASS;
  if (isCertificate(object)) hideCertificate(object);
  else if (tag === SERIAL_NUMBER) value.fill(0, ISSUER_LENGTH);
  else if (tag === CPLC) for (const [from, to] of OF_ONE_CHIP) value.fill(0, from, to);
  else if (OF_THE_HOLDER.includes(tag)) hideAll(object);
  else if (tag !== IO_BUFFERS && tagClass === PRIVATE_CLASS) hideAll(object);
  else if (UNIVERSAL_STRINGS.includes(tag)) hideLongNumbers(value);
  else if (isTemplate(tag)) hideInTemplate(object);
  else if (tagClass === CONTEXT_CLASS) hideContextObject(object, place);
}

function hideInTemplate({ tag, value }: PlacedObject): void {
  // A public key: its numbers are for everybody.
  if (tag === PUBLIC_KEY) return;
  const { objects } = placedObjects(value);
  const isCiaInfo = objects[0]?.tag === CIA_INFO.VERSION;
  const place = isCiaInfo ? 'ciaInfo' : tag === SEQUENCE ? 'sequence' : 'elsewhere';
  for (const object of objects) hideObject(object, place);
}

/** The same bytes of nobody. */
export function withoutHolder(content: Bytes): Bytes {
  const hidden = new Uint8Array(content);
  // Of EF.ATR: no data object begins a file like this.
  const begin = hidden[0] === CATEGORY_INDICATOR ? 1 : 0;
  const { objects, whole } = placedObjects(hidden.subarray(begin));
  if (!whole || objects.length === 0) hideValue(hidden);
  for (const object of objects) hideObject(object);
  return hidden;
}

/** A number that a reader tells of its card or of itself. */
export function withoutNumber(value: Bytes): Bytes {
  const hidden = new Uint8Array(value);
  if (hidden.every((byte) => byte >= 0x20 && byte < 0x7f)) hideText(hidden);
  else hidden.fill(0);
  return hidden;
}
