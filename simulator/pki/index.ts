/** Authorities and what they issue: certificates that prove nothing about anybody. */
export type { CertificateSubject, CertificateUsage } from './card-certificate.ts';
export { defaultPki, Pki, type PkiOptions } from './pki.ts';
