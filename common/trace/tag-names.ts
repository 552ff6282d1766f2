/**
 * The meanings of tags by the template they stand in. Only for texts: nothing decides by them.
 *
 * Values that are secret in a card (a code, the parts of a private key) are never rendered.
 *
 * Source: ISO/IEC 7816-4:2020, 5.3, 7.4, 8.1; IAS-ECC v1.0.1 (SDO); ISO/IEC 8825-1 (universal tags);
 * reference/cps-facts.md (b), (i).
 */
import type { Tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { aidText, algorithmText, crtText, pathText, sdoText, sfiText } from './names.ts';

type Render = (value: Bytes) => string;

/** The name of a tag and how its value reads. */
export interface Meaning {
  readonly name: string;
  /** The value in words; hexadecimal when absent. */
  readonly render?: Render;
}

type Meanings = Readonly<Record<number, Meaning>>;

const number: Render = (value) => (value.length > 4 ? toHex(value) : String(Number.parseInt(toHex(value) || '0', 16)));
const text: Render = (value) => JSON.stringify(new TextDecoder().decode(value));
const secret: Render = (value) => `${value.length} bytes, masked`;

const LIFE_CYCLE: Readonly<Record<string, string>> = {
  '01': 'creation',
  '03': 'initialisation',
  '04': 'operational, deactivated',
  '05': 'operational, activated',
  '0C': 'termination',
};

const lifeCycle: Render = (value) => `${toHex(value)} ${LIFE_CYCLE[toHex(value)] ?? ''}`.trimEnd();

const descriptor: Render = (value) => {
  const first = value[0] ?? 0;
  if (first === 0x38) return `${toHex(value)} DF`;
  return `${toHex(value)} ${(first & 0x07) === 1 ? 'transparent EF' : 'record EF'}`;
};

const sfi: Render = (value) => (value.length === 1 ? sfiText((value[0] ?? 0) >> 3) : toHex(value));

function conditionText(condition: number): string {
  if (condition === 0x00) return 'always';
  if (condition === 0xff) return 'never';
  const kinds = [
    (condition & 0x10) !== 0 ? 'code' : '',
    (condition & 0x20) !== 0 ? 'external authentication' : '',
    (condition & 0x40) !== 0 ? 'secure messaging' : '',
  ].filter((kind) => kind !== '');
  return `${kinds.join((condition & 0x80) !== 0 ? ' and ' : ' or ')} (SE ${condition & 0x0f})`;
}

const EF_MODES = ['delete', 'terminate', 'activate', 'deactivate', 'write', 'update', 'read'];
const DF_MODES = ['delete', 'terminate', 'activate', 'deactivate', 'create DF', 'create EF', 'delete child'];
const CHV_MODES = ['CHANGE', 'VERIFY', 'RESET', '-', '-', 'PUT', 'GET'];
const KEY_MODES = ['PSO CDS', 'INTERNAL AUTHENTICATE', 'PSO DECIPHER', 'GENERATE', '-', 'PUT', 'GET'];

/** Access mode byte and its security condition bytes, the most significant bit first. */
function accessRules(modes: readonly string[]): Render {
  return (value) => {
    const present = modes.filter((_, i) => ((value[0] ?? 0) & (0x40 >> i)) !== 0);
    if (present.length !== value.length - 1) return toHex(value);
    return present.map((mode, i) => `${mode} ${conditionText(value[i + 1] ?? 0xff)}`).join(', ');
  };
}

function accessMeanings(modes: readonly string[]): Meanings {
  return {
    140: { name: 'access, contact', render: accessRules(modes) },
    156: { name: 'access, contactless', render: accessRules(modes) },
  };
}

const FCP: Meanings = {
  128: { name: 'size', render: number },
  129: { name: 'total size', render: number },
  130: { name: 'file descriptor', render: descriptor },
  131: { name: 'file identifier', render: pathText },
  132: { name: 'DF name', render: aidText },
  133: { name: 'proprietary' },
  136: { name: 'SFI', render: sfi },
  138: { name: 'life cycle status', render: lifeCycle },
  161: { name: 'access rules' },
};

const DOCP: Meanings = {
  128: { name: 'size in bytes', render: number },
  132: { name: 'name', render: text },
  154: { name: 'tries, maximum', render: number },
  155: { name: 'tries remaining', render: number },
  156: { name: 'uses, maximum', render: number },
  157: { name: 'uses remaining', render: number },
  158: { name: 'non-repudiation' },
  161: { name: 'access rules' },
};

const CHV_VALUE: Meanings = {
  128: { name: 'length, maximum', render: number },
  129: { name: 'length, minimum', render: number },
  130: { name: 'code', render: secret },
};

const PUBLIC_KEY: Meanings = { 129: { name: 'modulus' }, 130: { name: 'public exponent' } };

const PRIVATE_KEY: Meanings = {
  146: { name: 'P', render: secret },
  147: { name: 'Q', render: secret },
  148: { name: 'Q inverse', render: secret },
  149: { name: 'dP', render: secret },
  150: { name: 'dQ', render: secret },
};

/** What stands directly under the tag of an SDO. */
const SDO: Meanings = { 160: { name: 'DOCP' } };

const CRT: Meanings = {
  128: { name: 'algorithm', render: algorithmText },
  131: { name: 'reference' },
  132: { name: 'private key' },
  149: { name: 'usage qualifier' },
};

const IO_BUFFERS: Meanings = { 2: { name: 'I/O buffer size', render: number } };

/** The arcs of an OBJECT IDENTIFIER: base 128, the first two arcs in one number. */
const objectIdentifier: Render = (value) => {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of value) {
    arc = arc * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    const root = Math.min(2, Math.floor(arc / 40));
    arcs.push(...(arcs.length === 0 ? [root, arc - 40 * root] : [arc]));
    arc = 0;
  }
  return arcs.join('.');
};

/** Names that hold wherever the tag stands: interindustry data objects and the universal tags of ASN.1. */
const ANYWHERE: Meanings = {
  1: { name: 'BOOLEAN' },
  2: { name: 'INTEGER', render: number },
  3: { name: 'BIT STRING' },
  4: { name: 'OCTET STRING' },
  5: { name: 'NULL' },
  6: { name: 'OBJECT IDENTIFIER', render: objectIdentifier },
  10: { name: 'ENUMERATED', render: number },
  12: { name: 'UTF8String', render: text },
  19: { name: 'PrintableString', render: text },
  22: { name: 'IA5String', render: text },
  23: { name: 'UTCTime', render: text },
  24: { name: 'GeneralizedTime', render: text },
  48: { name: 'SEQUENCE' },
  49: { name: 'SET' },
  67: { name: 'card service data' },
  70: { name: 'pre-issuing data' },
  71: { name: 'card capabilities' },
  77: { name: 'extended header list' },
  79: { name: 'AID', render: aidText },
  80: { name: 'application label', render: text },
  81: { name: 'path', render: pathText },
  90: { name: 'card serial number' },
  97: { name: 'application template' },
  98: { name: 'FCP' },
  111: { name: 'FCI' },
  112: { name: 'SDO answer' },
  115: { name: 'discretionary data objects' },
  120: { name: 'tag allocation authority' },
  123: { name: 'SE templates' },
  32577: { name: 'CHV value' },
  32584: { name: 'RSA private key' },
  32585: { name: 'RSA public key' },
  224: { name: 'I/O buffer sizes' },
  40831: { name: 'CPLC' },
};

const CRT_TAGS: readonly number[] = [0xa4, 0xa6, 0xaa, 0xb4, 0xb6, 0xb8];

/** What the tags under one template mean, and whose access modes an 8C there speaks of. */
export interface Place {
  readonly meanings: Meanings;
  readonly modes: readonly string[];
}

/** Outside any template. */
export const TOP: Place = { meanings: {}, modes: EF_MODES };

function fcpPlace(children: readonly Tlv[]): Place {
  const isDf = children.some(({ tag, value }) => tag === 0x82 && value[0] === 0x38);
  return { meanings: FCP, modes: isDf ? DF_MODES : EF_MODES };
}

/** Where the data objects inside the template `tag` stand; `children` tell a DF's FCP from an EF's. */
export function placeUnder(tag: number, children: readonly Tlv[], place: Place): Place {
  if (tag === 0x62 || tag === 0x6f) return fcpPlace(children);
  if (tag >> 16 === 0xbf) return { meanings: SDO, modes: ((tag >> 8) & 0x7f) === 0x01 ? CHV_MODES : KEY_MODES };
  if (tag === 0xa0 && place.meanings === SDO) return { ...place, meanings: DOCP };
  if (tag === 0xa1) return { ...place, meanings: {} };
  if (tag === 0x7f41) return { ...place, meanings: CHV_VALUE };
  if (tag === 0x7f48) return { ...place, meanings: PRIVATE_KEY };
  if (tag === 0x7f49) return { ...place, meanings: PUBLIC_KEY };
  if (tag === 0xe0) return { ...place, meanings: IO_BUFFERS };
  return { ...place, meanings: CRT_TAGS.includes(tag) ? CRT : {} };
}

/** The meaning of a tag at its place, or undefined when it has none that is known here. */
export function meaningOf(tag: number, place: Place): Meaning | undefined {
  const known = place.meanings[tag] ?? accessMeanings(place.modes)[tag] ?? ANYWHERE[tag];
  if (known) return known;
  const sdo = sdoText(tag);
  if (sdo) return { name: sdo };
  return CRT_TAGS.includes(tag) ? { name: `CRT ${crtText(tag)}` } : undefined;
}
