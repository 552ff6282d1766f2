/**
 * The settings of the minidriver, under `[HKLM;HKCU]\Software\[;Wow6432Node]\ASIP Sante\Minidriver`.
 *
 * Source: Guide d'installation et d'utilisation du Minidriver CPS, table 18; reference/minidriver.md G17, 8.2, 14.
 */
import { listOf, members, oneOf, optional, parameters, port } from '#common/arguments.ts';
import type { Generation } from '../../iasecc/generation.ts';
import { HIVES, type Hive, type RegistryReader, softwareKey, VIEWS, type View } from '../../registry/index.ts';
import { CACHE_MODE } from '../structures/constants.ts';

export interface Configuration {
  /** Traces: what the log tells, a TRACES constant or several of them. */
  readonly traces: number;
  /** Certify: 0 or not. The guide does not say what it changes; here it changes nothing. */
  readonly certify: number;
  /** ContainersFreshness and FilesFreshness: the counters of cardcf, of which it holds the low 16 bits. */
  readonly containersFreshness: number;
  readonly filesFreshness: number;
  /**
   * Container names of cmapfile: `{cardNumber}` stands for the 16 digits, `{suffix}` for AUTH or SIGN. The guide prints
   * it with spaces and eleven digits in front; whether both are meant nobody outside the issuer knows.
   */
  readonly containerName: string;
  /** Cache Mode: a CACHE_MODE constant. What the agency's minidriver says nobody outside it knows. */
  readonly cacheMode: number;
  /**
   * The newest generation of cards that is taken. The guide knows the CPS3 only, and every CPS4 is refused; with 'cps4' it
   * is taken too, as the agency's PKCS #11 module uses it.
   */
  readonly generation: Generation;
}

export const DEFAULT_CONFIGURATION: Configuration = {
  traces: 0,
  certify: 0,
  containersFreshness: 0,
  filesFreshness: 0,
  containerName: '80250000001 {cardNumber} {suffix}',
  cacheMode: CACHE_MODE.SESSION_ONLY,
  generation: 'cps3',
};

/**
 * Levels of Traces: INFO, VERBOSE and DEBUG each tell what the one before tells and more; PERFS and ERROR are bits that
 * may be added to any of them.
 *
 * Source: the guide gives the numbers; how they combine is a simulation.
 */
export const TRACES = { INFO: 0x01, VERBOSE: 0x02, DEBUG: 0x03, PERFS: 0x04, ERROR: 0x10 } as const;

const KEY = 'ASIP Sante\\Minidriver';

type DwordSettings = Omit<Configuration, 'containerName' | 'cacheMode' | 'generation'>;

const SETTINGS = {
  Traces: 'traces',
  Certify: 'certify',
  ContainersFreshness: 'containersFreshness',
  FilesFreshness: 'filesFreshness',
} as const satisfies Readonly<Record<string, keyof DwordSettings>>;

export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export interface SettingPlace {
  readonly hive: Hive;
  readonly view: View;
  readonly name: SettingName;
}

const HIVE = oneOf(Object.keys(HIVES));
const VIEW = oneOf(VIEWS);
const ARGUMENTS = {
  settingKey: parameters('settingKey', { place: members({ hive: HIVE, view: VIEW, name: oneOf(SETTING_NAMES) }) }),
  readSettings: parameters('readSettings', {
    registry: port('a registry', 'get'),
    precedence: members({ hives: optional(listOf(HIVE)), views: optional(listOf(VIEW)) }),
  }),
};

/** Key and value name of a setting, for `RegistryReader.get`. */
export function settingKey(place: SettingPlace): readonly [key: string, name: string] {
  ARGUMENTS.settingKey(place);
  const { hive, view, name } = place;
  return [softwareKey(hive, view, KEY), name];
}

export interface Precedence {
  /** The user's settings go before those of the machine. Source: simulation, the guide does not say. */
  readonly hives?: readonly Hive[];
  /** A 64-bit program. Source: simulation, the guide does not say. */
  readonly views?: readonly View[];
}

export interface ReadSettings {
  readonly configuration: Partial<Configuration>;
  /** Where each setting was found. */
  readonly found: readonly SettingPlace[];
  /** Values that are no DWORD: they are as good as absent. */
  readonly ignored: readonly SettingPlace[];
}

/** The settings of a registry: the first DWORD in the order of precedence, hive by hive and view by view. */
export function readSettings(registry: RegistryReader, precedence: Precedence = {}): ReadSettings {
  ARGUMENTS.readSettings(registry, precedence);
  const { hives = ['HKCU', 'HKLM'], views = VIEWS } = precedence;
  const configuration: { -readonly [setting in keyof DwordSettings]?: number } = {};
  const found: SettingPlace[] = [];
  const ignored: SettingPlace[] = [];
  for (const name of SETTING_NAMES) {
    for (const place of hives.flatMap((hive) => views.map((view) => ({ hive, view, name })))) {
      const value = registry.get(...settingKey(place));
      if (value === undefined) continue;
      if (value.type === 'REG_DWORD') {
        configuration[SETTINGS[name]] = value.data;
        found.push(place);
        break;
      }
      ignored.push(place);
    }
  }
  return { configuration, found, ignored };
}
