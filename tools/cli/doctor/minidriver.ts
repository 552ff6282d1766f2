/** The settings of the minidriver on this machine. */
import { machineSettings, type SettingPlace, settingKey, settingsPlaces } from '../../../driver/minidriver/index.ts';
import { describeError } from '../describe-error.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

function placeOf(place: SettingPlace): string {
  return settingKey(place).join('\\');
}

/** @param places where they are looked for; those of this platform by default */
export function checkMinidriver(places = settingsPlaces()): Finding[] {
  const { registrationFile = 'the registry', logFolder } = places;
  try {
    const { configuration, found, ignored } = machineSettings(places);
    const settings = found.map(({ hive, name }) => `${name} (${hive})`).join(', ') || 'none, the defaults hold';
    const traces = (configuration.traces ?? 0) === 0 ? '' : `; traces in ${logFolder}`;
    return [
      ok(`settings of the minidriver in ${registrationFile}: ${settings}${traces}`),
      ...ignored.map((place) => warn(`${placeOf(place)} is no DWORD: it is ignored`, 'make it one: dword:00000000')),
    ];
  } catch (error) {
    return [bad(`settings of the minidriver: ${describeError(error)}`, `correct or remove ${registrationFile}`)];
  }
}
