/** The services of the health world that stand around the card, all of them on loopback. */
export type {
  Act,
  Candidate,
  Certified,
  Diapason,
  DiapasonPart,
  Establishment,
  PaymentAnswer,
  Signatory,
  StructureRole,
} from './diapason/index.ts';
export type { Directory, DirectoryFault, FaultPlace } from './directory/index.ts';
export { type FrontPage, openFrontPage } from './front-page.ts';
export { HealthServices } from './health-services.ts';
export type { Mail, Mailbox, MailFilter } from './mailbox/index.ts';
export type { Mssante, MssanteSettings } from './mssante/index.ts';
export type {
  Applicant,
  Form413,
  Habilitation,
  OfferId,
  Pfc,
  PfcRules,
  Product,
  ProductChannel,
  ProductState,
  UsageId,
} from './pfc/index.ts';
export type {
  AdministrativeFile,
  AnswerForm,
  Asked,
  Receiver,
  Registration,
  RegistrationDecision,
  RegistrationOptions,
  RegistrationRule,
  ServerKind,
} from './registration/index.ts';
export {
  type Ports,
  SERVICE_NAMES,
  type Service,
  type ServiceAddress,
  type ServiceHost,
  type ServiceName,
} from './service.ts';
export type { TestSsl, TestSslChanges, TestSslSettings } from './testssl/index.ts';
