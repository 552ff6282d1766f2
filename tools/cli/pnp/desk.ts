/** What each verb of `cps-sim pnp` works on: a computer in a folder, and the services it can ask, kept beside it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Language } from '#common/language.ts';
import { parseJson } from '#common/parse-json.ts';
import { fileErrorText } from '#files/file-error.ts';
import { writeAtomically } from '#files/index.ts';
import { readRegularFile } from '#files/regular-file.ts';
import { Computer, ComputerError, PlugAndPlay, type PlugAndPlayEvent } from '../../../driver/plug-and-play/index.ts';
import {
  parseServicesState,
  type SearchRequest,
  UpdateServices,
} from '../../../simulator/services/windows-update/index.ts';
import { spokenLanguage } from '../language.ts';
import { DEFAULT_FOLDER } from './folder.ts';
import { type PnpTexts, pnpTexts } from './texts.ts';

export interface CommonOptions {
  readonly folder?: string;
  readonly lang?: Language;
  readonly json?: true;
}

export interface Desk {
  readonly computer: Computer;
  readonly language: Language;
  readonly texts: PnpTexts;
}

/** @throws ComputerError */
export function openDesk({ folder = DEFAULT_FOLDER, lang }: CommonOptions): Desk {
  const computer = Computer.open(folder, { language: spokenLanguage() });
  const language = lang ?? computer.state.settings.language;
  return { computer, language, texts: pnpTexts(language) };
}

const LARGEST = 8_000_000;

function servicesFile({ computer }: Desk): string {
  return join(computer.folder, 'services.json');
}

/** The update services as they are now. @throws ComputerError for a file that cannot be used */
export function loadServices(desk: Desk): UpdateServices {
  const file = servicesFile(desk);
  try {
    return new UpdateServices(
      parseServicesState(existsSync(file) ? parseJson(readRegularFile(file, LARGEST).toString()) : undefined),
    );
  } catch (cause) {
    throw new ComputerError(
      'format',
      {
        en: `${file}: ${fileErrorText(cause).en}; mend it, or remove it`,
        fr: `${file} : ${fileErrorText(cause).fr} ; réparez-le ou supprimez-le`,
      },
      { cause },
    );
  }
}

/** Changes what the services remember; nothing is kept when `work` throws. */
export function changeServices<T>(desk: Desk, work: (services: UpdateServices) => T): Promise<T> {
  return desk.computer.change(() => {
    const services = loadServices(desk);
    const result = work(services);
    writeAtomically(servicesFile(desk), `${JSON.stringify(services.state, null, 2)}\n`);
    return result;
  });
}

/** The service, asking the update services as they are at that moment: another terminal may have changed them. */
export function plugAndPlayOf(desk: Desk, told: (event: PlugAndPlayEvent) => void): PlugAndPlay {
  const { computer, language } = desk;
  const asking = (name: 'windows-update' | 'wsus') => ({
    searchDrivers: (request: SearchRequest) => loadServices(desk)[name].searchDrivers(request),
  });
  const services = { 'windows-update': asking('windows-update'), wsus: asking('wsus') };
  return new PlugAndPlay({ computer, services, told, language });
}
