/** Security levels, as OpenSSL looks at the chain of a peer. Source: SSL_CTX_set_security_level(3). */
import { X509Certificate } from 'node:crypto';
import { DER, DerReader } from '#asn1/der-reader.ts';
import type { Text } from '#common/language.ts';
import { digestOfRsaSignature, enterAlgorithm, WEAK_DIGESTS } from '#formats/algorithms.ts';
import type { Bytes } from '#iso7816/bytes.ts';

/** Bits of an RSA key by level. */
const LEAST_BITS = [0, 1024, 2048] as const;

function signatureOf(certificate: Bytes): string | undefined {
  const parts = DerReader.of('certificate', certificate).enter(DER.SEQUENCE, 'Certificate');
  parts.skip();
  return digestOfRsaSignature(enterAlgorithm(parts, 'signatureAlgorithm').id);
}

/** What is too weak for that level; the signature of a root is nobody's concern. */
export function chainStrength(chain: readonly Bytes[], level: number): Text | undefined {
  if (level === 0) return undefined;
  const least = LEAST_BITS[level] ?? 0;
  for (const [i, bytes] of chain.entries()) {
    const bits = new X509Certificate(bytes).publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < least)
      return {
        en: `a key of ${bits} bits, level ${level} wants ${least}`,
        fr: `une clé de ${bits} bits, le niveau ${level} en veut ${least}`,
      };
    const digest = signatureOf(bytes);
    const isRoot = i > 0 && i === chain.length - 1;
    if (!isRoot && WEAK_DIGESTS.some((weak) => weak === digest))
      return {
        en: `signed with ${digest}, which level ${level} refuses (ca md too weak)`,
        fr: `signé avec ${digest}, que le niveau ${level} refuse (ca md too weak)`,
      };
  }
  return undefined;
}
