/** Certificates in files: DER, PEM, and the CMS messages that only carry them (.p7b, .p7c). */
import { type KeyObject, X509Certificate } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { der, integer, oid, sequence, setOf, tagged, written } from '#asn1/der-writer.ts';
import { mapEach, oidOf } from '#asn1/name-text.ts';
import type { Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { damaged, type FileObject, otherKind, readObjects, undamaged } from './file-objects.ts';
import { FormatError } from './format-error.ts';
import { keyFingerprint } from './key-fingerprint.ts';

export const DATA = '1.2.840.113549.1.7.1';
export const SIGNED_DATA = '1.2.840.113549.1.7.2';
/** What OpenSSL says of it is English, and its own. */
const NO_FIELDS: Text = {
  en: 'its fields or its key are none of a certificate',
  fr: "ses champs ou sa clé ne sont pas ceux d'un certificat",
};
const [CERTIFICATES, SET] = [0xa0, 0x31];

/** A file .p7b or .p7c: the certificates and nothing signed. Source: RFC 5652, 5.1 (degenerate case). */
export function toP7b(certificates: readonly Bytes[]): Bytes {
  const content = sequence(integer(1), setOf(), sequence(oid(DATA)), tagged(0, ...certificates.map(written)), setOf());
  return der(sequence(oid(SIGNED_DATA), tagged(0, content)));
}

/** The certificates within a SignedData. @throws DerError */
export function certificatesOfCms(name: string, message: Bytes): Bytes[] {
  const info = DerReader.of(name, message).enter(DER.SEQUENCE, 'ContentInfo');
  oidOf(info);
  const data = info.enter(0xa0, 'content').enter(DER.SEQUENCE, 'SignedData');
  data.integer('version');
  data.take(SET, 'digestAlgorithms');
  data.take(DER.SEQUENCE, 'encapContentInfo');
  const certificates = data.enterIf(CERTIFICATES);
  if (certificates === undefined) return [];
  return mapEach(certificates, (one) => der(sequence(written(one.take(DER.SEQUENCE, 'Certificate')))));
}

function certificatesOf(name: string, { kind, der: bytes }: FileObject): Bytes[] {
  if (kind === 'certificate') return [bytes];
  return kind === 'signedData' ? undamaged(name, kind, () => certificatesOfCms(name, bytes)) : [];
}

/** The certificate as node:crypto knows it. @throws FormatError `damaged` */
export function x509(name: string, certificate: Bytes): X509Certificate {
  try {
    const read = new X509Certificate(certificate);
    // A key that is none shows itself only here.
    read.publicKey;
    return read;
  } catch (cause) {
    throw damaged(name, 'certificate', NO_FIELDS, { cause });
  }
}

/**
 * Every certificate of a file, in its order: PEM, DER, .p7b and .p7c in either form.
 * @param name of the file, for errors
 * @throws FormatError `empty`, `tooLarge`, `otherKind` when there is none, `damaged`
 */
export function readCertificates(name: string, bytes: Bytes): Bytes[] {
  const objects = readObjects(name, bytes);
  const certificates = objects.flatMap((object) => certificatesOf(name, object));
  if (certificates.length === 0) throw otherKind(name, objects, 'certificate');
  for (const certificate of certificates) x509(name, certificate);
  return certificates;
}

/** The first 16 digits of a key's fingerprint, to be compared by people. */
function shortFingerprint(key: KeyObject): string {
  return keyFingerprint(key).slice(0, 16);
}

/** The certificates of that key among others; a file's order means nothing. */
export function certificateOfKey(certificates: readonly Bytes[], key: KeyObject): Bytes | undefined {
  const wanted = keyFingerprint(key);
  return certificates.find((one) => keyFingerprint(new X509Certificate(one).publicKey) === wanted);
}

/** @throws FormatError `otherKey` when none of the certificates is of that key: both keys are told */
export function certificateFor(name: string, certificates: readonly Bytes[], key: KeyObject): Bytes {
  const found = certificateOfKey(certificates, key);
  if (found !== undefined) return found;
  const theirs = certificates.map((one) => shortFingerprint(new X509Certificate(one).publicKey)).join(', ');
  const ours = shortFingerprint(key);
  throw new FormatError('otherKey', name, {
    en: `is for the key ${theirs}, and the private key is ${ours}: the certificate belongs to another request; take the key that request was made with`,
    fr: `est pour la clé ${theirs}, et la clé privée est ${ours} : le certificat est celui d'une autre demande ; prenez la clé de cette demande`,
  });
}
