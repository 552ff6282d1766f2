import { DER, type DerReader } from '#asn1/der-reader.ts';
import { mapEach } from '#asn1/name-text.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';

const [CONTEXT_0, CONTEXT_0_PRIMITIVE] = [0xa0, 0x80];

/** encryptedContent: [0] IMPLICIT OCTET STRING, which may come in pieces. Source: RFC 5652, 6.1. */
export function encryptedContent(reader: DerReader): Bytes {
  const whole = reader.takeIf(CONTEXT_0_PRIMITIVE);
  if (whole !== undefined) return whole;
  return concat(
    ...mapEach(reader.enter(CONTEXT_0, 'encryptedContent'), (one) => one.take(DER.OCTET_STRING, 'a piece')),
  );
}
