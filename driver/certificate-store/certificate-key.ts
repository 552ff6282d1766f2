/** From a certificate of the store to its keys. Source: guide 9.5.4, 9.5.5; reference/minidriver.md 10, 11. */
import type { KeyObject } from 'node:crypto';
import {
  BASE_CSP,
  CspError,
  type CspProcess,
  NTE,
  nCryptOpenKey,
  nCryptOpenStorageProvider,
  type StorageKey,
} from '../csp/index.ts';
import type { StoreCertificate } from './store-certificate.ts';

/**
 * PersistedKeyProvider.OpenKeyPairFromCertificate: the private key on the card, which is asked for when it is not there.
 * @throws CspError NTE_NO_KEY for a certificate without private key; NTE_BAD_KEYSET when it names another provider;
 *   SCARD_W_CANCELLED_BY_USER when the person does not insert the card
 */
export function openKeyPairFromCertificate(process: CspProcess, certificate: StoreCertificate): Promise<StorageKey> {
  const key = certificate.properties.keyProviderInfo;
  if (key === undefined)
    return Promise.reject(new CspError(NTE.NO_KEY, `${certificate.thumbprint} has no private key`));
  if (key.providerName !== BASE_CSP) {
    const why = `the key of ${certificate.thumbprint} is with '${key.providerName}', expected '${BASE_CSP}'`;
    return Promise.reject(new CspError(NTE.BAD_KEYSET, why));
  }
  return nCryptOpenKey(nCryptOpenStorageProvider(process), key.containerName, key.keySpec);
}

/** PersistedKeyProvider.OpenPublicKeyFromCertificate: neither card nor private key is needed. */
export function openPublicKeyFromCertificate({ x509 }: StoreCertificate): KeyObject {
  return x509.publicKey;
}
