/**
 * Plug and Play: INF files, device ids, the Calais database, the driver store, pnputil, and the service itself.
 *
 * ```ts
 * const plugAndPlay = new PlugAndPlay({ computer: Computer.open('computer'), services, told: console.log });
 * await servePlugAndPlay({ winscard: nativeWinScard(), plugAndPlay }, signal);
 * ```
 *
 * `services` answers what drivers there are: see UpdateServices.
 */
export { type CalaisCard, type CalaisProvider, calaisCards, cardTypeProviderName, listCards } from './calais.ts';
export type { CatalogFile } from './catalog-file.ts';
export { Computer } from './computer.ts';
export { ComputerError, type ComputerReason } from './computer-error.ts';
export type { ComputerSettings, ComputerState, Device } from './computer-state.ts';
export { hardwareId, historicalBytes } from './device-id.ts';
export { type CardIdentity, discoverDevice } from './discovery.ts';
export { type DriverPackage, type PackageFiles, packageOnDisk, readPackage } from './driver-package.ts';
export type { DriverSearch, DriverSource, OfferedDriver, SearchAnswer, UpdateServices } from './driver-source.ts';
export type { DamagedPackage, DriverStore, StoredPackage } from './driver-store.ts';
export { type DriverInf, readDriverInf } from './inf/driver-inf.ts';
export type { DriverModel, TargetSystem } from './inf/models.ts';
export type { InfEntry, InfFile, InfSection } from './inf/sections.ts';
export type { InfVersion } from './inf/version.ts';
export type { Notification, NotificationKind } from './notifications.ts';
export {
  PlugAndPlay,
  type PlugAndPlayEvent,
  type PlugAndPlayOptions,
  POLICIES,
  type PolicyName,
  policy,
  type ReaderClass,
  setPolicy,
  type UpdateOutcome,
  type WorkstationState,
} from './plug-and-play.ts';
export { type AddedPackage, type PnputilOptions, type PnputilReport, pnputil } from './pnputil.ts';
export { type ServiceOptions, servePlugAndPlay } from './service.ts';
export { InfError, isSetupError, SETUP_CODES, type SetupCode, SetupError, setupHex } from './setup-error.ts';
export { setupReason } from './setup-reasons.ts';
export {
  ARCHITECTURES,
  type Architecture,
  UPDATE_SERVICES,
  WINDOWS_NAMES,
  type WindowsName,
  type WindowsRelease,
} from './windows.ts';
