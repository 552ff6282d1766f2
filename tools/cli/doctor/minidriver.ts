/** The settings of the minidriver on this machine. */

import { inEach, sameInEach, type Text } from '#common/language.ts';
import { machineSettings, type SettingPlace, settingKey, settingsPlaces } from '../../../driver/minidriver/index.ts';
import { describeError } from '../describe-error.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

const REGISTRY: Text = { en: 'the registry', fr: 'le registre' };
const NONE: Text = { en: 'none, the defaults hold', fr: 'aucun, les valeurs par défaut valent' };
const CORRECT: Text = { en: 'correct or remove', fr: 'corrigez ou supprimez' };

function placeOf(place: SettingPlace): string {
  return settingKey(place).join('\\');
}

/** @param places where they are looked for; those of this platform by default */
export function checkMinidriver(places = settingsPlaces()): Finding[] {
  const { registrationFile, logFolder } = places;
  const where: Text = registrationFile === undefined ? REGISTRY : sameInEach(registrationFile);
  try {
    const { configuration, found, ignored } = machineSettings(places);
    const settings = found.map(({ hive, name }) => `${name} (${hive})`).join(', ');
    const held: Text = settings === '' ? NONE : sameInEach(settings);
    const traces = (configuration.traces ?? 0) === 0 ? '' : logFolder;
    return [
      ok({
        en: `settings of the minidriver in ${where.en}: ${held.en}${traces && `; traces in ${traces}`}`,
        fr: `réglages du minidriver dans ${where.fr} : ${held.fr}${traces && ` ; traces dans ${traces}`}`,
      }),
      ...ignored.map((place) =>
        warn(
          {
            en: `${placeOf(place)} is no DWORD: it is ignored`,
            fr: `${placeOf(place)} n'est pas un DWORD : il est ignoré`,
          },
          { en: 'make it one: dword:00000000', fr: 'faites-en un : dword:00000000' },
        ),
      ),
    ];
  } catch (error) {
    const why = describeError(error);
    return [
      bad(
        { en: `settings of the minidriver: ${why}`, fr: `réglages du minidriver : ${why}` },
        inEach((language) => `${CORRECT[language]} ${where[language]}`),
      ),
    ];
  }
}
