/**
 * What the guide asks for and Windows does not do: taking certificates out of the store again.
 *
 * Source: guide 9.5.6, table 22 (Impact 08: kiosk, TSE, Citrix).
 */
import type { CertificateStore } from './certificate-store.ts';
import type { StoreCertificate } from './store-certificate.ts';

/** Which certificates of cards go; those that came from no card always stay. */
export interface Cleaning {
  /** cardids of the cards that are there: certificates of all others go. Nothing goes for it when absent. */
  readonly cardsPresent?: ReadonlySet<string>;
  /** Certificates out of date at that time go. */
  readonly expiredAt?: Date;
}

/** What `cleaning` would take away. */
export function certificatesToClean(
  store: CertificateStore,
  { cardsPresent, expiredAt }: Cleaning,
): readonly StoreCertificate[] {
  return store.certificates().filter((certificate) => {
    const { cardIdentifier } = certificate.properties;
    if (cardIdentifier === undefined) return false;
    if (cardsPresent !== undefined && !cardsPresent.has(cardIdentifier)) return true;
    return expiredAt !== undefined && certificate.notAfter < expiredAt;
  });
}

/** Takes them away. @throws CertificateStoreError */
export function clean(store: CertificateStore, cleaning: Cleaning): readonly StoreCertificate[] {
  const removed = certificatesToClean(store, cleaning);
  for (const certificate of removed) store.remove(certificate);
  return removed;
}

/** Takes away the certificates of one card. */
export function removeCertificatesOf(store: CertificateStore, cardIdentifier: string): readonly StoreCertificate[] {
  const removed = store.certificates().filter(({ properties }) => properties.cardIdentifier === cardIdentifier);
  for (const certificate of removed) store.remove(certificate);
  return removed;
}
