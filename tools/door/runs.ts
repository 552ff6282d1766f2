/** Scenarios played while one looks on, each in a world of its own. */
import { textOf } from '#common/coded-error.ts';
import type { Language } from '#common/language.ts';
import type { ScenarioResult, StampedEvent } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import type { Scenario } from '../../scenarios/engine/file/schema.ts';
import { runScenarios } from '../../scenarios/engine/runner.ts';
import { failureLines } from '../../scenarios/observers/reporters/failure-text.ts';
import { openWorld } from '../../scenarios/world/open-world.ts';
import { openTarget } from '../../scenarios/world/targets/targets.ts';
import type { ListedScenario, RunState } from './api.ts';
import { runBody } from './bodies.ts';
import { DoorError, doorCloses } from './door-error.ts';
import { EventLog } from './event-log.ts';
import { parsedBody } from './parsed-body.ts';
import { listedScenarios, ScenarioLibrary } from './scenario-library.ts';

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

export class ScenarioRuns {
  readonly #runs = new Map<number, Run>();
  #last = 0;
  #closed = false;
  readonly #library: ScenarioLibrary;
  #listed: Promise<readonly ListedScenario[]> | undefined;

  /** @param beside a scenario file in whose folder scenarios may be played too */
  constructor(beside?: string) {
    this.#library = new ScenarioLibrary(beside);
  }

  library(): Promise<readonly ListedScenario[]> {
    this.#listed ??= listedScenarios();
    return this.#listed;
  }

  /** @throws DoorError `body`, `noScenario`, `outside`, `tooMany`, `closed` */
  start(body: unknown): RunState {
    const { file, language } = parsedBody(runBody, body, '{ "file": "code-porteur/change.yaml", "language": "fr" }');
    if (this.#closed) throw doorCloses();
    this.#requireRoom();
    const scenario = this.#library.playable(file);
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
      en: `no run ${id}; there are: ${[...this.#runs.keys()].join(', ') || '-'}; POST /api/runs begins one`,
      fr: `aucune exécution ${id} ; il y a : ${[...this.#runs.keys()].join(', ') || '-'} ; POST /api/runs en commence une`,
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
