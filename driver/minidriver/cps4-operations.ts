/**
 * The keys of a CPS4: the AUTH key does the bare RSA operation, and the host pads; the SIGN key makes the DigestInfo.
 *
 * Source: reference/cryptolib.md 9.5 (the agency's own middleware); RFC 8017, 7.2.2, 9.2 (PKCS#1 v1.5).
 */
import { type Bytes, concat } from '#iso7816/bytes.ts';
import { SCARD } from '#pcsc/scard.ts';
import { NTE } from '#windows/codes.ts';
import { CPS4_SIGN_PKCS1, setDecipherKey, setSignatureKey } from '../iasecc/manage-security-environment.ts';
import { decipherRaw } from '../iasecc/perform-security-operation.ts';
import type { CardContents, Container } from './card-contents.ts';
import { Refusal } from './minidriver-error.ts';
import type { SigningRequest } from './signing-info.ts';

/** 00 01, at least eight FF, 00. */
const LEAST_SIGNATURE_PADDING = 11;
/** 00 02, at least eight random bytes, 00. */
const LEAST_ENCRYPTION_PADDING = 10;

/** The private key operation of the AUTH key over a block as long as its modulus. */
async function privateKeyOperation(contents: CardContents, { key }: Container, block: Bytes): Promise<Bytes> {
  await contents.selectApplication();
  await setDecipherKey(contents.channel, key.keyReference);
  return decipherRaw(contents.channel, block);
}

function wrongLength(length: number, expected: string): Refusal {
  return new Refusal(SCARD.E_INVALID_PARAMETER, {
    en: `${length} bytes to sign, expected ${expected}`,
    fr: `${length} octets à signer, attendu : ${expected}`,
  });
}

/** AUTH: PKCS#1 v1.5 of a DigestInfo or of other data; what is padded already as it is. */
export function signToAuthenticate(
  contents: CardContents,
  container: Container,
  { padded, input }: { readonly padded: boolean; readonly input: Bytes },
): Promise<Bytes> {
  const length = container.key.modulusBits / 8;
  if (padded) {
    if (input.length !== length) throw wrongLength(input.length, `${length}`);
    return privateKeyOperation(contents, container, input);
  }
  const most = length - LEAST_SIGNATURE_PADDING;
  if (input.length > most) throw wrongLength(input.length, `0-${most}`);
  const filler = new Uint8Array(length - input.length - 3).fill(0xff);
  return privateKeyOperation(contents, container, concat(Uint8Array.of(0, 1), filler, Uint8Array.of(0), input));
}

/** Algorithm reference of COMPUTE DIGITAL SIGNATURE with the SIGN key; undefined for a hash it does not sign. */
export function signatureAlgorithm({ digest }: SigningRequest): number | undefined {
  return digest && CPS4_SIGN_PKCS1[digest.algorithmId];
}

/** SIGN: names algorithm and key of the COMPUTE DIGITAL SIGNATURE that follows. */
export function setSignatureEnvironment(contents: CardContents, { key }: Container, algorithm: number): Promise<void> {
  return setSignatureKey(contents.channel, algorithm, key.keyReference);
}

/** The whole padded block of a cryptogram. @throws Refusal NTE_BAD_DATA for one that is not made for this key */
export async function decipheredBlock(contents: CardContents, container: Container, cryptogram: Bytes): Promise<Bytes> {
  const block = await privateKeyOperation(contents, container, cryptogram);
  if (block[0] === 0 && block[1] === 2 && endOfPadding(block) >= LEAST_ENCRYPTION_PADDING) return block;
  throw new Refusal(NTE.BAD_DATA, {
    en: 'the cryptogram is not made for this key',
    fr: "le cryptogramme n'est pas fait pour cette clé",
  });
}

function endOfPadding(block: Bytes): number {
  return block.indexOf(0, 2);
}

/** The message in a block of `decipheredBlock`. */
export function messageOf(block: Bytes): Bytes {
  return block.subarray(endOfPadding(block) + 1);
}
