/**
 * The card's part in a TLS client authentication, and what a program is told when it cannot be done.
 *
 * Source: guide 9.2, 9.5.7 (makeWebHttpRequest, handleError); RFC 5246, 7.4.8 (CertificateVerify).
 */

import { KeyObject, verify } from 'node:crypto';
import { BYTES, instanceOf, parameters } from '#common/arguments.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import { type CspProcess, nCryptFreeObject, nCryptSignHash, SCARD } from '../csp/index.ts';
import { CERTIFICATE, PROCESS } from './arguments.ts';
import { openKeyPairFromCertificate } from './certificate-key.ts';
import type { StoreCertificate } from './store-certificate.ts';

const ARGUMENTS = {
  sign: parameters('signCertificateVerify', { process: PROCESS, certificate: CERTIFICATE, handshakeHash: BYTES }),
  verify: parameters('verifyCertificateVerify', {
    publicKey: instanceOf(KeyObject, 'a public key (KeyObject)'),
    handshake: BYTES,
    signature: BYTES,
  }),
};

/**
 * CertificateVerify of TLS 1.2 with rsa_pkcs1_sha256.
 * @param handshakeHash SHA-256 of the handshake messages
 * @returns the signature, big-endian, as it stands in the message
 * @throws CspError of the card, the PIN and the dialogs, as NCryptSignHash
 */
export async function signCertificateVerify(
  process: CspProcess,
  certificate: StoreCertificate,
  handshakeHash: Bytes,
): Promise<Bytes> {
  ARGUMENTS.sign(process, certificate, handshakeHash);
  const key = await openKeyPairFromCertificate(process, certificate);
  try {
    return await nCryptSignHash(key, { algorithmId: 'SHA256' }, handshakeHash);
  } finally {
    await nCryptFreeObject(key);
  }
}

/** What the server does with it: the certificate alone is enough. */
export function verifyCertificateVerify(publicKey: KeyObject, handshake: Bytes, signature: Bytes): boolean {
  ARGUMENTS.verify(publicKey, handshake, signature);
  return verify('sha256', handshake, publicKey, signature);
}

/** Those statuses that come of the card; the others of the guide's list come of the network and the server. */
export type CardWebErrorStatus = 'CannotConnect' | 'CertificateExpired' | 'CertificateRevoked' | 'Unknown';

const CARD_MISSING: ReadonlySet<unknown> = new Set([
  SCARD.W_CANCELLED_BY_USER,
  SCARD.E_NO_SMARTCARD,
  SCARD.W_REMOVED_CARD,
  SCARD.E_NO_READERS_AVAILABLE,
]);

/** What a server said of the certificate, by the reason of ERR_CARD_TLS. */
const OF_CERTIFICATE: ReadonlyMap<unknown, CardWebErrorStatus> = new Map([
  ['certificate-expired', 'CertificateExpired'],
  ['certificate-revoked', 'CertificateRevoked'],
]);

/**
 * What WebError.GetStatus makes of an authentication that failed: CannotConnect when the card was seen before, is not
 * there now and the person cancels; CertificateExpired and CertificateRevoked when the server says so of the card's
 * certificate; Unknown for the rest, a store without authentication certificate among it.
 *
 * Source: guide 9.5.7; what leads to the two of the certificate is a simulation, as is the rest.
 */
export function cardWebErrorStatus(error: unknown): CardWebErrorStatus {
  const { scard, reason } = (error ?? {}) as { readonly scard?: unknown; readonly reason?: unknown };
  return OF_CERTIFICATE.get(reason) ?? (CARD_MISSING.has(scard) ? 'CannotConnect' : 'Unknown');
}
