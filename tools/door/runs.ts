/** Scenarios played while one looks on, each in a world of its own. */

import { readdirSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { textOf } from '#common/coded-error.ts';
import type { Language, Text } from '#common/language.ts';
import { fileErrorText } from '#files/file-error.ts';
import { slashedPath } from '#files/slashed-path.ts';
import type { ScenarioResult, StampedEvent } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import { type FoundScenario, findScenarios, isFaulty } from '../../scenarios/engine/file/find.ts';
import { needsGuest, type Scenario } from '../../scenarios/engine/file/schema.ts';
import { runScenarios } from '../../scenarios/engine/runner.ts';
import { failureLines } from '../../scenarios/observers/reporters/failure-text.ts';
import { openWorld } from '../../scenarios/world/open-world.ts';
import { openTarget } from '../../scenarios/world/targets/targets.ts';
import type { ListedScenario, RunState } from './api.ts';
import { parsedBody, runBody } from './bodies.ts';
import { DoorError, doorCloses, wrongBody } from './door-error.ts';
import { EventLog } from './event-log.ts';

const LIBRARY = fileURLToPath(new URL('../../scenarios/', import.meta.url));
/** At once. */
const MOST_RUNNING = 4;
/** The oldest that have ended go first. */
const MOST_KEPT = 50;

interface Run {
  readonly log: EventLog;
  readonly stop: AbortController;
  state: RunState;
  readonly ended: Promise<void>;
}

/** Those of the library that need no program beside them; whoever asks for something else meanwhile is answered. */
async function listed(): Promise<readonly ListedScenario[]> {
  const names = readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.yaml'));
  const files = names.map((name) => slashedPath(name));
  const scenarios: ListedScenario[] = [];
  for (const file of files.sort()) {
    await nextTurn();
    for (const found of findScenarios([resolve(LIBRARY, file)]))
      if (!isFaulty(found) && !needsGuest(found))
        scenarios.push({ file: placeOf(found), title: found.title, steps: found.steps.length });
  }
  return scenarios;
}

function playable(file: string): Scenario {
  const scenario = loadedFrom(file);
  if (!needsGuest(scenario)) return scenario;
  throw wrongBody({
    en: `${file} waits for a program: 'cps-sim exec --scenario FILE -- PROGRAM' plays it beside one`,
    fr: `${file} attend un programme : « cps-sim exec --scenario FICHIER -- PROGRAMME » le joue à côté d'un programme`,
  });
}

/** The line of a row tells which of the file it is. */
function placeOf({ file, row }: Scenario): string {
  const path = slashedPath(relative(LIBRARY, resolve(file)));
  return row === undefined ? path : `${path}:${row.lines[0]}`;
}

function loadedFrom(file: string): Scenario {
  const found = foundAt(resolve(LIBRARY, file));
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

/** Whatever is below it would be read. */
const A_FOLDER: Text = {
  en: "'file': found a folder, expected a scenario file: GET /api/scenarios lists those of the library",
  fr: "'file' : trouvé un dossier, attendu : un fichier de scénario ; GET /api/scenarios donne ceux de la bibliothèque",
};

function foundAt(path: string): readonly FoundScenario[] {
  try {
    if (statSync(path).isDirectory()) throw wrongBody(A_FOLDER);
    return findScenarios([path]);
  } catch (cause) {
    if (cause instanceof DoorError) throw cause;
    throw new DoorError('body', fileErrorText(cause), { cause });
  }
}

export class ScenarioRuns {
  readonly #runs = new Map<number, Run>();
  #last = 0;
  #closed = false;
  #library: Promise<readonly ListedScenario[]> | undefined;

  library(): Promise<readonly ListedScenario[]> {
    this.#library ??= listed();
    return this.#library;
  }

  /** @throws DoorError `body`, `tooMany`, `closed` */
  start(body: unknown): RunState {
    const { file, language } = parsedBody(runBody, body, '{ "file": "code-porteur/change.yaml", "language": "fr" }');
    if (this.#closed) throw doorCloses();
    this.#requireRoom();
    const scenario = playable(file);
    const id = ++this.#last;
    const { title, steps } = scenario;
    const state: RunState = { id, file, title, steps: steps.length, stepsDone: 0, outcome: 'running' };
    const log = new EventLog();
    const stop = new AbortController();
    const run: Run = { log, stop, state, ended: this.#played(id, scenario, language, { log, stop }) };
    this.#runs.set(id, run);
    this.#forgetOldest();
    return state;
  }

  /** @throws DoorError `noRun` */
  named(id: string): Run {
    const run = /^\d{1,9}$/.test(id) ? this.#runs.get(Number(id)) : undefined;
    if (run !== undefined) return run;
    throw new DoorError('noRun', {
      en: `no run ${id}; there are: ${[...this.#runs.keys()].join(', ') || '-'}`,
      fr: `aucune exécution ${id} ; il y a : ${[...this.#runs.keys()].join(', ') || '-'}`,
    });
  }

  async stop(id: string): Promise<RunState> {
    const run = this.named(id);
    run.stop.abort();
    await run.ended;
    return run.state;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { stop } of this.#runs.values()) stop.abort();
    for (const { ended } of this.#runs.values()) await ended;
  }

  async #played(
    id: number,
    scenario: Scenario,
    language: Language,
    { log, stop }: Pick<Run, 'log' | 'stop'>,
  ): Promise<void> {
    const stream = new TraceStream({ history: 0 });
    const changed = (part: Partial<RunState>) => this.#changed(id, part);
    stream.subscribe(log);
    stream.subscribe({ name: 'progress', event: (event) => changed(progressOf(event)) });
    try {
      const { results } = await runScenarios({
        scenarios: [scenario],
        target: 'in-process',
        stream,
        language,
        signal: stop.signal,
        openWorld: async ({ context }, { services, date, timing }) =>
          openWorld(await openTarget('in-process', { date }), {
            stream,
            services,
            timing,
            tell: stream.within(context),
          }),
      });
      const [result] = results;
      changed(result === undefined ? { outcome: 'interrupted' } : endOf(result, language));
    } catch (error) {
      changed({ outcome: 'error', why: textOf(error)[language] });
    } finally {
      await stream.end();
    }
  }

  #changed(id: number, part: Partial<RunState>): void {
    const run = this.#runs.get(id);
    if (run !== undefined) run.state = { ...run.state, ...part };
  }

  #requireRoom(): void {
    const running = [...this.#runs.values()].filter(({ state }) => state.outcome === 'running');
    if (running.length < MOST_RUNNING) return;
    throw new DoorError('tooMany', {
      en: `${MOST_RUNNING} scenarios are being played: wait for one, or stop one`,
      fr: `${MOST_RUNNING} scénarios sont en cours : attendez-en un, ou arrêtez-en un`,
    });
  }

  #forgetOldest(): void {
    const over = [...this.#runs].filter(([, { state }]) => state.outcome !== 'running').map(([id]) => id);
    for (const id of over.slice(0, Math.max(0, this.#runs.size - MOST_KEPT))) this.#runs.delete(id);
  }
}

function progressOf(event: StampedEvent): Partial<RunState> {
  if (event.kind !== 'step') return {};
  const number = event.place?.step ?? 1;
  return { step: event.step, stepsDone: event.outcome === 'passed' ? number : number - 1 };
}

function endOf(result: ScenarioResult, language: Language): Partial<RunState> {
  const { outcome, stepsDone } = result;
  return outcome === 'passed'
    ? { outcome, stepsDone, step: undefined }
    : { outcome, stepsDone, why: failureLines(result, language).join('\n') };
}
