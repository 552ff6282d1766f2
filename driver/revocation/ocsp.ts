/** Asks a responder of OCSP, and reads what it answers. Source: RFC 6960, 4. */
import { createHash, X509Certificate } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import { der, integerOf, nullValue, octetString, oid, sequence, tagged } from '#asn1/der-writer.ts';
import { oidOf } from '#asn1/name-text.ts';
import { reasonName } from '#formats/certificate-list.ts';
import { certificateParts, enterSignature, extensionsOf, sequenceBytes, timeOf } from '#formats/x509.ts';
import { type Bytes, equalBytes, toHex } from '#iso7816/bytes.ts';
import { RevocationAnswerError } from './revocation-answer-error.ts';

const OID = {
  SHA1: '1.3.14.3.2.26',
  BASIC: '1.3.6.1.5.5.7.48.1.1',
  NONCE: '1.3.6.1.5.5.7.48.1.2',
  EXTENDED_KEY_USAGE: '2.5.29.37',
  OCSP_SIGNING: '1.3.6.1.5.5.7.3.9',
} as const;
const RESPONSE_STATUS = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  '',
  'sigRequired',
  'unauthorized',
];
/** A responder's clock may differ from ours by that much, as OpenSSL has it. */
const TOLERANCE_MS = 300_000;

export interface OcspQuestion {
  readonly certificate: Bytes;
  /** The certificate of its issuer. */
  readonly issuer: Bytes;
  readonly nonce: Bytes;
}

export type OcspStatus =
  | { readonly status: 'good' | 'unknown' }
  | { readonly status: 'revoked'; readonly at: Date; readonly reason: string };

function sha1(bytes: Bytes): Bytes {
  return new Uint8Array(createHash('sha1').update(bytes).digest());
}

function certId({ certificate, issuer }: OcspQuestion) {
  const { subject, publicKey } = certificateParts(issuer);
  const { serial } = certificateParts(certificate);
  const algorithm = sequence(oid(OID.SHA1), nullValue());
  return sequence(algorithm, octetString(sha1(subject)), octetString(sha1(publicKey)), integerOf(serial));
}

/** Contents of the extension. */
function nonceValue({ nonce }: OcspQuestion): Bytes {
  return der(octetString(nonce));
}

/** OCSPRequest in DER. */
export function ocspRequest(question: OcspQuestion): Bytes {
  const nonce = sequence(oid(OID.NONCE), octetString(nonceValue(question)));
  return der(sequence(sequence(sequence(sequence(certId(question))), tagged(2, sequence(nonce)))));
}

function statusOf(single: DerReader): OcspStatus {
  if (single.takeIf(0x80) !== undefined) return { status: 'good' };
  if (single.takeIf(0x82) !== undefined) return { status: 'unknown' };
  const revoked = single.enter(0xa1, 'certStatus');
  const at = timeOf(revoked);
  const reason = revoked.enterIf(0xa0)?.integer('revocationReason', DER.ENUMERATED) ?? 0;
  return { status: 'revoked', at, reason: reasonName(reason) };
}

/** Who may sign: the issuer itself, or whoever it has certified for that, now. Source: RFC 6960, 4.2.2.2. */
function signer(certificates: DerReader | undefined, { issuer }: OcspQuestion, now: Date): X509Certificate {
  const authority = new X509Certificate(issuer);
  const list = certificates?.enter(DER.SEQUENCE, 'certs');
  if (list?.more !== true) return authority;
  const bytes = sequenceBytes(list.take(DER.SEQUENCE, 'Certificate'));
  if (equalBytes(bytes, issuer)) return authority;
  const certificate = new X509Certificate(bytes);
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))
    throw new RevocationAnswerError('unusable', 'its signer is certified by another authority');
  const usage = certificateParts(bytes).extensions.get(OID.EXTENDED_KEY_USAGE);
  if (usage === undefined || !purposesIn(usage).includes(OID.OCSP_SIGNING))
    throw new RevocationAnswerError('unusable', 'its signer is certified, but not for OCSP');
  if (now < new Date(certificate.validFrom) || now > new Date(certificate.validTo))
    throw new RevocationAnswerError('unusable', 'the certificate of its signer has expired');
  return certificate;
}

function purposesIn(value: Bytes): string[] {
  const purposes = DerReader.of('extKeyUsage', value).enter(DER.SEQUENCE, 'ExtKeyUsageSyntax');
  const found: string[] = [];
  while (purposes.more) found.push(oidOf(purposes));
  return found;
}

function checkData(data: DerReader, question: OcspQuestion, now: Date): OcspStatus {
  data.takeIf(0xa0);
  data.skip();
  timeOf(data);
  const single = data.enter(DER.SEQUENCE, 'responses').enter(DER.SEQUENCE, 'SingleResponse');
  const asked = sequenceBytes(single.take(DER.SEQUENCE, 'certID'));
  if (!equalBytes(asked, der(certId(question))))
    throw new RevocationAnswerError('unusable', 'it speaks of another certificate');
  const status = statusOf(single);
  if (timeOf(single).getTime() > now.getTime() + TOLERANCE_MS)
    throw new RevocationAnswerError('unusable', 'its answer is of a time to come');
  const until = single.enterIf(0xa0);
  if (until !== undefined && timeOf(until).getTime() < now.getTime() - TOLERANCE_MS)
    throw new RevocationAnswerError('late', 'its answer is too old');
  const extensions = data.enterIf(0xa1)?.enter(DER.SEQUENCE, 'responseExtensions');
  const nonce = extensions && extensionsOf(extensions).get(OID.NONCE);
  if (nonce !== undefined && toHex(nonce) !== toHex(nonceValue(question)))
    throw new RevocationAnswerError('unusable', 'it answers another question: its nonce is not ours');
  return status;
}

/** @throws DerError or RevocationAnswerError for what must not be believed; an answer without our nonce is */
export function readOcspResponse(bytes: Bytes, question: OcspQuestion, now: Date): OcspStatus {
  const response = DerReader.of('OCSPResponse', bytes).enter(DER.SEQUENCE, 'OCSPResponse');
  const responseStatus = RESPONSE_STATUS[response.integer('responseStatus', DER.ENUMERATED)] ?? '';
  if (responseStatus === 'unauthorized') return { status: 'unknown' };
  if (responseStatus !== 'successful') throw new RevocationAnswerError('unreachable', `it answers ${responseStatus}`);
  const body = response.enter(0xa0, 'responseBytes').enter(DER.SEQUENCE, 'ResponseBytes');
  if (oidOf(body) !== OID.BASIC) throw new RevocationAnswerError('unusable', 'its answer is no basic response');
  const basic = DerReader.of('BasicOCSPResponse', body.take(DER.OCTET_STRING, 'response'));
  const parts = basic.enter(DER.SEQUENCE, 'BasicOCSPResponse');
  const content = parts.take(DER.SEQUENCE, 'tbsResponseData');
  const isSignedBy = enterSignature(parts, sequenceBytes(content));
  if (!isSignedBy(signer(parts.enterIf(0xa0), question, now).publicKey))
    throw new RevocationAnswerError('unusable', 'its signature is wrong');
  return checkData(DerReader.of('tbsResponseData', content), question, now);
}
