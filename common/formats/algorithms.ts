/** Digests and RSA signatures by their identifiers. Source: RFC 8017, A.2.4 and B.1; RFC 3370; RFC 5754. */
import { DER, type DerReader } from '#asn1/der-reader.ts';
import { type DerValue, nullValue, oid, sequence } from '#asn1/der-writer.ts';
import { oidOf } from '#asn1/name-text.ts';

/** As node:crypto calls it. */
export type Digest = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

const DIGESTS: Readonly<Record<Digest, { readonly id: string; readonly rsa: string; readonly hmac: string }>> = {
  md5: { id: '1.2.840.113549.2.5', rsa: '1.2.840.113549.1.1.4', hmac: '1.3.6.1.5.5.8.1.1' },
  sha1: { id: '1.3.14.3.2.26', rsa: '1.2.840.113549.1.1.5', hmac: '1.2.840.113549.2.7' },
  sha256: { id: '2.16.840.1.101.3.4.2.1', rsa: '1.2.840.113549.1.1.11', hmac: '1.2.840.113549.2.9' },
  sha384: { id: '2.16.840.1.101.3.4.2.2', rsa: '1.2.840.113549.1.1.12', hmac: '1.2.840.113549.2.10' },
  sha512: { id: '2.16.840.1.101.3.4.2.3', rsa: '1.2.840.113549.1.1.13', hmac: '1.2.840.113549.2.11' },
};

export const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';

/** Digests that nobody takes for safe any more. */
export const WEAK_DIGESTS: readonly Digest[] = ['md5', 'sha1'];

function withId(key: 'id' | 'rsa' | 'hmac', id: string): Digest | undefined {
  return (Object.keys(DIGESTS) as Digest[]).find((digest) => DIGESTS[digest][key] === id);
}

export function digestOf(id: string): Digest | undefined {
  return withId('id', id);
}

export function digestOfRsaSignature(id: string): Digest | undefined {
  return withId('rsa', id);
}

export function digestOfHmac(id: string): Digest | undefined {
  return withId('hmac', id);
}

export function digestAlgorithm(digest: Digest): DerValue {
  return sequence(oid(DIGESTS[digest].id), nullValue());
}

export function rsaSignatureAlgorithm(digest: Digest): DerValue {
  return sequence(oid(DIGESTS[digest].rsa), nullValue());
}

export function hmacAlgorithm(digest: 'sha1' | 'sha256'): DerValue {
  return sequence(oid(DIGESTS[digest].hmac), nullValue());
}

/** The next AlgorithmIdentifier: its identifier, and its parameters to be read. */
export function enterAlgorithm(
  reader: DerReader,
  what: string,
): { readonly id: string; readonly parameters: DerReader } {
  const parameters = reader.enter(DER.SEQUENCE, what);
  return { id: oidOf(parameters), parameters };
}
