/**
 * The scenarios that a door plays: those of the library, and those beside the scenario file it was opened with. What else lies
 * on the disk is nobody's business here: what is wrong with a scenario file shows what stands in it.
 */
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, win32 } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { textOf } from '#common/coded-error.ts';
import { followedBy, type Text } from '#common/language.ts';
import { withoutPossibleCodes } from '#common/possible-codes.ts';
import { fileErrorText } from '#files/file-error.ts';
import { slashedPath } from '#files/slashed-path.ts';
import { atLine, type FoundScenario, findScenarios, isFaulty } from '../../scenarios/engine/file/find.ts';
import { needsGuest, type Scenario } from '../../scenarios/engine/file/schema.ts';
import type { ListedScenario } from './api.ts';
import { DoorError, wrongBody } from './door-error.ts';
import { meantBy } from './meant.ts';

const LIBRARY = fileURLToPath(new URL('../../scenarios/', import.meta.url));

/** Whatever is below it would be read. */
const A_FOLDER: Text = {
  en: "'file': found a folder, expected a scenario file: GET /api/scenarios lists those of the library",
  fr: "'file' : trouvé un dossier, attendu : un fichier de scénario ; GET /api/scenarios donne ceux de la bibliothèque",
};

function namesInLibrary(): readonly string[] {
  const names = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => slashedPath(name)).sort();
}

/** Those of the library that need no program beside them; whoever asks for something else meanwhile is answered. */
export async function listedScenarios(): Promise<readonly ListedScenario[]> {
  const scenarios: ListedScenario[] = [];
  for (const file of namesInLibrary()) {
    await nextTurn();
    for (const found of findScenarios([resolve(LIBRARY, file)]))
      if (!isFaulty(found) && !needsGuest(found))
        scenarios.push({ file: placeOf(found), title: found.title, steps: found.steps.length });
  }
  return scenarios;
}

/** The line of a row tells which of the file it is. */
function placeOf({ file, row }: Scenario): string {
  const path = slashedPath(relative(LIBRARY, resolve(file)));
  return row === undefined ? path : `${path}:${row.lines[0]}`;
}

/** It may be a code that stands in the wrong member. */
function shown(file: string): string {
  return withoutPossibleCodes(file);
}

function outside(file: string, folders: readonly string[]): DoorError {
  const [, beside] = folders;
  const where: Text =
    beside === undefined
      ? { en: 'of the library', fr: 'de la bibliothèque' }
      : { en: `of the library or of ${beside}`, fr: `de la bibliothèque ou de ${beside}` };
  return new DoorError('outside', {
    en: `'file': '${shown(file)}' leads out of what this door plays; expected a path ${where.en}, such as code-porteur/change.yaml: 'cps-sim run FILE' plays any other`,
    fr: `'file' : '${shown(file)}' mène hors de ce que joue cette porte ; attendu : un chemin ${where.fr}, tel que code-porteur/change.yaml ; « cps-sim run FICHIER » joue les autres`,
  });
}

function absent(file: string): DoorError {
  const message: Text = {
    en: `'file': no scenario '${shown(file)}' is there; expected a path of the library, such as code-porteur/change.yaml: GET /api/scenarios lists them`,
    fr: `'file' : il n'y a pas de scénario '${shown(file)}' ; attendu : un chemin de la bibliothèque, tel que code-porteur/change.yaml ; GET /api/scenarios les donne`,
  };
  return new DoorError('noScenario', followedBy(message, meantBy(file, namesInLibrary())));
}

/** As it is written, it leads nowhere else; links are looked at when they are there. */
function staysInside(file: string): boolean {
  return !isAbsolute(file) && !win32.isAbsolute(file) && !/^[a-z]:/i.test(file) && !file.split(/[\\/]/).includes('..');
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(realpathSync(folder), realpathSync(path));
  return way === '' || staysInside(way);
}

export class ScenarioLibrary {
  readonly #folders: readonly string[];

  /** @param beside a scenario file in whose folder scenarios are looked for too, behind the library */
  constructor(beside?: string) {
    this.#folders = beside === undefined ? [LIBRARY] : [LIBRARY, dirname(resolve(beside))];
  }

  /** @throws DoorError `noScenario`, `outside`, `body` */
  playable(file: string): Scenario {
    const scenario = this.#only(file);
    if (!needsGuest(scenario)) return scenario;
    throw wrongBody({
      en: `${file} waits for a program: 'cps-sim exec --scenario FILE -- PROGRAM' plays it beside one`,
      fr: `${file} attend un programme : « cps-sim exec --scenario FICHIER -- PROGRAMME » le joue à côté d'un programme`,
    });
  }

  #only(file: string): Scenario {
    const found = this.#found(file);
    const [first, ...others] = found;
    // Of a file lines count, and people know them.
    if (first !== undefined && isFaulty(first)) throw wrongBody(textOf(first.error));
    if (first !== undefined && others.length === 0) return first;
    const places = found.map((one) => (isFaulty(one) ? one.file : placeOf(one)));
    throw wrongBody({
      en: `'file': '${file}' holds ${found.length} scenarios, expected one: ${places.join(', ')}`,
      fr: `'file' : '${file}' contient ${found.length} scénarios, attendu : un seul : ${places.join(', ')}`,
    });
  }

  #found(file: string): readonly FoundScenario[] {
    const path = this.#pathOf(file);
    try {
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw wrongBody(A_FOLDER);
      return findScenarios([path]);
    } catch (cause) {
      if (cause instanceof DoorError) throw cause;
      const { en, fr } = fileErrorText(cause, path);
      throw new DoorError(
        'body',
        { en: `'file': '${shown(file)}': ${en}`, fr: `'file' : '${shown(file)}' : ${fr}` },
        { cause },
      );
    }
  }

  #pathOf(file: string): string {
    if (!staysInside(file)) throw outside(file, this.#folders);
    for (const folder of this.#folders) {
      const path = join(folder, file);
      const named = existsSync(path) ? path : atLine(path)?.file;
      if (named === undefined) continue;
      if (isBelow(named, folder)) return path;
      throw outside(file, this.#folders);
    }
    throw absent(file);
  }
}
