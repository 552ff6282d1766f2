/**
 * Templates of XCA: what fills its form of a request. A database of XCA is not written here: it takes in PEM and templates.
 *
 * Source: XCA 2.4, the files it exports; Qt, Serializing Qt Data Types (QMap, QString of version 4.2).
 */
import { der } from '#asn1/der-writer.ts';
import { pemOf } from '#asn1/pem.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { nameOf, type Rdn } from './names.ts';

export interface XcaTemplate {
  readonly name: string;
  readonly comment: string;
  readonly subject: readonly Rdn[];
  /** XCA's own settings by their names: `keyUse`, `eKeyUse`. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Of the file's form. */
const VERSION = 10;

function uint32(value: number): Bytes {
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff);
}

/** Length in bytes, then UTF-16, the high octet first. */
function qString(text: string): Bytes {
  const utf16 = Buffer.from(text, 'utf16le').swap16();
  return concat(uint32(utf16.length), utf16);
}

function qMap(entries: readonly (readonly [string, string])[]): Bytes {
  return concat(uint32(entries.length), ...entries.flatMap(([key, value]) => [qString(key), qString(value)]));
}

/** A file .xca: PEM of its length, its version, the subject in DER and the settings. @throws FormatError `name` */
export function xcaTemplate({ name, comment, subject, settings }: XcaTemplate): string {
  const all = { ...settings, internal_name: name, internal_comment: comment };
  const data = concat(der(nameOf(subject)), qMap(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))));
  return pemOf('XCA TEMPLATE', concat(uint32(data.length), uint32(VERSION), data));
}
