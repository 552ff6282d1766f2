/** Plug and Play: INF files, device ids, the Calais database, the driver store, pnputil, and the service itself. */
export { cardTypeProviderName, listCards, type RegistryView } from './calais.ts';
export { Computer } from './computer.ts';
export { ComputerError, type ComputerSettings, UPDATE_SERVICES } from './computer-state.ts';
export { hardwareId, historicalBytes } from './device-id.ts';
export { packageOnDisk, readPackage } from './driver-package.ts';
export type { DriverSearch, SearchAnswer, UpdateServices } from './driver-source.ts';
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
export { isSetupError, SETUP_CODES } from './setup-error.ts';
export { ARCHITECTURES, WINDOWS_NAMES } from './windows.ts';
