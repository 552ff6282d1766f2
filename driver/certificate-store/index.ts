/** The store MY on disk, the propagation of card certificates into it, and what programs do with them. */
export { openKeyPairFromCertificate, openPublicKeyFromCertificate } from './certificate-key.ts';
export { type Addition, CertificateStore, type DamagedFile } from './certificate-store.ts';
export {
  type CardWebErrorStatus,
  cardWebErrorStatus,
  signCertificateVerify,
  verifyCertificateVerify,
} from './client-authentication.ts';
export { type Cleaning, certificatesToClean, clean } from './housekeeping.ts';
export {
  CertificatePropagation,
  type PropagationEvent,
  type PropagationOptions,
  type PropagationSettings,
} from './propagation.ts';
export { type CertificateQuery, EKU, findCertificates, findLastCertificate, USAGES } from './search.ts';
export { type CertificateProperties, StoreCertificate } from './store-certificate.ts';
export { CertificateStoreError, type CertificateStoreReason } from './store-error.ts';
export { signText, type TextHash, utf16be, verifyText } from './text-signature.ts';
