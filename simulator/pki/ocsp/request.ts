/** OCSP requests, read strictly. Source: RFC 6960, 4.1; RFC 9654, 2.1 (nonce). */

import { DerError } from '#asn1/der-error.ts';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { der, oid, sequence, written } from '#asn1/der-writer.ts';
import { englishOnly } from '#common/language.ts';
import { type Bytes, toHex } from '#iso7816/bytes.ts';

/** Which certificate is asked for. */
export interface CertId {
  /** DER as it came: an answer repeats it. */
  readonly encoded: Bytes;
  /** As node:crypto calls it; undefined for one that is not known here. */
  readonly hash: HashName | undefined;
  readonly issuerNameHash: Bytes;
  readonly issuerKeyHash: Bytes;
  /** In hexadecimal. */
  readonly serial: string;
}

export interface OcspRequest {
  /** One or more. */
  readonly certIds: readonly CertId[];
  /** Contents of the extension, to be repeated. */
  readonly nonce: Bytes | undefined;
}

export type HashName = 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** Any program's request for a whole chain is far smaller. */
export const MAX_REQUEST_BYTES = 16_384;

const TAG = { OID: 0x06, VERSION: 0xa0, REQUESTOR_NAME: 0xa1, EXTENSIONS: 0xa2, ADDITIONAL: 0xa0 } as const;
const NONCE = contents('1.3.6.1.5.5.7.48.1.2');
const HASHES: Readonly<Record<string, { readonly hash: HashName; readonly length: number }>> = {
  [contents('1.3.14.3.2.26')]: { hash: 'sha1', length: 20 },
  [contents('2.16.840.1.101.3.4.2.1')]: { hash: 'sha256', length: 32 },
  [contents('2.16.840.1.101.3.4.2.2')]: { hash: 'sha384', length: 48 },
  [contents('2.16.840.1.101.3.4.2.3')]: { hash: 'sha512', length: 64 },
};
/** Source: RFC 9654, 2.1. */
const MAX_NONCE_BYTES = 128;

/** Contents octets of an OBJECT IDENTIFIER, in hexadecimal. */
function contents(arcs: string): string {
  return toHex(der(oid(arcs)).subarray(2));
}

/** An AlgorithmIdentifier with no parameters, or NULL. */
function readHash(reader: DerReader): string {
  const algorithm = reader.enter(DER.SEQUENCE, 'hashAlgorithm');
  const id = toHex(algorithm.take(TAG.OID, 'algorithm'));
  if (algorithm.more && algorithm.take(0x05, 'NULL').length > 0)
    throw algorithm.error(englishOnly('NULL with contents'));
  algorithm.end('hashAlgorithm');
  return id;
}

/** Contents of an INTEGER, which must be in its shortest form, in hexadecimal. */
function readSerial(reader: DerReader): string {
  const bytes = reader.take(DER.INTEGER, 'serialNumber');
  const [first, second] = bytes;
  const needless = second !== undefined && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80);
  if (first === undefined || needless)
    throw reader.error(englishOnly('serialNumber before this is not in its shortest form'));
  return toHex(bytes);
}

function readCertId(reader: DerReader): CertId {
  const certId = reader.enter(DER.SEQUENCE, 'reqCert');
  const encoded = der(sequence(written(certId.content)));
  const known = HASHES[readHash(certId)];
  const issuerNameHash = certId.take(DER.OCTET_STRING, 'issuerNameHash');
  const issuerKeyHash = certId.take(DER.OCTET_STRING, 'issuerKeyHash');
  for (const { length } of [issuerNameHash, issuerKeyHash])
    if (known !== undefined && length !== known.length)
      throw certId.error(englishOnly(`hash of ${length} bytes before this, expected ${known.length}`));
  const serial = readSerial(certId);
  certId.end('reqCert');
  return { encoded, hash: known?.hash, issuerNameHash, issuerKeyHash, serial };
}

/** What extensions say that this reader knows: the nonce; others are passed over unless they are critical. */
function readExtensions(reader: DerReader, what: string): Bytes | undefined {
  let nonce: Bytes | undefined;
  const extensions = reader.enter(DER.SEQUENCE, what);
  reader.end(what);
  while (extensions.more) {
    const extension = extensions.enter(DER.SEQUENCE, 'Extension');
    const id = toHex(extension.take(TAG.OID, 'extnID'));
    const critical = extension.booleanIf() ?? false;
    const value = extension.take(DER.OCTET_STRING, 'extnValue');
    extension.end('Extension');
    if (id !== NONCE) {
      if (critical) throw extension.error(englishOnly('critical extension that is not known'));
      continue;
    }
    if (nonce !== undefined) throw extension.error(englishOnly('a second nonce'));
    nonce = checkedNonce(value);
  }
  return nonce;
}

/** @returns the extnValue, which an answer repeats */
function checkedNonce(extnValue: Bytes): Bytes {
  const reader = DerReader.of('nonce', extnValue);
  const { length } = reader.take(DER.OCTET_STRING, 'Nonce');
  reader.end('Nonce');
  if (length === 0 || length > MAX_NONCE_BYTES)
    throw reader.error(englishOnly(`${length} bytes, expected 1 to ${MAX_NONCE_BYTES}`));
  return extnValue;
}

/** Version 1, which DER leaves out and some clients write all the same. */
function readVersion(tbsRequest: DerReader): void {
  const version = tbsRequest.enterIf(TAG.VERSION);
  if (version === undefined) return;
  if (version.integer('version') !== 0) throw version.error(englishOnly('version that is not known, expected v1 (0)'));
  version.end('version');
}

function readRequest(reader: DerReader): CertId {
  const request = reader.enter(DER.SEQUENCE, 'Request');
  const certId = readCertId(request);
  const extensions = request.enterIf(TAG.ADDITIONAL);
  if (extensions !== undefined) readExtensions(extensions, 'singleRequestExtensions');
  request.end('Request');
  return certId;
}

/**
 * Reads a request. A signature of the requestor is passed over: everybody may ask.
 * @throws DerError for one that is malformed or longer than MAX_REQUEST_BYTES
 */
export function readOcspRequest(bytes: Bytes): OcspRequest {
  if (bytes.length > MAX_REQUEST_BYTES)
    throw new DerError('OCSPRequest', 0, englishOnly(`${bytes.length} bytes, expected at most ${MAX_REQUEST_BYTES}`));
  const file = DerReader.of('OCSPRequest', bytes);
  const ocspRequest = file.enter(DER.SEQUENCE, 'OCSPRequest');
  file.end('OCSPRequest');
  const tbsRequest = ocspRequest.enter(DER.SEQUENCE, 'tbsRequest');
  ocspRequest.enterIf(0xa0);
  ocspRequest.end('optionalSignature');
  readVersion(tbsRequest);
  tbsRequest.enterIf(TAG.REQUESTOR_NAME);
  const requestList = tbsRequest.enter(DER.SEQUENCE, 'requestList');
  const certIds: CertId[] = [];
  do certIds.push(readRequest(requestList));
  while (requestList.more);
  const extensions = tbsRequest.enterIf(TAG.EXTENSIONS);
  tbsRequest.end('tbsRequest');
  return { certIds, nonce: extensions && readExtensions(extensions, 'requestExtensions') };
}
