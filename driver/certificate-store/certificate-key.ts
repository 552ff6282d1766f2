/** From a certificate of the store to its keys. Source: guide 9.5.4, 9.5.5; reference/minidriver.md 10, 11. */

import type { KeyObject } from 'node:crypto';
import { parameters } from '#common/arguments.ts';
import {
  BASE_CSP,
  CspError,
  type CspProcess,
  NTE,
  nCryptOpenKey,
  nCryptOpenStorageProvider,
  type StorageKey,
} from '../csp/index.ts';
import { CERTIFICATE, PROCESS } from './arguments.ts';
import type { StoreCertificate } from './store-certificate.ts';

const ARGUMENTS = {
  openKeyPair: parameters('openKeyPairFromCertificate', { process: PROCESS, certificate: CERTIFICATE }),
  openPublicKey: parameters('openPublicKeyFromCertificate', { certificate: CERTIFICATE }),
};

/**
 * PersistedKeyProvider.OpenKeyPairFromCertificate: the private key on the card, which is asked for when it is not there.
 * @throws CspError NTE_NO_KEY for a certificate without private key; NTE_BAD_KEYSET when it names another provider;
 *   SCARD_W_CANCELLED_BY_USER when the person does not insert the card
 */
export async function openKeyPairFromCertificate(
  process: CspProcess,
  certificate: StoreCertificate,
): Promise<StorageKey> {
  ARGUMENTS.openKeyPair(process, certificate);
  const key = certificate.properties.keyProviderInfo;
  if (key === undefined)
    throw new CspError(NTE.NO_KEY, {
      en: `${certificate.thumbprint} has no private key`,
      fr: `${certificate.thumbprint} n'a pas de clé privée`,
    });
  if (key.providerName !== BASE_CSP) {
    const why = {
      en: `the key of ${certificate.thumbprint} is with '${key.providerName}', expected '${BASE_CSP}'`,
      fr: `la clé de ${certificate.thumbprint} est chez '${key.providerName}', attendu : '${BASE_CSP}'`,
    };
    throw new CspError(NTE.BAD_KEYSET, why);
  }
  return nCryptOpenKey(nCryptOpenStorageProvider(process), key.containerName, key.keySpec);
}

/** PersistedKeyProvider.OpenPublicKeyFromCertificate: neither card nor private key is needed. */
export function openPublicKeyFromCertificate(certificate: StoreCertificate): KeyObject {
  ARGUMENTS.openPublicKey(certificate);
  return certificate.x509.publicKey;
}
