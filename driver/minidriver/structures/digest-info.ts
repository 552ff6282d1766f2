/** Hashes a signature may be asked for, and their DigestInfo. Source: RFC 8017, 9.2; reference/minidriver.md 4.17. */
import { type Bytes, concat, hex } from '#iso7816/bytes.ts';
import { ALGORITHM } from '../../iasecc/manage-security-environment.ts';
import { CALG } from './constants.ts';

export interface Digest {
  /** BCRYPT name, pszAlgId of the padding information. */
  readonly algorithmId: string;
  /** ALG_ID. */
  readonly calg: number;
  /** Bytes of the hash. */
  readonly length: number;
  /** DER of the DigestInfo in front of the hash. */
  readonly prefix: Bytes;
  /** Algorithm reference of PSO COMPUTE DIGITAL SIGNATURE, when the card has one. */
  readonly signatureAlgorithm?: number;
}

export const DIGESTS: readonly Digest[] = [
  { algorithmId: 'MD5', calg: CALG.MD5, length: 16, prefix: hex`3020300C06082A864886F70D020505000410` },
  {
    algorithmId: 'SHA1',
    calg: CALG.SHA1,
    length: 20,
    prefix: hex`3021300906052B0E03021A05000414`,
    signatureAlgorithm: ALGORITHM.SIGN_PKCS1_SHA1,
  },
  {
    algorithmId: 'SHA256',
    calg: CALG.SHA_256,
    length: 32,
    prefix: hex`3031300D060960864801650304020105000420`,
    signatureAlgorithm: ALGORITHM.SIGN_PKCS1_SHA256,
  },
  { algorithmId: 'SHA384', calg: CALG.SHA_384, length: 48, prefix: hex`3041300D060960864801650304020205000430` },
  { algorithmId: 'SHA512', calg: CALG.SHA_512, length: 64, prefix: hex`3051300D060960864801650304020305000440` },
];

/** DigestInfo of a hash; the data itself when no algorithm is named. */
export function digestInfo(digest: Digest | undefined, data: Bytes): Bytes {
  return digest === undefined ? data : concat(digest.prefix, data);
}

/** The hash of a DigestInfo and its algorithm; undefined for what is none of those known here. */
export function readDigestInfo(info: Bytes): { readonly digest: Digest; readonly hash: Bytes } | undefined {
  const digest = DIGESTS.find(
    ({ prefix, length }) =>
      info.length === prefix.length + length && prefix.every((byte, position) => byte === info[position]),
  );
  return digest && { digest, hash: info.slice(digest.prefix.length) };
}
