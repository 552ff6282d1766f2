/**
 * Files in a winmail.dat, as Exchange and Outlook wrap them for programs of their own: written and read, and nothing else of it.
 *
 * Source: MS-OXTNEF, 2.1.3 (the stream, its attributes and their checksums); 2.1.3.3 (their identifiers).
 */
import { type Bytes, concat } from '#iso7816/bytes.ts';

export interface TnefFile {
  readonly fileName: string;
  readonly content: Bytes;
}

const SIGNATURE = 0x223e9f78;
const LEVEL = { MESSAGE: 1, ATTACHMENT: 2 } as const;
const ATTRIBUTE = {
  TNEF_VERSION: 0x00089006,
  OEM_CODEPAGE: 0x00069007,
  ATTACH_REND_DATA: 0x00069002,
  ATTACH_TITLE: 0x00018010,
  ATTACH_DATA: 0x0006800f,
} as const;
const VERSION = 0x00010000;
const WINDOWS_1252 = 1252;
/** A file, at no place of the text. */
const REND_DATA = Uint8Array.of(1, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0);
/** Bytes before the first attribute, and before and behind the data of each. */
const [HEADER, BEFORE, BEHIND] = [6, 9, 2];
/** Mails have a handful. */
const MOST_FILES = 100;

/** Little-endian, `length` bytes. */
function number(value: number, length: number): Bytes {
  return Uint8Array.from({ length }, (_, i) => (value >>> (8 * i)) & 0xff);
}

function numberAt(bytes: Bytes, at: number, length: number): number {
  return bytes.subarray(at, at + length).reduceRight((value, octet) => value * 256 + octet, 0);
}

function checksum(data: Bytes): number {
  return data.reduce((sum, octet) => (sum + octet) & 0xffff, 0);
}

function attribute(level: number, id: number, data: Bytes): Bytes {
  return concat(Uint8Array.of(level), number(id, 4), number(data.length, 4), data, number(checksum(data), 2));
}

function attachment({ fileName, content }: TnefFile): Bytes {
  return concat(
    attribute(LEVEL.ATTACHMENT, ATTRIBUTE.ATTACH_REND_DATA, REND_DATA),
    attribute(LEVEL.ATTACHMENT, ATTRIBUTE.ATTACH_TITLE, Uint8Array.from(Buffer.from(`${fileName}\0`, 'latin1'))),
    attribute(LEVEL.ATTACHMENT, ATTRIBUTE.ATTACH_DATA, content),
  );
}

/** A winmail.dat with these files. */
export function writeTnef(files: readonly TnefFile[]): Bytes {
  return concat(
    number(SIGNATURE, 4),
    number(1, 2),
    attribute(LEVEL.MESSAGE, ATTRIBUTE.TNEF_VERSION, number(VERSION, 4)),
    attribute(LEVEL.MESSAGE, ATTRIBUTE.OEM_CODEPAGE, number(WINDOWS_1252, 8)),
    ...files.map(attachment),
  );
}

/** Each attribute until the end, or until one is cut short or has another checksum. */
function* attributesIn(bytes: Bytes) {
  if (bytes.length < HEADER || numberAt(bytes, 0, 4) !== SIGNATURE) return;
  for (let at = HEADER; at + BEFORE + BEHIND <= bytes.length; ) {
    const [id, length] = [numberAt(bytes, at + 1, 4), numberAt(bytes, at + 5, 4)];
    const data = bytes.subarray(at + BEFORE, at + BEFORE + length);
    at += BEFORE + length + BEHIND;
    if (at > bytes.length || numberAt(bytes, at - BEHIND, 2) !== checksum(data)) return;
    yield { id, data };
  }
}

/** The files that can be read of a winmail.dat; none of what is no such thing. */
export function readTnef(bytes: Bytes): readonly TnefFile[] {
  const files: { fileName: string; content?: Bytes }[] = [];
  for (const { id, data } of attributesIn(bytes)) {
    if (id === ATTRIBUTE.ATTACH_REND_DATA && files.push({ fileName: 'attachment' }) > MOST_FILES) break;
    const file = files.at(-1);
    if (file === undefined) continue;
    if (id === ATTRIBUTE.ATTACH_TITLE) file.fileName = Buffer.from(data).toString('latin1').replace(/\0.*$/s, '');
    if (id === ATTRIBUTE.ATTACH_DATA) file.content = Uint8Array.from(data);
  }
  return files.flatMap(({ fileName, content }) => (content === undefined ? [] : [{ fileName, content }]));
}
