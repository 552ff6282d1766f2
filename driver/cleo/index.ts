/**
 * CleoCPS: server certificates asked for with a card, by hand in three steps or by its wizard.
 *
 * Source: reference/documents.md L01 to L28, facts of the user manual alone; what it does not say: simulation.
 */
export { type CardHolder, CspCardSigner, holderOf } from './card-signer.ts';
export { CleoError } from './cleo-error.ts';
export { checkComputer } from './computer.ts';
export {
  createFolder,
  createRequest,
  filesOf,
  type ListedFile,
  type ListedFolder,
  type ListedRequest,
  listFolders,
  type RequestPath,
  readFileOf,
  requestAt,
  wizardRequest,
} from './folders.ts';
export { type RequestForm, SERVER_KINDS, type ServerKind } from './form.ts';
export { ldapDirectory } from './ldap-directory.ts';
export { stampOf } from './names.ts';
export type {
  IncomingFile,
  IncomingMail,
  MailProgram,
  OutgoingMail,
  RegistrationAuthority,
  ServerDirectory,
} from './ports.ts';
export { REQUEST_CIPHERS, REQUEST_DIGESTS, type RequestCipher, type RequestDigest } from './request-ciphers.ts';
export { RequestFolder, type RequestStep } from './request-folder.ts';
export { sendOverSmtp } from './smtp-mail-program.ts';
export { type Completed, complete, initialise, issue, send } from './steps.ts';
export { WIZARD_REQUEST, type WizardResult, type WizardStage, wizard } from './wizard.ts';
