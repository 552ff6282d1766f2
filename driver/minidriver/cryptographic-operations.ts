/** Cryptographic operations: CardSignData, CardRSADecrypt. Source: specification 7.07, 4.6; reference/minidriver.md 4.17, 4.18. */
import type { Text } from '#common/language.ts';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { SW } from '#iso7816/status-word.ts';
import { SCARD } from '#pcsc/scard.ts';
import { NTE, WIN32 } from '#windows/codes.ts';
import { KEY_USAGE } from '../cia/prkdf.ts';
import { CardError } from '../iasecc/card-error.ts';
import { internalAuthenticate, maxAuthenticationInput } from '../iasecc/internal-authenticate.ts';
import { ALGORITHM, CRT, setSecurityEnvironment } from '../iasecc/manage-security-environment.ts';
import { computeDigitalSignature, decipher } from '../iasecc/perform-security-operation.ts';
import { ARGUMENTS } from './arguments.ts';
import type { CardContents, Container } from './card-contents.ts';
import type { CardData } from './card-data.ts';
import * as cps4 from './cps4-operations.ts';
import { entryPoint } from './entry-point.ts';
import { Refusal } from './minidriver-error.ts';
import { type CardSigningInfo, padsByItself, readSigningInfo, type SigningRequest } from './signing-info.ts';
import { KEY_SPEC, PADDING } from './structures/constants.ts';
import { digestInfo } from './structures/digest-info.ts';
import { reversed } from './structures/layouts.ts';

/** The members of CARD_SIGNING_INFO that CardSignData fills. */
export interface SignedData {
  /** Bytes of a signature: those of the modulus. */
  readonly signedDataLength: number;
  /** The signature, little-endian; empty with BUFFER_SIZE_ONLY. */
  readonly signedData: Bytes;
}

function unsupported(why: Text): Refusal {
  return new Refusal(SCARD.E_UNSUPPORTED_FEATURE, why);
}

/** AUTH: INTERNAL AUTHENTICATE over the DigestInfo, which the card pads. */
async function signToAuthenticate(
  contents: CardContents,
  container: Container,
  request: SigningRequest,
): Promise<Bytes> {
  const { key } = container;
  const { padded } = request;
  const input = digestInfo(request.digest, request.data);
  if (contents.generation === 'cps4') return cps4.signToAuthenticate(contents, container, { padded, input });
  if (padded) throw padsByItself();
  const max = maxAuthenticationInput(key.modulusBits);
  if (input.length > max) {
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: `${input.length} bytes to sign, the card takes at most ${max}`,
      fr: `${input.length} octets à signer, la carte en prend ${max} au plus`,
    });
  }
  await contents.selectApplication();
  await setSecurityEnvironment(contents.channel, {
    crt: CRT.AUTHENTICATION,
    algorithm: ALGORITHM.CLIENT_AUTHENTICATE_PKCS1,
    keyReference: key.keyReference,
  });
  return internalAuthenticate(contents.channel, input);
}

/** SIGN: PSO COMPUTE DIGITAL SIGNATURE over the hash; the card makes the DigestInfo, of SHA-1 and SHA-256 only. */
async function signToCommit(contents: CardContents, container: Container, request: SigningRequest): Promise<Bytes> {
  const { digest, data } = request;
  if (request.padded) throw padsByItself();
  const isCps4 = contents.generation === 'cps4';
  const algorithm = isCps4 ? cps4.signatureAlgorithm(request) : digest?.signatureAlgorithm;
  if (algorithm === undefined) {
    const asked = digest === undefined ? 'data without hash algorithm' : digest.algorithmId;
    throw unsupported({
      en: `the signature key signs SHA1 and SHA256 hashes only, not ${asked}`,
      fr: `la clé de signature ne signe que des empreintes SHA1 et SHA256, pas ${asked}`,
    });
  }
  await contents.selectApplication();
  const { keyReference } = container.key;
  const environment = { crt: CRT.DIGITAL_SIGNATURE, algorithm, keyReference };
  if (isCps4) await cps4.setSignatureEnvironment(contents, container, algorithm);
  else await setSecurityEnvironment(contents.channel, environment);
  return computeDigitalSignature(contents.channel, data);
}

/** @throws Refusal SCARD_E_NO_KEY_CONTAINER when the container has no key of that AT_* */
async function containerWithKey(contents: CardContents, containerIndex: number, keySpec: number): Promise<Container> {
  const container = await contents.container(containerIndex);
  if (container.keySpec === keySpec) return container;
  const why = {
    en: `container ${containerIndex} holds a key of dwKeySpec ${container.keySpec}, not ${keySpec}`,
    fr: `le conteneur ${containerIndex} a une clé de dwKeySpec ${container.keySpec}, pas ${keySpec}`,
  };
  throw new Refusal(SCARD.E_NO_KEY_CONTAINER, why);
}

/**
 * CardSignData: signs a hash, PKCS#1 v1.5; the PIN must be authenticated.
 *
 * Both keys sign SHA-1 and SHA-256. The AUTH key also signs SHA-384, SHA-512, MD5 and data without DigestInfo up to
 * 40 % of the modulus; the SIGN key refuses them with SCARD_E_UNSUPPORTED_FEATURE. That of a CPS4 signs a block that is
 * padded already too (PADDING.NONE), PSS among it.
 * @throws MinidriverError SCARD_W_SECURITY_VIOLATION when the PIN is not authenticated; SCARD_E_NO_KEY_CONTAINER;
 *   ERROR_REVISION_MISMATCH, SCARD_E_INVALID_PARAMETER, SCARD_E_UNSUPPORTED_FEATURE for the members of `info`
 */
export function cardSignData(cardData: CardData, info: CardSigningInfo): Promise<SignedData> {
  return entryPoint(['CardSignData', `container ${info?.containerIndex}`], cardData, async (contents) => {
    ARGUMENTS.cardSignData(info);
    const request = readSigningInfo(info);
    const container = await containerWithKey(contents, info.containerIndex, info.keySpec);
    const signedDataLength = container.key.modulusBits / 8;
    if (request.bufferSizeOnly) return { signedDataLength, signedData: new Uint8Array(0) };
    const sign = container.keySpec === KEY_SPEC.SIGNATURE ? signToCommit : signToAuthenticate;
    const signature = await sign(contents, container, request);
    checkModulusLength(signature, signedDataLength);
    return { signedDataLength, signedData: reversed(signature) };
  });
}

function checkModulusLength(signature: Bytes, expected: number): void {
  if (signature.length === expected) return;
  throw new Refusal(SCARD.E_UNEXPECTED, {
    en: `signature of ${signature.length} bytes, expected ${expected}`,
    fr: `signature de ${signature.length} octets, attendu : ${expected}`,
  });
}

export interface CardRsaDecryptInfo {
  /** dwVersion: 1, or 2 (default) with the padding type. */
  readonly version?: number;
  readonly containerIndex: number;
  /** KEY_SPEC.KEYEXCHANGE. */
  readonly keySpec: number;
  /** Cryptogram, little-endian, as long as the modulus. */
  readonly data: Bytes;
  /** Version 2: PADDING.PKCS1 (default) takes the padding away, PADDING.NONE leaves it. */
  readonly paddingType?: number;
}

/** @throws Refusal; otherwise true when the padding is to be taken away */
function readDecryptInfo(info: CardRsaDecryptInfo): boolean {
  const { version = 2, keySpec, data, paddingType = PADDING.PKCS1 } = info;
  if (version !== 1 && version !== 2) {
    throw new Refusal(WIN32.ERROR_REVISION_MISMATCH, {
      en: `CARD_RSA_DECRYPT_INFO.dwVersion ${version}, expected 1 or 2`,
      fr: `CARD_RSA_DECRYPT_INFO.dwVersion ${version}, attendu : 1 ou 2`,
    });
  }
  if (!(data instanceof Uint8Array))
    throw new Refusal(SCARD.E_INVALID_PARAMETER, { en: 'no data to decrypt', fr: 'rien à déchiffrer' });
  if (keySpec !== KEY_SPEC.KEYEXCHANGE) {
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: `dwKeySpec ${keySpec}, expected AT_KEYEXCHANGE (1)`,
      fr: `dwKeySpec ${keySpec}, attendu : AT_KEYEXCHANGE (1)`,
    });
  }
  if (version === 1) return false;
  if (paddingType === PADDING.OAEP)
    throw unsupported({
      en: 'the card takes PKCS#1 v1.5 padding away, not OAEP',
      fr: 'la carte retire un bourrage PKCS#1 v1.5, pas OAEP',
    });
  if (paddingType !== PADDING.PKCS1 && paddingType !== PADDING.NONE) {
    throw new Refusal(SCARD.E_INVALID_PARAMETER, {
      en: `dwPaddingType ${paddingType}, expected PKCS1 (2) or NONE (1)`,
      fr: `dwPaddingType ${paddingType}, attendu : PKCS1 (2) ou NONE (1)`,
    });
  }
  return paddingType === PADDING.PKCS1;
}

function checkCryptogramLength(data: Bytes, expected: number): void {
  if (data.length === expected) return;
  const scard = data.length < expected ? SCARD.E_INSUFFICIENT_BUFFER : SCARD.E_INVALID_PARAMETER;
  throw new Refusal(scard, {
    en: `cryptogram of ${data.length} bytes, expected ${expected}`,
    fr: `cryptogramme de ${data.length} octets, attendu : ${expected}`,
  });
}

/** 00 02, random bytes other than 00, 00, message: the block whose padding the card has already taken away. */
function paddedAgain(message: Bytes, length: number, random: CardData['random']): Bytes {
  const filler = Uint8Array.from(random(length - message.length - 3), (byte) => byte || 1);
  return concat(Uint8Array.of(0, 2), filler, Uint8Array.of(0), message);
}

async function decipherWith(contents: CardContents, { key }: Container, cryptogram: Bytes): Promise<Bytes> {
  await contents.selectApplication();
  await setSecurityEnvironment(contents.channel, {
    crt: CRT.CONFIDENTIALITY,
    algorithm: ALGORITHM.DECIPHER_PKCS1,
    keyReference: key.keyReference,
  });
  try {
    return await decipher(contents.channel, cryptogram);
  } catch (error) {
    if (!(error instanceof CardError) || error.sw !== SW.INCORRECT_DATA_FIELD) throw error;
    throw new Refusal(
      NTE.BAD_DATA,
      { en: 'the cryptogram is not made for this key', fr: "le cryptogramme n'est pas fait pour cette clé" },
      { cause: error },
    );
  }
}

/**
 * CardRSADecrypt: deciphers with the AUTH key, PKCS#1 v1.5; the PIN must be authenticated.
 *
 * Version 1 and PADDING.NONE give a whole padded block of the modulus's length, as the Base CSP wants it; the card takes
 * the padding away, so that its random bytes are not those of the sender.
 * @returns the message, little-endian
 * @throws MinidriverError SCARD_W_SECURITY_VIOLATION when the PIN is not authenticated; NTE_BAD_DATA for a cryptogram of
 *   another key; SCARD_E_INSUFFICIENT_BUFFER when it is shorter than the modulus; SCARD_E_NO_KEY_CONTAINER;
 *   SCARD_E_UNSUPPORTED_FEATURE; ERROR_REVISION_MISMATCH; SCARD_E_INVALID_PARAMETER
 */
export function cardRSADecrypt(cardData: CardData, info: CardRsaDecryptInfo): Promise<Bytes> {
  return entryPoint(['CardRSADecrypt', `container ${info?.containerIndex}`], cardData, async (contents) => {
    ARGUMENTS.cardRSADecrypt(info);
    const unpadded = readDecryptInfo(info);
    const container = await containerWithKey(contents, info.containerIndex, info.keySpec);
    if (!container.key.usage.has(KEY_USAGE.DECIPHER))
      throw unsupported({ en: 'the key is not meant to decipher', fr: "la clé n'est pas faite pour déchiffrer" });
    const length = container.key.modulusBits / 8;
    checkCryptogramLength(info.data, length);
    if (contents.generation === 'cps4') {
      const block = await cps4.decipheredBlock(contents, container, reversed(info.data));
      return reversed(unpadded ? cps4.messageOf(block) : block);
    }
    const message = await decipherWith(contents, container, reversed(info.data));
    return reversed(unpadded ? message : paddedAgain(message, length, cardData.random));
  });
}
