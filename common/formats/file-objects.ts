/**
 * The objects of a file, in whatever form it was sent: DER, PEM with or without text around it, Base64 alone, UTF-16.
 *
 * What is taken for something else in silence costs its user a day: here a file is what its bytes say, and another kind
 * is named.
 */

import { derOfBer } from '#asn1/ber.ts';
import { DerError } from '#asn1/der-error.ts';
import { fromBase64, type PemBlock, pemBlocks } from '#asn1/pem.ts';
import { textOf } from '#common/coded-error.ts';
import { inEach, type Text } from '#common/language.ts';
import { decodeText } from '#common/text-decoding.ts';
import { TlvError } from '#iso7816/ber-tlv.ts';
import { type Bytes, BytesError, toHex } from '#iso7816/bytes.ts';
import { type FileKind, KIND_NAMES, kindOfDer, kindOfJson } from './file-kind.ts';
import { FormatError } from './format-error.ts';

export interface FileObject {
  readonly kind: FileKind;
  /** Its bytes, lengths as DER has them. */
  readonly der: Bytes;
  /** The block of PEM that it came in. */
  readonly pem?: PemBlock;
}

/** Bytes of one file; a message with a long chain has some tens of thousands. */
const MAX_FILE_BYTES = 4_000_000;
/** Blocks of one file: more certificates than any bundle of authorities has. */
const MAX_BLOCKS = 1000;
const JAVA_KEYSTORES = ['FEEDFEED', 'CECECECE'];
const SEQUENCE = 0x30;

/** What reading throws when bytes are not what they should be, as the error of a damaged file. */
export function undamaged<T>(name: string, kind: FileKind, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DerError || error instanceof TlvError || error instanceof BytesError)) throw error;
    throw damaged(name, kind, error);
  }
}

/** Where nobody knows what it was. */
const BYTES: Text = { en: 'ASN.1', fr: "de l'ASN.1" };

/** @param fault what is said of it; an error is its cause as well, where `options` name no other */
export function damaged(name: string, kind: FileKind, fault: Error | Text, options?: ErrorOptions): FormatError {
  const { en, fr } = kind === 'unknown' ? BYTES : KIND_NAMES[kind];
  const why = fault instanceof Error ? textOf(fault) : fault;
  return new FormatError(
    'damaged',
    name,
    {
      en: `${en} that is cut or damaged (${why.en}); take the file again from where it came`,
      fr: `${fr} coupé ou abîmé (${why.fr}) ; reprenez le fichier là d'où il vient`,
    },
    options ?? (fault instanceof Error ? { cause: fault } : {}),
  );
}

function objectOf(name: string, bytes: Bytes, pem?: PemBlock): FileObject {
  const der = undamaged(name, 'unknown', () => derOfBer(name, bytes));
  return { kind: kindOfDer(der), der, ...(pem && { pem }) };
}

function objectOfBlock(name: string, pem: PemBlock): FileObject {
  if (pem.encrypted) return { kind: 'encryptedKey', der: new Uint8Array(), pem };
  if (pem.der === undefined)
    throw damaged(
      name,
      'unknown',
      new DerError(name, 0, {
        en: `-----BEGIN ${pem.label}-----: no Base64`,
        fr: `-----BEGIN ${pem.label}----- : pas du Base64`,
      }),
    );
  return objectOf(name, pem.der, pem);
}

function withoutDer(kind: FileKind): FileObject[] {
  return [{ kind, der: new Uint8Array() }];
}

function objectsOfText(name: string, text: string): FileObject[] {
  const json = kindOfJson(text);
  if (json !== undefined) return withoutDer(json);
  const blocks = pemBlocks(text);
  if (blocks.length > MAX_BLOCKS)
    throw tooLarge(name, { en: `${blocks.length} PEM blocks`, fr: `${blocks.length} blocs PEM` }, MAX_BLOCKS);
  if (blocks.length > 0) return blocks.map((block) => objectOfBlock(name, block));
  if (/^\s*</.test(text)) return withoutDer('html');
  const bytes = fromBase64(text);
  return bytes?.[0] === SEQUENCE ? [objectOf(name, bytes)] : withoutDer('text');
}

function tooLarge(name: string, found: Text, limit: number): FormatError {
  return new FormatError('tooLarge', name, {
    en: `${found.en}, expected at most ${limit}`,
    fr: `${found.fr}, attendu : ${limit} au plus`,
  });
}

/**
 * Every object of a file, in its order; at least one.
 * @param name of the file, for errors
 * @throws FormatError `empty`, `tooLarge`, `damaged`
 */
export function readObjects(name: string, bytes: Bytes): FileObject[] {
  const { length } = bytes;
  if (length === 0) throw new FormatError('empty', name, { en: 'nothing in it', fr: "rien n'y est écrit" });
  if (length > MAX_FILE_BYTES) throw tooLarge(name, { en: `${length} bytes`, fr: `${length} octets` }, MAX_FILE_BYTES);
  if (JAVA_KEYSTORES.includes(toHex(bytes.subarray(0, 4)))) return [{ kind: 'javaKeystore', der: bytes }];
  if (bytes[0] === SEQUENCE) return [objectOf(name, bytes)];
  const { text } = decodeText(bytes);
  return text === undefined ? [{ kind: 'unknown', der: bytes }] : objectsOfText(name, text);
}

/** The error of a file that is not of that kind: it says of what kind it is. */
export function otherKind(name: string, found: readonly FileObject[], expected: FileKind): FormatError {
  const kinds = [...new Set(found.map(({ kind }) => kind))];
  const what = inEach((language) => kinds.map((kind) => KIND_NAMES[kind][language]).join(', '));
  const { en, fr } = KIND_NAMES[expected];
  return new FormatError('otherKind', name, {
    en: `is ${what.en}, expected ${en}`,
    fr: `${kinds[0] === 'unknown' ? "n'est" : 'est'} ${what.fr}, attendu : ${fr}`,
  });
}

/**
 * The one object of that kind in a file.
 * @throws FormatError `otherKind` when there is none, or more than one; as `readObjects`
 */
export function readOne(name: string, bytes: Bytes, kind: FileKind): FileObject {
  const objects = readObjects(name, bytes);
  const [object, ...others] = objects.filter((one) => one.kind === kind);
  if (object === undefined) throw otherKind(name, objects, kind);
  if (others.length === 0) return object;
  const { en, fr } = KIND_NAMES[kind];
  const count = others.length + 1;
  throw new FormatError('otherKind', name, {
    en: `${count} times ${en}, expected one`,
    fr: `${count} fois ${fr}, attendu : une seule fois`,
  });
}
