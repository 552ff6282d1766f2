/** Every kind of step by its key in the file. */
import * as authorities from './authorities.ts';
import * as capi from './base-csp.ts';
import * as card from './card.ts';
import * as store from './certificate-store.ts';
import * as cleo from './cleo.ts';
import type { StepDefinition } from './definition.ts';
import * as diapason from './diapason.ts';
import * as faults from './fault.ts';
import * as guest from './guest.ts';
import * as ksp from './key-storage-provider.ts';
import * as files from './minidriver-files.ts';
import * as keys from './minidriver-keys.ts';
import * as pins from './minidriver-pins.ts';
import * as queries from './minidriver-queries.ts';
import * as mssante from './mssante.ts';
import * as mssanteService from './mssante-service.ts';
import * as pnp from './plug-and-play.ts';
import * as pnpRecords from './plug-and-play-records.ts';
import * as portal from './portal.ts';
import * as program from './program.ts';
import * as reader from './reader.ts';
import * as recipients from './recipients.ts';
import * as registration from './registration.ts';
import * as revocation from './revocation.ts';
import * as testssl from './testssl.ts';
import * as updates from './update-services.ts';
import * as programs from './windows-programs.ts';
import * as settings from './windows-settings.ts';

const DEFINITIONS: readonly StepDefinition[] = [
  reader.plug,
  reader.unplug,
  reader.pinPad,
  card.insert,
  card.remove,
  card.swap,
  card.reset,
  card.crash,
  card.updateCard,
  faults.fault,
  authorities.oppose,
  revocation.directory,
  revocation.responder,
  revocation.checkRevocationOfCard,
  authorities.certificateStatus,
  files.cardAcquireContext,
  files.cardDeleteContext,
  files.cardGetContainerInfo,
  files.cardReadFile,
  files.cardEnumFiles,
  files.cardGetFileInfo,
  files.cardGetProperty,
  queries.cardSetProperty,
  queries.cardGetContainerProperty,
  queries.cardQueryCapabilities,
  queries.cardQueryFreeSpace,
  queries.cardQueryKeySizes,
  queries.cardFunction,
  pins.cardAuthenticateEx,
  pins.cardAuthenticatePin,
  pins.cardDeauthenticateEx,
  pins.cardChangeAuthenticatorEx,
  pins.cardUnblockPin,
  keys.cardSignData,
  keys.cardRSADecrypt,
  settings.setRegistryValue,
  settings.readLog,
  programs.startProgram,
  programs.answer,
  programs.elapse,
  capi.cryptAcquireContext,
  capi.cryptReleaseContext,
  capi.cryptGetProvParam,
  capi.cryptSetProvParam,
  capi.cryptSignHash,
  capi.cryptDecrypt,
  ksp.nCryptEnumKeys,
  ksp.nCryptOpenKey,
  ksp.nCryptFreeObject,
  ksp.nCryptGetProperty,
  ksp.nCryptSetPin,
  ksp.nCryptSignHash,
  ksp.nCryptDecrypt,
  store.certPropSvc,
  store.certEnumCertificatesInStore,
  store.findCertificate,
  store.signWithCPS,
  store.verifySignature,
  store.makeWebHttpRequest,
  store.cleanStore,
  pnp.computer,
  pnp.plugAndPlay,
  pnp.screen,
  pnp.device,
  pnp.updateDriver,
  pnp.pnputil,
  pnp.publisher,
  pnpRecords.sCardListCards,
  pnpRecords.eventLog,
  updates.driverPackage,
  updates.internet,
  updates.catalogue,
  updates.wsus,
  recipients.recipient,
  recipients.chooseRecipient,
  portal.portal,
  diapason.payment,
  diapason.diapason,
  mssante.mssante,
  mssante.mailOperator,
  mssanteService.mssanteService,
  mssanteService.mssanteServiceSettings,
  cleo.cleoComputer,
  cleo.cleo,
  testssl.testssl,
  testssl.testsslSettings,
  registration.registration,
  registration.mail,
  program.apdu,
  program.transaction,
  program.smartCardService,
  program.waitFor,
  program.restart,
  guest.waitForProgram,
  guest.pause,
];

export const STEPS: Readonly<Record<string, StepDefinition>> = Object.fromEntries(
  DEFINITIONS.map((definition) => [definition.key, definition]),
);
