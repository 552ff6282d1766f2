/** Authorities and what they issue: certificates that prove nothing about anybody. */
export type { AuthorityId } from './authorities/index.ts';
export type { Authority } from './authority.ts';
export type { OcspAnswer, OcspAnswerOptions, OcspResponder } from './ocsp/responder.ts';
export type { OcspFault, OcspResponseStatus } from './ocsp/response.ts';
export {
  type Chain,
  defaultPki,
  type IssuedCertificate,
  type IssueOptions,
  Pki,
  type PkiOptions,
} from './pki.ts';
export { PkiError, type PkiReason } from './pki-error.ts';
export { CERTIFICATE_PROFILES, type CertificateProfileId } from './profiles/index.ts';
export type { CertificateList } from './revocation/certificate-list.ts';
export type { ListOptions } from './revocation/publication.ts';
export type { RevocationReason } from './revocation/reasons.ts';
export type {
  CertificateStatus,
  RegisterAt,
  Revocation,
  RevocationMoment,
  RevocationRegister,
  RevokeOptions,
} from './revocation/register.ts';
export type {
  CardSubject,
  CertifiedCard,
  PersonSubject,
  ServiceSubject,
  SoftwareSubject,
  Subject,
  SubjectStructure,
} from './subject.ts';
export type { LoopbackUrls, UrlForm } from './urls.ts';
export type { Validity, ValidityRequest } from './validity.ts';
