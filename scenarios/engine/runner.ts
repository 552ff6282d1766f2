/**
 * Runs scenarios one after the other, each in a world of its own, and tells the stream.
 */
import { once } from 'node:events';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { messageIn } from '#common/coded-error.ts';
import type { Language } from '#common/language.ts';
import type { ScenarioPlace, ScenarioResult, ToldScenario, TraceContext } from '#trace/event.ts';
import type { TraceStream } from '#trace/stream.ts';
import type { World } from '../world/world.ts';
import { type FaultyFile, type FoundScenario, isFaulty } from './file/find.ts';
import type { Scenario } from './file/schema.ts';
import { LastApdus } from './last-apdus.ts';
import { ScenarioContext } from './scenario-context.ts';
import { runSteps, type StepsResult } from './step-runner.ts';

/** Where a world of a run stands: what it tells is stamped with that. */
interface WorldTrace {
  /** The world's name and the step under way, at any time. */
  readonly context: () => TraceContext;
}

export interface RunOptions {
  /** A faulty file is not played: its faults are its result. */
  readonly scenarios: readonly FoundScenario[];
  /** Name of the target, for the reports. */
  readonly target: string;
  /** Opens the world of one scenario: its target with nothing plugged in. */
  readonly openWorld: (trace: WorldTrace) => Promise<World>;
  readonly stream: TraceStream;
  /** Of what is told to people; English when nothing is said. */
  readonly language?: Language | undefined;
  /** Stop after the first scenario that does not pass. */
  readonly bail?: boolean;
  /** Ends the run cleanly: cards out, contexts released. */
  readonly signal?: AbortSignal;
}

export interface RunSummary {
  readonly results: readonly ScenarioResult[];
  /** Scenarios that were not run: `bail`, or the run was interrupted. */
  readonly notRun: readonly ToldScenario[];
}

/**
 * A scenario whose world cannot be opened or closed is that scenario's error; the others are played.
 * @throws TargetError when the target cannot be opened for the first one: then it cannot for any
 */
export async function runScenarios(options: RunOptions): Promise<RunSummary> {
  const { scenarios, stream, target, bail = false, signal, language = 'en' } = options;
  const start = SYSTEM_CLOCK.now();
  const told = scenarios.map(toldScenario);
  const results: ScenarioResult[] = [];
  const date = SYSTEM_CLOCK.date().toISOString();
  stream.emit({ kind: 'run-started', origin: 'scenario', target, start: date, scenarios: told });
  try {
    let worlds = 0;
    for (const found of scenarios) {
      if (signal?.aborted || (bail && results.some(({ outcome }) => outcome !== 'passed'))) break;
      results.push(
        isFaulty(found) ? notPlayed(found, stream, language) : await new ScenarioRun(found, worlds++, options).play(),
      );
    }
  } finally {
    const durationMs = SYSTEM_CLOCK.now() - start;
    stream.emit({ kind: 'run-finished', origin: 'scenario', target, notRun: told.slice(results.length), durationMs });
  }
  return { results, notRun: told.slice(results.length) };
}

/** Nobody can know the title of a faulty file: it is called by its path. */
function toldScenario(found: FoundScenario): ToldScenario {
  if (isFaulty(found)) return { title: found.file, file: found.file, steps: 0 };
  const { title, file, steps } = found;
  return { title, file, steps: steps.length };
}

function notPlayed(faulty: FaultyFile, stream: TraceStream, language: Language): ScenarioResult {
  const scenario = toldScenario(faulty);
  const { title, file } = scenario;
  const context = { place: { title, file } };
  stream.emit({ kind: 'scenario-started', origin: 'scenario', scenario }, context);
  const result = {
    scenario,
    outcome: 'error',
    durationMs: 0,
    stepsDone: 0,
    error: faulty.error.messageIn(language),
  } as const;
  stream.emit({ kind: 'scenario-finished', origin: 'scenario', result }, context);
  return result;
}

class ScenarioRun {
  readonly #scenario: Scenario;
  /** From 0, of those that are played. */
  readonly #index: number;
  readonly #options: RunOptions;
  #place: ScenarioPlace;

  constructor(scenario: Scenario, index: number, options: RunOptions) {
    this.#scenario = scenario;
    this.#index = index;
    this.#options = options;
    this.#place = { title: scenario.title, file: scenario.file };
  }

  readonly #context = (): TraceContext => ({ world: String(this.#index + 1), place: this.#place });

  #text(error: unknown): string {
    return messageIn(error, this.#options.language ?? 'en');
  }

  async play(): Promise<ScenarioResult> {
    const { stream } = this.#options;
    const scenario = toldScenario(this.#scenario);
    const start = SYSTEM_CLOCK.now();
    stream.emit({ kind: 'scenario-started', origin: 'scenario', scenario }, this.#context());
    const apdus = new LastApdus();
    const unsubscribe = stream.subscribe(apdus);
    try {
      const played = await this.#played();
      const failed = played.outcome === 'failed' && { apdus: apdus.taken() };
      const result = { scenario, durationMs: SYSTEM_CLOCK.now() - start, ...played, ...failed };
      stream.emit({ kind: 'scenario-finished', origin: 'scenario', result }, this.#context());
      return result;
    } finally {
      unsubscribe();
    }
  }

  async #played(): Promise<StepsResult> {
    let world: World;
    try {
      world = await this.#options.openWorld({ context: this.#context });
    } catch (error) {
      if (this.#index === 0 && (error as { code?: unknown }).code === 'ERR_TARGET') throw error;
      return { outcome: 'error', stepsDone: 0, error: this.#text(error) };
    }
    const played = await this.#playedIn(world);
    this.#place = { title: this.#scenario.title, file: this.#scenario.file };
    try {
      await world.close();
      return played;
    } catch (error) {
      const outcome = played.outcome === 'passed' ? 'error' : played.outcome;
      return { ...played, outcome, error: [played.error, this.#text(error)].filter(Boolean).join('; ') };
    }
  }

  async #playedIn(world: World): Promise<StepsResult> {
    const { signal, stream } = this.#options;
    try {
      const context = await ScenarioContext.open(world, this.#scenario);
      const enter = (place: ScenarioPlace) => {
        this.#place = place;
      };
      const { language = 'en' } = this.#options;
      const told = { tell: stream.within(this.#context), enter, language };
      const played = await runSteps(this.#scenario, context, told, signal);
      const error = await endGuest(world, played.outcome === 'passed', signal);
      const outcome = signal?.aborted && played.outcome === 'passed' ? 'interrupted' : played.outcome;
      return { ...played, outcome, ...(error !== undefined && { error }) };
    } catch (error) {
      return { outcome: 'error', stepsDone: Math.max(0, (this.#place.step ?? 1) - 1), error: this.#text(error) };
    }
  }
}

/**
 * A program beside the scenario runs to its end; when the scenario has not passed, it is made to end.
 * @returns what is to be said of its end
 */
async function endGuest({ guest }: World, passed: boolean, signal?: AbortSignal): Promise<string | undefined> {
  if (guest === undefined) return undefined;
  if (passed) await Promise.race([guest.finished(), ...(signal === undefined ? [] : [aborted(signal)])]);
  return guest.stop();
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
