/** OCSP responses. Source: RFC 6960, 4.2. */
import {
  type DerValue,
  der,
  enumerated,
  generalizedTime,
  implicit,
  octetString,
  oid,
  sequence,
  tagged,
  written,
} from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { keyIdentifier } from '../certificate.ts';
import type { SignatureAlgorithm } from '../layout.ts';
import { reasonValue } from '../revocation/reasons.ts';
import type { CertificateStatus } from '../revocation/register.ts';
import type { Signer } from '../service-certificate.ts';
import { signed } from '../signature.ts';

/** OCSPResponseStatus; 4 is not used. */
const RESPONSE_STATUS = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;

export type OcspResponseStatus = keyof typeof RESPONSE_STATUS;

/** What a responder says that does not answer. */
export const OCSP_FAULTS = ['internalError', 'tryLater', 'sigRequired', 'unauthorized'] as const;
export type OcspFault = (typeof OCSP_FAULTS)[number];

const BASIC = oid('1.3.6.1.5.5.7.48.1.1');
const NONCE = oid('1.3.6.1.5.5.7.48.1.2');

/** What is said of one certificate. */
interface SingleResponse {
  /** CertID in DER, as it was asked. */
  readonly certId: Bytes;
  readonly status: CertificateStatus;
}

export interface ResponseData {
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  /** Contents of the request's extension. */
  readonly nonce: Bytes | undefined;
}

/** A refusal: nothing is signed. */
export function errorResponse(status: Exclude<OcspResponseStatus, 'successful'>): Bytes {
  return der(sequence(enumerated(RESPONSE_STATUS[status])));
}

function certStatus(status: CertificateStatus): DerValue {
  if (status.status === 'good') return implicit(0, new Uint8Array(0));
  if (status.status === 'unknown') return implicit(2, new Uint8Array(0));
  const reason = status.reason === 'unspecified' ? [] : [tagged(0, reasonValue(status.reason))];
  return tagged(1, generalizedTime(status.at), ...reason);
}

/** No nextUpdate: who asks again is told what is true then. */
function singleResponse({ certId, status }: SingleResponse, thisUpdate: Date): DerValue {
  return sequence(written(certId), certStatus(status), generalizedTime(thisUpdate));
}

function responseData({ producedAt, responses, nonce }: ResponseData, responder: Signer): DerValue {
  const extensions = nonce === undefined ? [] : [tagged(1, sequence(sequence(NONCE, octetString(nonce))))];
  return sequence(
    tagged(2, octetString(keyIdentifier(responder.key))),
    generalizedTime(producedAt),
    sequence(...responses.map((one) => singleResponse(one, producedAt))),
    ...extensions,
  );
}

/** A basic response with the responder's certificate in it. */
export function basicResponse(data: ResponseData, responder: Signer, algorithm: SignatureAlgorithm): Bytes {
  const certs = tagged(0, sequence(written(responder.certificate)));
  const basic = signed(responseData(data, responder), algorithm, responder.key, certs);
  const bytes = tagged(0, sequence(BASIC, octetString(der(basic))));
  return der(sequence(enumerated(RESPONSE_STATUS.successful), bytes));
}
