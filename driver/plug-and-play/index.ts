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
export { type CalaisCard, calaisCards, cardTypeProviderName, listCards } from './calais.ts';
export { Computer } from './computer.ts';
export { ComputerError } from './computer-error.ts';
export { type ComputerSettings, type Device, UPDATE_SERVICES } from './computer-state.ts';
export { hardwareId, historicalBytes } from './device-id.ts';
export { type CardIdentity, discoverDevice } from './discovery.ts';
export { packageOnDisk, readPackage } from './driver-package.ts';
export type { DriverSearch, OfferedDriver, SearchAnswer, UpdateServices } from './driver-source.ts';
export { readDriverInf } from './inf/driver-inf.ts';
export {
  PlugAndPlay,
  type PlugAndPlayEvent,
  POLICIES,
  type PolicyName,
  policy,
  type ReaderClass,
  setPolicy,
  type WorkstationState,
} from './plug-and-play.ts';
export { type PnputilReport, pnputil } from './pnputil.ts';
export { servePlugAndPlay } from './service.ts';
export { isSetupError, SETUP_CODES, type SetupCode, setupHex } from './setup-error.ts';
export { setupReason } from './setup-reasons.ts';
export { ARCHITECTURES, WINDOWS_NAMES } from './windows.ts';
