/** What a scenario checks of a certificate, and with it. */

import { constants, type KeyObject, publicEncrypt, verify, X509Certificate } from 'node:crypto';
import { type Bytes, concat } from '#iso7816/bytes.ts';
import {
  type Container,
  containerIndexOf,
  type Hash,
  type MinidriverSession,
} from '../../../world/minidriver-session.ts';
import { WorldError } from '../../../world/world-error.ts';

/** The certificate of a container, from the files of the minidriver. */
export function certificateOf(session: MinidriverSession, container: Container): Promise<Bytes> {
  const index = containerIndexOf(container);
  return session.cardReadFile({ directory: 'mscp', file: index === 0 ? 'kxc00' : `ksc0${index}` });
}

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

/** Of the last certificate: scenarios ask for the same one again and again, and reading it costs more than what is checked with it. */
let last: { readonly der: Buffer; readonly key: KeyObject } | undefined;

function publicKeyOf(der: Bytes): KeyObject {
  if (last === undefined || !last.der.equals(der))
    last = { der: Buffer.from(der), key: new X509Certificate(der).publicKey };
  return last.key;
}

/** Whether a signature of the minidriver (PKCS#1 v1.5, little-endian) is right for the key of the certificate. */
export function verifies(der: Bytes, hash: Hash, message: Bytes, signature: Bytes): boolean {
  return verify(hash, message, publicKeyOf(der), reversed(signature));
}

/** 00 02, eight bytes other than 00 at least, 00. Source: PKCS#1 v2.2 (RFC 8017), 7.2.1. */
const SHORTEST_PADDING = 11;

/**
 * A cryptogram for the key of the certificate (PKCS#1 v1.5), little-endian as the minidriver takes it.
 * @param random of the padding
 * @throws WorldError when the message is too long for the key
 */
export function encryptFor(der: Bytes, message: Bytes, random: (length: number) => Bytes): Bytes {
  const publicKey = publicKeyOf(der);
  const length = (publicKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  if (message.length > length - SHORTEST_PADDING)
    throw new WorldError({
      en: `message of ${message.length} bytes, expected at most ${length - SHORTEST_PADDING}`,
      fr: `message de ${message.length} octets, attendu : ${length - SHORTEST_PADDING} au plus`,
    });
  const filler = random(length - message.length - 3).map((byte) => byte || 1);
  const block = concat(Uint8Array.of(0, 2), filler, Uint8Array.of(0), message);
  const key = { key: publicKey, padding: constants.RSA_NO_PADDING };
  return reversed(new Uint8Array(publicEncrypt(key, block)));
}
