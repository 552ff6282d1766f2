/** Signing as a program does, in one call. */
import { verify, X509Certificate } from 'node:crypto';
import {
  type CryptProvider,
  cryptCreateHash,
  cryptGetKeyCertificate,
  cryptGetUserKey,
  cryptHashData,
  cryptSignHash,
} from '../../../driver/csp/index.ts';
import { CALG } from '../../../driver/minidriver/index.ts';

const MESSAGE = new TextEncoder().encode('ordonnance');
export const AUTH = 1;
export const SIGN = 2;

/** CryptCreateHash, CryptHashData, CryptSignHash. */
export async function sign(provider: CryptProvider, keySpec = AUTH, algorithm: number = CALG.SHA_256) {
  const hash = cryptCreateHash(provider, algorithm);
  cryptHashData(hash, MESSAGE);
  return cryptSignHash(hash, keySpec);
}

/** Whether a little-endian signature of MESSAGE is right for the certificate of the context's container. */
export async function isRight(provider: CryptProvider, signature: Uint8Array, keySpec = AUTH, hash = 'sha256') {
  const der = await cryptGetKeyCertificate(cryptGetUserKey(provider, keySpec));
  return verify(hash, MESSAGE, new X509Certificate(der).publicKey, Uint8Array.from(signature).reverse());
}
