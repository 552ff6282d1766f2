/** The settings of the minidriver on this machine: the registry of Windows, a registration file elsewhere. */

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { members, optional, parameters, port, TEXT } from '#common/arguments.ts';
import { fileErrorText } from '#files/file-error.ts';
import { readRegularFile } from '#files/regular-file.ts';
import { TooLargeError } from '#files/too-large-error.ts';
import { xdgFolder } from '#files/xdg-folder.ts';
import {
  decodeRegistrationFile,
  parseRegistrationFile,
  Registry,
  RegistryError,
  type RegistryReader,
  WindowsRegistry,
} from '../../registry/index.ts';
import type { MinidriverSettings } from '../card-data.ts';
import { type ReadSettings, readSettings } from './configuration.ts';
import { TraceLog } from './trace-log.ts';

const PLACES = { places: members({ registrationFile: optional(TEXT), logFolder: TEXT }) };
const ARGUMENTS = {
  settingsPlaces: parameters('settingsPlaces', {
    platform: TEXT,
    environment: port('the variables of an environment'),
    home: TEXT,
  }),
  machineSettings: parameters('machineSettings', PLACES),
  machineMinidriver: parameters('machineMinidriver', PLACES),
};
/** Of a registration file: our settings are ten lines of it. */
const LARGEST = 4_000_000;

export interface SettingsPlaces {
  /** Where the settings come from; undefined for the registry of Windows. */
  readonly registrationFile: string | undefined;
  readonly logFolder: string;
}

/** The santesocial folders of a platform. Source: the guide's table 18 for Windows, elsewhere the platform's custom. */
export function settingsPlaces(
  platform: NodeJS.Platform = process.platform,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): SettingsPlaces {
  ARGUMENTS.settingsPlaces(platform, environment, home);
  const { APPDATA, XDG_CONFIG_HOME, XDG_STATE_HOME } = environment;
  if (platform === 'win32') {
    const folder = APPDATA || win32.join(home, 'AppData', 'Roaming');
    return { registrationFile: undefined, logFolder: win32.join(folder, 'santesocial', 'cps', 'log') };
  }
  if (platform === 'darwin') {
    const folder = posix.join(home, 'Library', 'Application Support', 'santesocial', 'cps');
    return { registrationFile: posix.join(folder, 'minidriver.reg'), logFolder: posix.join(folder, 'log') };
  }
  const configuration = xdgFolder(XDG_CONFIG_HOME, posix.join(home, '.config'));
  const state = xdgFolder(XDG_STATE_HOME, posix.join(home, '.local', 'state'));
  return {
    registrationFile: posix.join(configuration, 'santesocial', 'cps', 'minidriver.reg'),
    logFolder: posix.join(state, 'santesocial', 'cps', 'log'),
  };
}

function registryOf({ registrationFile }: SettingsPlaces): RegistryReader {
  if (registrationFile === undefined) return new WindowsRegistry();
  if (!existsSync(registrationFile)) return new Registry();
  return parseRegistrationFile(decodeRegistrationFile(contentOf(registrationFile)), registrationFile);
}

/** @throws RegistryError that names the file */
function contentOf(registrationFile: string): Uint8Array {
  try {
    return readRegularFile(registrationFile, LARGEST);
  } catch (cause) {
    const why = cause instanceof TooLargeError ? cause.why : fileErrorText(cause);
    const message = { en: `cannot be read (${why.en})`, fr: `ne peut pas être lu (${why.fr})` };
    throw new RegistryError(registrationFile, message, { cause });
  }
}

/** @throws RegistryError for a registration file that cannot be read, with its line */
export function machineSettings(places: SettingsPlaces = settingsPlaces()): ReadSettings {
  ARGUMENTS.machineSettings(places);
  return readSettings(registryOf(places));
}

/** Configuration and log of a card module loaded on this machine. @throws RegistryError as machineSettings */
export function machineMinidriver(places: SettingsPlaces = settingsPlaces()): MinidriverSettings {
  ARGUMENTS.machineMinidriver(places);
  const { configuration } = machineSettings(places);
  return { configuration, log: TraceLog.open(configuration.traces ?? 0, places.logFolder) };
}
