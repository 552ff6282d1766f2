/**
 * The meanings of tags by the template they stand in. Only for texts: nothing decides by them.
 *
 * Values that are secret in a card (a code, the parts of a private key) are never rendered.
 *
 * Source: ISO/IEC 7816-4:2020, 5.3, 7.4, 8.1; IAS-ECC v1.0.1 (SDO); ISO/IEC 8825-1 (universal tags);
 * reference/cps-facts.md (b), (i).
 */
import { inEach, type Language, type Text } from '#common/language.ts';
import type { Tlv } from '#iso7816/ber-tlv.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';
import { aidText, algorithmText, crtText, pathText, sdoText, sfiText } from './names.ts';

type Render = (value: Bytes, language: Language) => string;

/** The name of a tag and how its value reads. */
export interface Meaning {
  /** A plain string is a name of the standard, the same in each language. */
  readonly name: string | Text;
  /** The value in words; hexadecimal when absent. */
  readonly render?: Render;
}

type Meanings = Readonly<Record<number, Meaning>>;

const number: Render = (value) => (value.length > 4 ? toHex(value) : String(Number.parseInt(toHex(value) || '0', 16)));
const text: Render = (value) => JSON.stringify(new TextDecoder().decode(value));
const secret: Render = (value, language) =>
  language === 'fr' ? `${value.length} octets, masqués` : `${value.length} bytes, masked`;

const LIFE_CYCLE: Readonly<Record<string, Text>> = {
  '01': { en: 'creation', fr: 'création' },
  '03': { en: 'initialisation', fr: 'initialisation' },
  '04': { en: 'operational, deactivated', fr: 'opérationnel, désactivé' },
  '05': { en: 'operational, activated', fr: 'opérationnel, activé' },
  '0C': { en: 'termination', fr: 'terminé' },
};

const lifeCycle: Render = (value, language) =>
  `${toHex(value)} ${LIFE_CYCLE[toHex(value)]?.[language] ?? ''}`.trimEnd();

const TRANSPARENT: Text = { en: 'transparent EF', fr: 'EF transparent' };
const RECORDS: Text = { en: 'record EF', fr: 'EF à enregistrements' };

const descriptor: Render = (value, language) => {
  const first = value[0] ?? 0;
  if (first === 0x38) return `${toHex(value)} DF`;
  return `${toHex(value)} ${((first & 0x07) === 1 ? TRANSPARENT : RECORDS)[language]}`;
};

const sfi: Render = (value) => (value.length === 1 ? sfiText((value[0] ?? 0) >> 3) : toHex(value));

const CONDITIONS: Readonly<Record<Language, readonly string[]>> = {
  en: ['code', 'external authentication', 'secure messaging'],
  fr: ['code', 'authentification externe', 'messagerie sécurisée'],
};
const ALWAYS: Text = { en: 'always', fr: 'toujours' };
const NEVER: Text = { en: 'never', fr: 'jamais' };
const AND: Text = { en: ' and ', fr: ' et ' };
const OR: Text = { en: ' or ', fr: ' ou ' };

function conditionText(condition: number, language: Language): string {
  if (condition === 0x00) return ALWAYS[language];
  if (condition === 0xff) return NEVER[language];
  const kinds = CONDITIONS[language].filter((_, i) => (condition & (0x10 << i)) !== 0);
  return `${kinds.join((condition & 0x80) !== 0 ? AND[language] : OR[language])} (SE ${condition & 0x0f})`;
}

/** What access modes are for, from bit 7 to bit 1. */
type Modes = Readonly<Record<Language, readonly string[]>>;

const EF_MODES: Modes = {
  en: ['delete', 'terminate', 'activate', 'deactivate', 'write', 'update', 'read'],
  fr: ['supprimer', 'terminer', 'activer', 'désactiver', 'écrire', 'mettre à jour', 'lire'],
};
const DF_MODES: Modes = {
  en: ['delete', 'terminate', 'activate', 'deactivate', 'create DF', 'create EF', 'delete child'],
  fr: ['supprimer', 'terminer', 'activer', 'désactiver', 'créer un DF', 'créer un EF', 'supprimer un fils'],
};
/** Names of commands, and of data objects under them. */
const sameModes = (names: readonly string[]): Modes => ({ en: names, fr: names });
const CHV_MODES = sameModes(['CHANGE', 'VERIFY', 'RESET', '-', '-', 'PUT', 'GET']);
const KEY_MODES = sameModes(['PSO CDS', 'INTERNAL AUTHENTICATE', 'PSO DECIPHER', 'GENERATE', '-', 'PUT', 'GET']);

/** Access mode byte and its security condition bytes, the most significant bit first. */
function accessRules(modes: Modes): Render {
  return (value, language) => {
    const present = modes[language].filter((_, i) => ((value[0] ?? 0) & (0x40 >> i)) !== 0);
    if (present.length !== value.length - 1) return toHex(value);
    return present.map((mode, i) => `${mode} ${conditionText(value[i + 1] ?? 0xff, language)}`).join(', ');
  };
}

function accessMeanings(modes: Modes): Meanings {
  return {
    140: { name: { en: 'access, contact', fr: 'accès, contact' }, render: accessRules(modes) },
    156: { name: { en: 'access, contactless', fr: 'accès, sans contact' }, render: accessRules(modes) },
  };
}

const FCP: Meanings = {
  128: { name: { en: 'size', fr: 'taille' }, render: number },
  129: { name: { en: 'total size', fr: 'taille totale' }, render: number },
  130: { name: { en: 'file descriptor', fr: 'descripteur de fichier' }, render: descriptor },
  131: { name: { en: 'file identifier', fr: 'identifiant de fichier' }, render: pathText },
  132: { name: { en: 'DF name', fr: 'nom de DF' }, render: aidText },
  133: { name: { en: 'proprietary', fr: 'propriétaire' } },
  136: { name: 'SFI', render: sfi },
  138: { name: { en: 'life cycle status', fr: 'état de vie' }, render: lifeCycle },
  161: { name: { en: 'access rules', fr: "règles d'accès" } },
};

const DOCP: Meanings = {
  128: { name: { en: 'size in bytes', fr: 'taille en octets' }, render: number },
  132: { name: { en: 'name', fr: 'nom' }, render: text },
  154: { name: { en: 'tries, maximum', fr: 'essais, maximum' }, render: number },
  155: { name: { en: 'tries remaining', fr: 'essais restants' }, render: number },
  156: { name: { en: 'uses, maximum', fr: 'usages, maximum' }, render: number },
  157: { name: { en: 'uses remaining', fr: 'usages restants' }, render: number },
  158: { name: { en: 'non-repudiation', fr: 'non-répudiation' } },
  161: { name: { en: 'access rules', fr: "règles d'accès" } },
};

const CHV_VALUE: Meanings = {
  128: { name: { en: 'length, maximum', fr: 'longueur, maximum' }, render: number },
  129: { name: { en: 'length, minimum', fr: 'longueur, minimum' }, render: number },
  130: { name: 'code', render: secret },
};

const PUBLIC_KEY: Meanings = {
  129: { name: { en: 'modulus', fr: 'module' } },
  130: { name: { en: 'public exponent', fr: 'exposant public' } },
};

const PRIVATE_KEY: Meanings = {
  146: { name: 'P', render: secret },
  147: { name: 'Q', render: secret },
  148: { name: { en: 'Q inverse', fr: 'inverse de Q' }, render: secret },
  149: { name: 'dP', render: secret },
  150: { name: 'dQ', render: secret },
};

/** What stands directly under the tag of an SDO. */
const SDO: Meanings = { 160: { name: 'DOCP' } };

const CRT: Meanings = {
  128: { name: { en: 'algorithm', fr: 'algorithme' }, render: algorithmText },
  131: { name: { en: 'reference', fr: 'référence' } },
  132: { name: { en: 'private key', fr: 'clé privée' } },
  149: { name: { en: 'usage qualifier', fr: 'usage' } },
};

const IO_BUFFERS: Meanings = { 2: { name: { en: 'I/O buffer size', fr: "taille d'un tampon d'E/S" }, render: number } };

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
  67: { name: { en: 'card service data', fr: 'services de la carte' } },
  70: { name: { en: 'pre-issuing data', fr: 'données de préémission' } },
  71: { name: { en: 'card capabilities', fr: 'capacités de la carte' } },
  77: { name: { en: 'extended header list', fr: "liste étendue d'en-têtes" } },
  79: { name: 'AID', render: aidText },
  80: { name: { en: 'application label', fr: "libellé d'application" }, render: text },
  81: { name: { en: 'path', fr: 'chemin' }, render: pathText },
  90: { name: { en: 'card serial number', fr: 'numéro de série de la carte' } },
  97: { name: { en: 'application template', fr: "modèle d'application" } },
  98: { name: 'FCP' },
  111: { name: 'FCI' },
  112: { name: { en: 'SDO answer', fr: 'réponse SDO' } },
  115: { name: { en: 'discretionary data objects', fr: 'objets de données libres' } },
  120: { name: { en: 'tag allocation authority', fr: "autorité d'attribution d'étiquettes" } },
  123: { name: { en: 'SE templates', fr: 'modèles de SE' } },
  32577: { name: { en: 'CHV value', fr: 'valeur de CHV' } },
  32584: { name: { en: 'RSA private key', fr: 'clé privée RSA' } },
  32585: { name: { en: 'RSA public key', fr: 'clé publique RSA' } },
  224: { name: { en: 'I/O buffer sizes', fr: "tailles des tampons d'E/S" } },
  40831: { name: 'CPLC' },
};

const CRT_TAGS: readonly number[] = [0xa4, 0xa6, 0xaa, 0xb4, 0xb6, 0xb8];

/** What the tags under one template mean, and whose access modes an 8C there speaks of. */
export interface Place {
  readonly meanings: Meanings;
  readonly modes: Modes;
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
  const sdo = inEach((language) => sdoText(tag, language) ?? '');
  if (sdo.en !== '') return { name: sdo };
  if (!CRT_TAGS.includes(tag)) return undefined;
  return { name: inEach((language) => `CRT ${crtText(tag, language)}`) };
}
