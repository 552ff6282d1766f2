/** What the functions of the store MY take: see `#common/arguments.ts`. */
import { instanceOf, oneOf } from '#common/arguments.ts';
import { CspProcess } from '../csp/index.ts';
import { CertificateStore } from './certificate-store.ts';
import { StoreCertificate } from './store-certificate.ts';

export const STORE = instanceOf(CertificateStore, 'a store: CertificateStore.open(folder)');
export const CERTIFICATE = instanceOf(StoreCertificate, 'a certificate of a store');
export const PROCESS = instanceOf(CspProcess, 'a CspProcess');
export const TEXT_HASH = oneOf(['sha1', 'sha256']);
