/** What certificates, lists and answers have in common: names, times, signatures, extensions. */
import { type KeyObject, verify } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { der, sequence, written } from '#asn1/der-writer.ts';
import { oidOf } from '#asn1/name-text.ts';
import { englishOnly } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { digestOfRsaSignature, enterAlgorithm } from './algorithms.ts';

const [UTC_TIME, GENERALIZED_TIME] = [0x17, 0x18];

/** A sequence as it stood in its file. */
export function sequenceBytes(contents: Bytes): Bytes {
  return der(sequence(written(contents)));
}

/** A Time. Source: RFC 5280, 4.1.2.5. */
export function timeOf(reader: DerReader): Date {
  const utc = reader.takeIf(UTC_TIME);
  const text = Buffer.from(utc ?? reader.take(GENERALIZED_TIME, 'a time')).toString('latin1');
  const whole = utc === undefined ? text : `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}`;
  const iso = whole.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const time = new Date(iso);
  if (iso === whole || Number.isNaN(time.getTime())) throw reader.error(englishOnly('a time that is none'));
  return time;
}

export function isTime(reader: DerReader): boolean {
  return reader.at(UTC_TIME) || reader.at(GENERALIZED_TIME);
}

/** Each extension by its identifier. @throws DerError for a critical one that is not `known`; all are by default */
export function extensionsOf(list: DerReader, known?: readonly string[]): ReadonlyMap<string, Bytes> {
  const found = new Map<string, Bytes>();
  while (list.more) {
    const extension = list.enter(DER.SEQUENCE, 'Extension');
    const id = oidOf(extension);
    const critical = extension.booleanIf() === true;
    if (critical && known?.includes(id) === false)
      throw extension.error(englishOnly(`critical extension ${id} that is not known`));
    found.set(id, extension.take(DER.OCTET_STRING, 'extnValue'));
  }
  return found;
}

/** AlgorithmIdentifier and signature, behind what is signed; whether a key made it. */
export function enterSignature(behind: DerReader, signed: Bytes): (key: KeyObject) => boolean {
  const digest = digestOfRsaSignature(enterAlgorithm(behind, 'signatureAlgorithm').id);
  const signature = behind.take(DER.BIT_STRING, 'signature').subarray(1);
  return (key) => digest !== undefined && key.asymmetricKeyType === 'rsa' && verify(digest, signed, key, signature);
}

/** What a certificate says of whom it is about. */
export interface CertificateParts {
  /** Name in DER. */
  readonly subject: Bytes;
  /** Contents of the INTEGER. */
  readonly serial: Bytes;
  /** Contents of the BIT STRING, without the number of unused bits. */
  readonly publicKey: Bytes;
  readonly extensions: ReadonlyMap<string, Bytes>;
}

/** @param certificate in DER @throws DerError when it is none */
export function certificateParts(certificate: Bytes): CertificateParts {
  const file = DerReader.of('certificate', certificate).enter(DER.SEQUENCE, 'Certificate');
  const tbs = file.enter(DER.SEQUENCE, 'TBSCertificate');
  tbs.takeIf(0xa0);
  const serial = tbs.take(DER.INTEGER, 'serialNumber');
  for (const what of ['signature', 'issuer', 'validity']) tbs.take(DER.SEQUENCE, what);
  const subject = sequenceBytes(tbs.take(DER.SEQUENCE, 'subject'));
  const info = tbs.enter(DER.SEQUENCE, 'subjectPublicKeyInfo');
  info.skip();
  const publicKey = info.take(DER.BIT_STRING, 'subjectPublicKey').subarray(1);
  while (tbs.more && !tbs.at(0xa3)) tbs.skip();
  const extensions = tbs.enterIf(0xa3)?.enter(DER.SEQUENCE, 'Extensions');
  return { subject, serial, publicKey, extensions: extensions === undefined ? new Map() : extensionsOf(extensions) };
}
