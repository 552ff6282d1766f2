/** What a scenario checks of a certificate, and with it. */
import { constants, publicEncrypt, verify, X509Certificate } from 'node:crypto';
import type { Bytes } from '#iso7816/bytes.ts';
import type { Hash } from '../../../world/minidriver-session.ts';

/** Subject or issuer on one line, as `CN=..., OU=...`. */
function oneLine(name: string): string {
  return name.replaceAll('\n', ', ');
}

/** The names of a DER certificate; undefined for bytes that are none. */
export function certificateNames(der: Bytes): { readonly subject: string; readonly issuer: string } | undefined {
  try {
    const { subject, issuer } = new X509Certificate(der);
    return { subject: oneLine(subject), issuer: oneLine(issuer) };
  } catch {
    return undefined;
  }
}

function reversed(bytes: Bytes): Bytes {
  return bytes.slice().reverse();
}

/** Whether a signature of the minidriver (PKCS#1 v1.5, little-endian) is right for the key of the certificate. */
export function verifies(der: Bytes, hash: Hash, message: Bytes, signature: Bytes): boolean {
  return verify(hash, message, new X509Certificate(der).publicKey, reversed(signature));
}

/** A cryptogram for the key of the certificate (PKCS#1 v1.5), little-endian as the minidriver takes it. */
export function encryptFor(der: Bytes, message: Bytes): Bytes {
  const key = { key: new X509Certificate(der).publicKey, padding: constants.RSA_PKCS1_PADDING };
  return reversed(new Uint8Array(publicEncrypt(key, message)));
}
