/**
 * The names people know for numbers of ISO/IEC 7816-4, IAS-ECC and the CPS card. Only for texts: nothing decides by them.
 *
 * Source: ISO/IEC 7816-4:2020; IAS-ECC v1.0.1; reference/cps-facts.md (b), (i).
 */
import type { Language, Text } from '#common/language.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';

/** A plain string is a name of the standard, or one that is the same in each language. */
type Names = Readonly<Record<string, string | Text>>;

const FILES: Readonly<Record<string, string>> = {
  '3F00': 'MF',
  '2F00': 'EF.DIR',
  '2F01': 'EF.ATR',
  D003: 'EF.SN',
  D010: 'EF_ACTUA',
  '5031': 'EF.OD',
  '5032': 'EF.CIAInfo',
};

const SHORT_FILES: Readonly<Record<string, string>> = { '1B': 'EF.DH', '1C': 'EF.SN', '1D': 'EF.ATR', '1E': 'EF.DIR' };

const APPLICATIONS: Names = {
  E828BD080F8025000001FF0010: { en: 'CPS application, contact', fr: 'application CPS, contact' },
  E828BD080F8025000001FF0020: { en: 'CPS application, contactless', fr: 'application CPS, sans contact' },
  '8025000001FF0100': 'IAS-ECC',
  '8025000001FF0002': 'CPS2ter',
  A0000001510000: { en: 'card manager', fr: 'gestionnaire de la carte' },
};

const SDO_CLASSES: Names = {
  '01': 'CHV',
  '0A': { en: 'symmetric keyset', fr: 'jeu de clés symétriques' },
  '10': { en: 'RSA private key', fr: 'clé privée RSA' },
  '20': { en: 'RSA public key', fr: 'clé publique RSA' },
  '7B': 'SE',
};

const CRTS: Names = {
  A4: { en: 'authentication', fr: 'authentification' },
  A6: { en: 'key agreement', fr: 'accord de clés' },
  AA: { en: 'hash', fr: 'empreinte' },
  B4: { en: 'cryptographic checksum', fr: 'somme de contrôle' },
  B6: { en: 'digital signature', fr: 'signature' },
  B8: { en: 'confidentiality', fr: 'confidentialité' },
};

const ALGORITHMS: Names = {
  '02': { en: 'RSA PKCS#1 client authentication', fr: 'authentification RSA PKCS#1' },
  '10': 'SHA-1',
  '12': { en: 'RSA PKCS#1 SHA-1 signature', fr: 'signature RSA PKCS#1 SHA-1' },
  '1A': { en: 'RSA PKCS#1 decipher', fr: 'déchiffrement RSA PKCS#1' },
  '40': 'SHA-256',
  '42': { en: 'RSA PKCS#1 SHA-256 signature', fr: 'signature RSA PKCS#1 SHA-256' },
};

/** `1C` for 28. */
export function byteText(byte: number): string {
  return toHex(Uint8Array.of(byte));
}

function nameIn(names: Names, key: string, language: Language): string | undefined {
  const name = names[key];
  return typeof name === 'object' ? name[language] : name;
}

function named(key: string, names: Names, language: Language): string {
  const name = nameIn(names, key, language);
  return name === undefined ? key : `${key} (${name})`;
}

/** `3F00/2F01 (EF.ATR)` for the file identifiers of a path, two bytes each. */
export function pathText(path: Bytes): string {
  const fids = toHex(path).match(/.{1,4}/g) ?? [];
  const name = FILES[fids.at(-1) ?? ''];
  return fids.join('/') + (name === undefined ? '' : ` (${name})`);
}

/** `1C (EF.SN)` for a short EF identifier. */
export function sfiText(sfi: number): string {
  return named(byteText(sfi), SHORT_FILES, 'en');
}

/** The DF name in hexadecimal, with the application people know by it. */
export function aidText(aid: Bytes, language: Language): string {
  return named(toHex(aid), APPLICATIONS, language);
}

/** `42 (RSA PKCS#1 SHA-256 signature)` for an IAS-ECC algorithm reference. */
export function algorithmText(value: Bytes, language: Language): string {
  return named(toHex(value), ALGORITHMS, language);
}

/** What a control reference template is for, by its tag; the tag itself when unknown. */
export function crtText(tag: number, language: Language): string {
  return nameIn(CRTS, byteText(tag), language) ?? byteText(tag);
}

/** `SDO CHV 01` for the tag BF8101, undefined for another tag than BF and two bytes. */
export function sdoText(tag: number, language: Language): string | undefined {
  if (tag >> 16 !== 0xbf) return undefined;
  const sdoClass = byteText((tag >> 8) & 0x7f);
  const name = nameIn(SDO_CLASSES, sdoClass, language) ?? `${language === 'fr' ? 'classe' : 'class'} ${sdoClass}`;
  return `SDO ${name} ${byteText(tag & 0xff)}`;
}

/** `code porteur` for CHV reference 1, local (81) or global. */
export function referenceDataText(p2: number, language: Language): string {
  const reference = p2 & 0x1f;
  if (reference === 1) return 'code porteur';
  if (reference === 2) return 'code de déblocage';
  return `${language === 'fr' ? 'donnée de référence' : 'reference data'} ${byteText(p2)}`;
}
