/** Plug and Play: INF files, device ids, the Calais database, the driver store, pnputil, and the service itself. */
export { cardTypeProviderName, listCards } from './calais.ts';
export { Computer } from './computer.ts';
export { type ComputerSettings, UPDATE_SERVICES } from './computer-state.ts';
export { hardwareId, historicalBytes } from './device-id.ts';
export {
  PlugAndPlay,
  type PlugAndPlayEvent,
  type ReaderClass,
  setPolicy,
} from './plug-and-play.ts';
export { type PnputilReport, pnputil } from './pnputil.ts';
export { servePlugAndPlay } from './service.ts';
export { isSetupError, SETUP_CODES } from './setup-error.ts';
export { ARCHITECTURES, WINDOWS_NAMES } from './windows.ts';
