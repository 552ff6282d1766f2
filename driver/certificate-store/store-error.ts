import { ReasonedError } from '#common/coded-error.ts';

/** What could not be done. */
export type CertificateStoreReason = 'notMade' | 'notRead' | 'notWritten' | 'notRemoved' | 'noCertificate';

/** A store that cannot be read or written; the message names the folder or file and what to do. */
export class CertificateStoreError extends ReasonedError<CertificateStoreReason> {
  override readonly name = 'CertificateStoreError';
  readonly code = 'ERR_CERTIFICATE_STORE';
}
