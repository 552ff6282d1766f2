/** Authorities and what they issue: certificates that prove nothing about anybody. */
export { AUTHORITY_IDS, type AuthorityId } from './authorities/index.ts';
export type { Authority } from './authority.ts';
export type { ListAddresses, ListWay } from './list-addresses.ts';
export type { OcspAnswer, OcspAnswerOptions, OcspBehaviour, OcspResponder } from './ocsp/responder.ts';
export { OCSP_FAULTS, type OcspFault, type OcspResponseStatus } from './ocsp/response.ts';
export { OCSP_SIGNERS, type OcspSigner } from './ocsp/signers.ts';
export { OTHER_SEED } from './other-authorities.ts';
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
export { PUBLISHED_KINDS } from './publication-points.ts';
export type { CertificateList } from './revocation/certificate-list.ts';
export type { ListOptions } from './revocation/publication.ts';
export { type CrlReason, REVOCATION_REASONS, type RevocationReason } from './revocation/reasons.ts';
export type {
  CertificateStatus,
  RegisterAt,
  Revocation,
  RevocationMoment,
  RevocationRegister,
  RevokeOptions,
} from './revocation/register.ts';
export type { CertificatePurpose, UsageOfCertificate } from './standing/extensions.ts';
export type { CertificateFamily } from './standing/family.ts';
export type { StandingOptions } from './standing/judge.ts';
export type { CertificateFacts } from './standing/read-certificate.ts';
export { type BrokenRule, STANDING_LAYERS, type StandingLayer, type StandingRule } from './standing/rules.ts';
export {
  type CertificateStanding,
  firstBroken,
  type KnownRevocation,
  type RevocationAnswer,
  standingOf,
} from './standing/standing.ts';
export type { AuthorityState, KeptChange, PkiState } from './state.ts';
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
