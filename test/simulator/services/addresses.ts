/** The addresses that a certificate names, as its bytes have them. */
import { describeCertificate } from '../../../simulator/pki/describe-certificate.ts';

const FIELDS = { crl: 'cRLDistributionPoints', deltaCrl: 'freshestCRL', access: 'authorityInfoAccess' } as const;

/** In their order. */
export function addressesIn(certificate: Uint8Array, field: keyof typeof FIELDS): string[] {
  const text = describeCertificate(certificate).find(({ name }) => name === FIELDS[field])?.text ?? '';
  return [...text.matchAll(/URI (?<url>.+?)(?=; (?:URI|caIssuers)|$)/g)].map(({ groups }) => groups?.url ?? '');
}
