/** What a scenario checks of a certificate, and with it. */
import { constants, publicEncrypt, verify, X509Certificate } from 'node:crypto';
import { type Bytes, concat } from '#iso7816/bytes.ts';
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

/** 00 02, eight bytes other than 00 at least, 00. Source: PKCS#1 v2.2 (RFC 8017), 7.2.1. */
const SHORTEST_PADDING = 11;

/**
 * A cryptogram for the key of the certificate (PKCS#1 v1.5), little-endian as the minidriver takes it.
 * @param random of the padding
 * @throws RangeError when the message is too long for the key
 */
export function encryptFor(der: Bytes, message: Bytes, random: (length: number) => Bytes): Bytes {
  const { publicKey } = new X509Certificate(der);
  const length = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  if (message.length > length - SHORTEST_PADDING)
    throw new RangeError(`message of ${message.length} bytes, expected at most ${length - SHORTEST_PADDING}`);
  const filler = random(length - message.length - 3).map((byte) => byte || 1);
  const block = concat(Uint8Array.of(0, 2), filler, Uint8Array.of(0), message);
  const key = { key: publicKey, padding: constants.RSA_NO_PADDING };
  return reversed(new Uint8Array(publicEncrypt(key, block)));
}
