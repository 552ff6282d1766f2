/** Signing and verifying a text as the guide's samples do. Source: guide 9.5.4, 9.5.5. */

import { createHash, verify } from 'node:crypto';
import { parameters, TEXT } from '#common/arguments.ts';
import { type Bytes, fromHex, toHex } from '#iso7816/bytes.ts';
import { type CspProcess, nCryptFreeObject, nCryptSignHash } from '../csp/index.ts';
import { CERTIFICATE, PROCESS, TEXT_HASH } from './arguments.ts';
import { openKeyPairFromCertificate, openPublicKeyFromCertificate } from './certificate-key.ts';
import type { StoreCertificate } from './store-certificate.ts';

const ARGUMENTS = {
  utf16be: parameters('utf16be', { text: TEXT }),
  signText: parameters('signText', { process: PROCESS, certificate: CERTIFICATE, text: TEXT, hash: TEXT_HASH }),
  verifyText: parameters('verifyText', { certificate: CERTIFICATE, text: TEXT, signature: TEXT, hash: TEXT_HASH }),
};

/** HashAlgorithmNames: the guide's samples say Sha1. */
export type TextHash = 'sha1' | 'sha256';

const ALGORITHM_ID: Readonly<Record<TextHash, string>> = { sha1: 'SHA1', sha256: 'SHA256' };

/** CryptographicBuffer.ConvertStringToBinary with BinaryStringEncoding.Utf16BE: no byte order mark. */
export function utf16be(text: string): Bytes {
  ARGUMENTS.utf16be(text);
  return new Uint8Array(Buffer.from(text, 'utf16le').swap16());
}

/**
 * signWithCPS: the signature of the text's UTF-16BE bytes, RSA PKCS#1 v1.5.
 * @returns the signature as hexadecimal text without separators, upper case
 * @throws CspError of the card, the PIN and the dialogs, as NCryptSignHash
 */
export async function signText(
  process: CspProcess,
  certificate: StoreCertificate,
  text: string,
  hash: TextHash = 'sha1',
): Promise<string> {
  ARGUMENTS.signText(process, certificate, text, hash);
  const key = await openKeyPairFromCertificate(process, certificate);
  try {
    const digest = new Uint8Array(createHash(hash).update(utf16be(text)).digest());
    return toHex(await nCryptSignHash(key, { algorithmId: ALGORITHM_ID[hash] }, digest));
  } finally {
    await nCryptFreeObject(key);
  }
}

/** verifySignature: with the certificate alone; false as well for a text that is no hexadecimal. */
export function verifyText(
  certificate: StoreCertificate,
  text: string,
  signature: string,
  hash: TextHash = 'sha1',
): boolean {
  ARGUMENTS.verifyText(certificate, text, signature, hash);
  try {
    return verify(hash, utf16be(text), openPublicKeyFromCertificate(certificate), fromHex(signature));
  } catch {
    return false;
  }
}
