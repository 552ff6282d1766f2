/** The services around the cards of a world: its clock is theirs, and its stream is told what happens there. */
import type { Clock } from '#common/clock.ts';
import type { TraceSink } from '#trace/event.ts';
import type { HealthServices, ServiceName } from '../../simulator/services/index.ts';

export type { KeptPart } from '#common/kept-part.ts';
export { CARD_TYPES, type CardType } from '../../simulator/people/card-kinds.ts';
export type { CertificateUsage } from '../../simulator/personalisation/certificates.ts';
export { AUTHORITY_IDS, OCSP_FAULTS, OCSP_SIGNERS, PUBLISHED_KINDS } from '../../simulator/pki/index.ts';
export {
  LIST_ATTRIBUTES,
  LIST_BLANKS,
  LIST_OPTIONS,
  LIST_POINTS,
  LIST_WAYS,
} from '../../simulator/pki/list-addresses.ts';
export type { PublishedKind } from '../../simulator/pki/publication-points.ts';
export { DIAPASON_PARTS } from '../../simulator/services/diapason/arguments.ts';
export type { DonePayment } from '../../simulator/services/diapason/page.ts';
export { FAULT_NAMES, withoutEffect } from '../../simulator/services/directory/faults.ts';
export type { ListedEntry } from '../../simulator/services/directory/ldap/entries.ts';
export type { Way } from '../../simulator/services/directory/publications.ts';
export {
  type ListedRecipient,
  RECIPIENT_CERTIFICATES,
  type RecipientCertificate,
  type RecipientOptions,
} from '../../simulator/services/directory/recipients.ts';
export type {
  Act,
  AdministrativeFile,
  AnswerForm,
  Applicant,
  Asked,
  Candidate,
  Certified,
  Diapason,
  DiapasonPart,
  Directory,
  DirectoryFault,
  Establishment,
  FaultPlace,
  Form413,
  Habilitation,
  HealthServices,
  Mail,
  Mailbox,
  MailFilter,
  Mssante,
  MssanteSettings,
  OfferId,
  PaymentAnswer,
  Pfc,
  PfcRules,
  Product,
  ProductChannel,
  ProductState,
  Receiver,
  Registration,
  RegistrationDecision,
  RegistrationOptions,
  RegistrationRule,
  ServerKind,
  Service,
  ServiceAddress,
  ServiceHost,
  ServiceName,
  Signatory,
  StructureRole,
  TestSsl,
  TestSslChanges,
  TestSslSettings,
  UsageId,
} from '../../simulator/services/index.ts';
export type { Attachment } from '../../simulator/services/mailbox/mail.ts';
export type { Addressed, Addresses, BoxHolder } from '../../simulator/services/mssante/addresses.ts';
export type { Environment, Flow, Strategy } from '../../simulator/services/mssante/flows.ts';
export { FLOWS, STRATEGIES } from '../../simulator/services/mssante/flows.ts';
export type {
  Account,
  FlagChange,
  Folder,
  FolderChange,
  FolderContent,
  NewMessage,
  StoredMessage,
} from '../../simulator/services/mssante/folder.ts';
export type { HolderBox } from '../../simulator/services/mssante/holder-box.ts';
export type { Delivered, MailStore } from '../../simulator/services/mssante/mail-store.ts';
export type { Authentication, MailFault } from '../../simulator/services/mssante/settings.ts';
export { AUTHENTICATIONS, MAIL_FAULTS } from '../../simulator/services/mssante/settings.ts';
export type {
  MssanteWebServices,
  SoapCall,
  SoapSettings,
  WhiteListState,
} from '../../simulator/services/mssante/soap/index.ts';
export { SOAP_CHOICES } from '../../simulator/services/mssante/soap/settings.ts';
export { ANSWER_FORMS } from '../../simulator/services/registration/answer-forms.ts';
export type { Refused } from '../../simulator/services/registration/examination.ts';
export { RECEIVERS } from '../../simulator/services/registration/receivers.ts';
export type { Refusal } from '../../simulator/services/registration/rules.ts';
export type { PortName, Ports, ServiceContext, Tell } from '../../simulator/services/service.ts';
export { SERVICE_NAME, SERVICE_NAMES } from '../../simulator/services/service.ts';
export { ServiceError } from '../../simulator/services/service-error.ts';
export type { KeptFiles, KeptFolder, Memory } from '../../simulator/services/state/memory.ts';
export { TEST_SSL_CHOICES } from '../../simulator/services/testssl/settings.ts';

/**
 * Undefined when no service is asked for.
 * @param state folder in which they keep what happened
 * @throws ServiceError, StateError
 */
export async function startServices(
  names: readonly ServiceName[],
  clock: Clock,
  tell: TraceSink,
  state?: string,
): Promise<HealthServices | undefined> {
  if (names.length === 0) return undefined;
  // Servers of web and mail are loaded by who wants one: a world without services starts without them.
  const { HealthServices } = await import('../../simulator/services/index.ts');
  return HealthServices.start({
    names,
    clock,
    ...(state !== undefined && { state }),
    tell: (service, action, text) => tell({ kind: 'service', origin: 'service', service, action, text }),
  });
}
