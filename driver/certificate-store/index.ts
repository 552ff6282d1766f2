/** The store MY on disk, the propagation of card certificates into it, and what programs do with them. */
export { openKeyPairFromCertificate } from './certificate-key.ts';
export { CertificateStore } from './certificate-store.ts';
export { cardWebErrorStatus, signCertificateVerify, verifyCertificateVerify } from './client-authentication.ts';
export { certificatesToClean, clean } from './housekeeping.ts';
export {
  CertificatePropagation,
  type PropagationEvent,
  type PropagationSettings,
} from './propagation.ts';
export { type CertificateQuery, EKU, findCertificates, findLastCertificate, USAGES } from './search.ts';
export { StoreCertificate } from './store-certificate.ts';
export { CertificateStoreError } from './store-error.ts';
export { signText, utf16be, verifyText } from './text-signature.ts';
