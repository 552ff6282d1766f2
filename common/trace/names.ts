/**
 * The names people know for numbers of ISO/IEC 7816-4, IAS-ECC and the CPS card. Only for texts: nothing decides by them.
 *
 * Source: ISO/IEC 7816-4:2020; IAS-ECC v1.0.1; reference/cps-facts.md (b), (i).
 */
import { type Bytes, toHex } from '#iso7816/bytes.ts';

type Names = Readonly<Record<string, string>>;

const FILES: Names = {
  '3F00': 'MF',
  '2F00': 'EF.DIR',
  '2F01': 'EF.ATR',
  D003: 'EF.SN',
  D010: 'EF_ACTUA',
  '5031': 'EF.OD',
  '5032': 'EF.CIAInfo',
};

const SHORT_FILES: Names = { '1B': 'EF.DH', '1C': 'EF.SN', '1D': 'EF.ATR', '1E': 'EF.DIR' };

const APPLICATIONS: Names = {
  E828BD080F8025000001FF0010: 'CPS application, contact',
  E828BD080F8025000001FF0020: 'CPS application, contactless',
  '8025000001FF0100': 'IAS-ECC',
  '8025000001FF0002': 'CPS2ter',
  A0000001510000: 'card manager',
};

const SDO_CLASSES: Names = {
  '01': 'CHV',
  '0A': 'symmetric keyset',
  '10': 'RSA private key',
  '20': 'RSA public key',
  '7B': 'SE',
};

const CRTS: Names = {
  A4: 'authentication',
  A6: 'key agreement',
  AA: 'hash',
  B4: 'cryptographic checksum',
  B6: 'digital signature',
  B8: 'confidentiality',
};

const ALGORITHMS: Names = {
  '02': 'RSA PKCS#1 client authentication',
  '10': 'SHA-1',
  '12': 'RSA PKCS#1 SHA-1 signature',
  '1A': 'RSA PKCS#1 decipher',
  '40': 'SHA-256',
  '42': 'RSA PKCS#1 SHA-256 signature',
};

/** `1C` for 28. */
export function byteText(byte: number): string {
  return toHex(Uint8Array.of(byte));
}

function named(key: string, names: Names): string {
  const name = names[key];
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
  return named(byteText(sfi), SHORT_FILES);
}

/** The DF name in hexadecimal, with the application people know by it. */
export function aidText(aid: Bytes): string {
  return named(toHex(aid), APPLICATIONS);
}

/** `42 (RSA PKCS#1 SHA-256 signature)` for an IAS-ECC algorithm reference. */
export function algorithmText(value: Bytes): string {
  return named(toHex(value), ALGORITHMS);
}

/** What a control reference template is for, by its tag; the tag itself when unknown. */
export function crtText(tag: number): string {
  return CRTS[byteText(tag)] ?? byteText(tag);
}

/** `SDO CHV 01` for the tag BF8101, undefined for another tag than BF and two bytes. */
export function sdoText(tag: number): string | undefined {
  if (tag >> 16 !== 0xbf) return undefined;
  const sdoClass = byteText((tag >> 8) & 0x7f);
  return `SDO ${SDO_CLASSES[sdoClass] ?? `class ${sdoClass}`} ${byteText(tag & 0xff)}`;
}

/** `code porteur` for CHV reference 1, local (81) or global. */
export function referenceDataText(p2: number): string {
  const reference = p2 & 0x1f;
  if (reference === 1) return 'code porteur';
  return reference === 2 ? 'code de déblocage' : `reference data ${byteText(p2)}`;
}
