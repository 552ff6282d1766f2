/** What an authority signs: certificates, revocation lists, OCSP responses. */
import { type KeyObject, sign } from 'node:crypto';
import { bitString, type DerValue, der, nullValue, oid, sequence } from '#asn1/der-writer.ts';
import type { SignatureAlgorithm } from './layout.ts';

/** AlgorithmIdentifier and digest. Source: RFC 8017, A.2.4. */
const SIGNATURE: Readonly<Record<SignatureAlgorithm, { readonly identifier: DerValue; readonly digest: string }>> = {
  sha256WithRSAEncryption: { identifier: sequence(oid('1.2.840.113549.1.1.11'), nullValue()), digest: 'sha256' },
  sha1WithRSAEncryption: { identifier: sequence(oid('1.2.840.113549.1.1.5'), nullValue()), digest: 'sha1' },
};

/** AlgorithmIdentifier. */
export function algorithmIdentifier(algorithm: SignatureAlgorithm): DerValue {
  return SIGNATURE[algorithm].identifier;
}

/** The value, its algorithm and signature; `behind` is what some forms have after them. Source: RFC 5280, 4.1.1. */
export function signed(
  value: DerValue,
  algorithm: SignatureAlgorithm,
  key: KeyObject,
  ...behind: readonly DerValue[]
): DerValue {
  const signature = sign(SIGNATURE[algorithm].digest, der(value), key);
  return sequence(value, algorithmIdentifier(algorithm), bitString(new Uint8Array(signature)), ...behind);
}
