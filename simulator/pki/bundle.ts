/** Several certificates in one file. */
import { der, integer, oid, sequence, setOf, tagged, written } from '#asn1/der-writer.ts';
import type { Bytes } from '#iso7816/bytes.ts';

const DATA = '1.2.840.113549.1.7.1';
const SIGNED_DATA = '1.2.840.113549.1.7.2';

/** A file .p7b: the certificates and nothing signed. Source: RFC 5652, 5.1 (degenerate case). */
export function toP7b(certificates: readonly Bytes[]): Bytes {
  const content = sequence(integer(1), setOf(), sequence(oid(DATA)), tagged(0, ...certificates.map(written)), setOf());
  return der(sequence(oid(SIGNED_DATA), tagged(0, content)));
}
