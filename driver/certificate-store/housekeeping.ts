/**
 * What the guide asks for and Windows does not do: taking certificates out of the store again.
 *
 * Source: guide 9.5.6, table 22 (Impact 08: kiosk, TSE, Citrix).
 */

import { instanceOf, members, optional, parameters, port, TEXT } from '#common/arguments.ts';
import { STORE } from './arguments.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { StoreCertificate } from './store-certificate.ts';

const CLEANING = members({
  cardsPresent: optional(port('a Set of cardids', 'has')),
  expiredAt: optional(instanceOf(Date, 'a Date')),
});
const ARGUMENTS = {
  certificatesToClean: parameters('certificatesToClean', { store: STORE, cleaning: CLEANING }),
  removeCertificatesOf: parameters('removeCertificatesOf', { store: STORE, cardIdentifier: TEXT }),
};

/** Which certificates of cards go; those that came from no card always stay. */
export interface Cleaning {
  /** cardids of the cards that are there: certificates of all others go. Nothing goes for it when absent. */
  readonly cardsPresent?: ReadonlySet<string>;
  /** Certificates out of date at that time go. */
  readonly expiredAt?: Date;
}

/** What `cleaning` would take away. */
export function certificatesToClean(store: CertificateStore, cleaning: Cleaning): readonly StoreCertificate[] {
  ARGUMENTS.certificatesToClean(store, cleaning);
  const { cardsPresent, expiredAt } = cleaning;
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
  ARGUMENTS.removeCertificatesOf(store, cardIdentifier);
  const removed = store.certificates().filter(({ properties }) => properties.cardIdentifier === cardIdentifier);
  for (const certificate of removed) store.remove(certificate);
  return removed;
}
