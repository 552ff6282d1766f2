/** Looking for a certificate as programs do. Source: guide 9.5.6 (CertificateQuery, FindAllAsync). */

import { FLAG, instanceOf, listOf, members, optional, parameters, TEXT } from '#common/arguments.ts';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { STORE } from './arguments.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { StoreCertificate } from './store-certificate.ts';

const ARGUMENTS = {
  findCertificates: parameters('findCertificates', {
    store: STORE,
    query: members({
      issuerName: optional(TEXT),
      enhancedKeyUsages: optional(listOf(TEXT)),
      includeExpired: optional(FLAG),
      at: optional(instanceOf(Date, 'a Date')),
    }),
  }),
};

/** OIDs of extended key usages. */
export const EKU = {
  CLIENT_AUTHENTICATION: '1.3.6.1.5.5.7.3.2',
  EMAIL_PROTECTION: '1.3.6.1.5.5.7.3.4',
  SMART_CARD_LOGON: '1.3.6.1.4.1.311.20.2.2',
} as const;

/** What the guide's sample asks for: there is no query by simple key usage. */
export const USAGES = {
  signature: [EKU.EMAIL_PROTECTION],
  authentication: [EKU.CLIENT_AUTHENTICATION, EKU.SMART_CARD_LOGON],
} as const;

export interface CertificateQuery {
  /** CN of the issuer, whatever the case. */
  readonly issuerName?: string;
  /** Extended key usages the certificate must all have. */
  readonly enhancedKeyUsages?: readonly string[];
  /** Certificates out of date too; not by default. */
  readonly includeExpired?: boolean;
  /** Now, by default. */
  readonly at?: Date;
}

/** CertificateStores.FindAllAsync: every certificate that fits, in the order of the store. */
export function findCertificates(store: CertificateStore, query: CertificateQuery = {}): readonly StoreCertificate[] {
  ARGUMENTS.findCertificates(store, query);
  const { issuerName, enhancedKeyUsages = [], includeExpired = false, at = SYSTEM_CLOCK.date() } = query;
  return store.certificates().filter((certificate) => {
    if (issuerName !== undefined && certificate.issuerName.toLowerCase() !== issuerName.toLowerCase()) return false;
    if (!includeExpired && !certificate.isValidAt(at)) return false;
    return enhancedKeyUsages.every((usage) => certificate.enhancedKeyUsages.includes(usage));
  });
}

/**
 * The guide's findCertificate: the last certificate that fits. With several cards seen it may be that of a card that is
 * not there: "this should be challenged regarding the expected application behavior".
 */
export function findLastCertificate(store: CertificateStore, query?: CertificateQuery): StoreCertificate | undefined {
  return findCertificates(store, query).at(-1);
}
