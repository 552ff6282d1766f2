/** CARD_SIGNING_INFO: what CardSignData is asked for. Source: specification 7.07, 4.6; reference/minidriver.md 4.17. */
import { sameInEach, type Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { WIN32 } from '#windows/codes.ts';
import { checkFlags } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { CALG, KEY_SPEC, PADDING, SIGNING_FLAG } from './structures/constants.ts';
import { DIGESTS, type Digest } from './structures/digest-info.ts';

export interface CardSigningInfo {
  /** dwVersion: 1, or 2 (default) with the padding members. */
  readonly version?: number;
  readonly containerIndex: number;
  /** KEY_SPEC.KEYEXCHANGE (AUTH) or KEY_SPEC.SIGNATURE (SIGN). */
  readonly keySpec: number;
  /** SIGNING_FLAG; PADDING_INFO_PRESENT by default when `paddingType` is given. */
  readonly signingFlags?: number;
  /** aiHashAlg: CALG of the hash; 0 = no DigestInfo. Used without PADDING_INFO_PRESENT. */
  readonly hashAlgorithm?: number;
  /** The hash, not padded. */
  readonly data: Bytes;
  /** PADDING.PKCS1, or PADDING.NONE with the AUTH key of a CPS4: a block padded already; used with PADDING_INFO_PRESENT. */
  readonly paddingType?: number;
  /** BCRYPT_PKCS1_PADDING_INFO: 'SHA1', 'SHA256', 'SHA384', 'SHA512', 'MD5'; null = no DigestInfo. */
  readonly paddingInfo?: { readonly algorithmId: string | null };
}

const { NO_HASH_OID, BUFFER_SIZE_ONLY, PADDING_INFO_PRESENT } = SIGNING_FLAG;
const ALL_PADDINGS = PADDING.NONE | PADDING.PKCS1 | PADDING.PSS | PADDING.OAEP;
/** Class of an ALG_ID: bits 13 to 15. */
const ALG_CLASS = 0xe000;
const ALG_CLASS_HASH = 0x8000;
const SSL3_SHAMD5_LENGTH = 36;

/** What is to be signed, once the structure is understood. */
export interface SigningRequest {
  /** Undefined: the data is signed without DigestInfo. */
  readonly digest: Digest | undefined;
  readonly data: Bytes;
  /** PADDING.NONE: the data is a block that is padded already. */
  readonly padded: boolean;
  readonly bufferSizeOnly: boolean;
}

function invalidParameter(why: Text): Refusal {
  return new Refusal(SCARD.E_INVALID_PARAMETER, why);
}

function unsupported(why: Text): Refusal {
  return new Refusal(SCARD.E_UNSUPPORTED_FEATURE, why);
}

/** @throws Refusal SCARD_E_INVALID_PARAMETER when `keySpec` is no AT_* */
export function checkKeySpec(keySpec: number): void {
  const defined: readonly number[] = Object.values(KEY_SPEC);
  if (!defined.includes(keySpec))
    throw invalidParameter({
      en: `dwKeySpec ${keySpec}, expected 1 to 8`,
      fr: `dwKeySpec ${keySpec}, attendu : 1 à 8`,
    });
}

/** @throws Refusal with the code CardSignData gives for a structure that cannot be meant */
export function readSigningInfo(info: CardSigningInfo): SigningRequest {
  const { version = 2, keySpec, paddingType, data } = info;
  if (version !== 1 && version !== 2) {
    throw new Refusal(WIN32.ERROR_REVISION_MISMATCH, {
      en: `CARD_SIGNING_INFO.dwVersion ${version}, expected 1 or 2`,
      fr: `CARD_SIGNING_INFO.dwVersion ${version}, attendu : 1 ou 2`,
    });
  }
  if (!(data instanceof Uint8Array)) throw invalidParameter({ en: 'no data to sign', fr: 'rien à signer' });
  checkKeySpec(keySpec);
  const signingFlags = info.signingFlags ?? (paddingType === undefined ? 0 : PADDING_INFO_PRESENT);
  checkFlags(signingFlags, PADDING_INFO_PRESENT | BUFFER_SIZE_ONLY | ALL_PADDINGS);
  const withPadding = (signingFlags & PADDING_INFO_PRESENT) !== 0;
  if (withPadding && version === 1)
    throw invalidParameter({
      en: 'padding information needs CARD_SIGNING_INFO version 2',
      fr: "l'information de bourrage demande la version 2 de CARD_SIGNING_INFO",
    });
  const digest = withPadding ? digestOfPadding(info) : digestOfAlgorithm(info, (signingFlags & NO_HASH_OID) !== 0);
  const padded = withPadding && paddingType === PADDING.NONE;
  return { digest, data, padded, bufferSizeOnly: (signingFlags & BUFFER_SIZE_ONLY) !== 0 };
}

function digestOfAlgorithm({ hashAlgorithm = 0, data }: CardSigningInfo, noHashOid: boolean): Digest | undefined {
  if (hashAlgorithm === 0) return undefined;
  if ((hashAlgorithm & ALG_CLASS) !== ALG_CLASS_HASH) {
    throw invalidParameter({
      en: `aiHashAlg 0x${hashAlgorithm.toString(16)} is no hash`,
      fr: `aiHashAlg 0x${hashAlgorithm.toString(16)} n'est pas une empreinte`,
    });
  }
  if (hashAlgorithm === CALG.SSL3_SHAMD5) {
    checkLength('MD5 and SHA-1', data, SSL3_SHAMD5_LENGTH);
    return undefined;
  }
  const digest = DIGESTS.find(({ calg }) => calg === hashAlgorithm);
  if (digest === undefined) throw unsupported(sameInEach(`aiHashAlg 0x${hashAlgorithm.toString(16)}`));
  checkLength(digest.algorithmId, data, digest.length);
  return noHashOid ? undefined : digest;
}

/** Of a CPS3, and of the signature key of a CPS4. */
export function padsByItself(): Refusal {
  return unsupported({
    en: 'the card pads by itself, PKCS#1 v1.5 only',
    fr: 'la carte bourre elle-même, selon PKCS#1 v1.5 seulement',
  });
}

function digestOfPadding({ paddingType, paddingInfo, data }: CardSigningInfo): Digest | undefined {
  if (paddingType === PADDING.NONE) return undefined;
  if (paddingType === PADDING.PSS) throw padsByItself();
  if (paddingType !== PADDING.PKCS1)
    throw invalidParameter({
      en: `dwPaddingType ${paddingType}, expected PKCS1 (2)`,
      fr: `dwPaddingType ${paddingType}, attendu : PKCS1 (2)`,
    });
  if (paddingInfo === undefined || paddingInfo === null)
    throw invalidParameter({ en: 'no padding information', fr: "pas d'information de bourrage" });
  const { algorithmId } = paddingInfo;
  if (algorithmId === null) return undefined;
  const digest = DIGESTS.find((candidate) => candidate.algorithmId === algorithmId);
  if (digest === undefined) throw unsupported({ en: `hash '${algorithmId}'`, fr: `empreinte '${algorithmId}'` });
  checkLength(algorithmId, data, digest.length);
  return digest;
}

function checkLength(algorithm: string, data: Bytes, expected: number): void {
  if (data.length === expected) return;
  throw invalidParameter({
    en: `hash of ${data.length} bytes, ${algorithm} has ${expected}`,
    fr: `empreinte de ${data.length} octets, ${algorithm} en a ${expected}`,
  });
}
