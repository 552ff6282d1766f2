/** The Windows registry: in memory, from registration files, and of this Windows. */
export { decodeRegistrationFile, parseRegistrationFile } from './registration-file.ts';
export {
  HIVES,
  type Hive,
  Registry,
  type RegistryReader,
  type RegistryValue,
  softwareKey,
  VIEWS,
  type View,
} from './registry.ts';
export { RegistryError, type RegistryErrorDetails } from './registry-error.ts';
export { type RunReg, WindowsRegistry } from './windows-registry.ts';
