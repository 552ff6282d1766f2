/** One scenario, played once in a world of its own. */
import { once } from 'node:events';
import { SYSTEM_CLOCK } from '#common/clock.ts';
import { messageIn } from '#common/coded-error.ts';
import type { Language, Text } from '#common/language.ts';
import type { ScenarioPlace, ScenarioResult, ToldScenario, TraceContext } from '#trace/event.ts';
import type { TraceStream } from '#trace/stream.ts';
import type { ToldProgram } from '#trace/told-scenario.ts';
import type { World } from '../world/world.ts';
import { expectsExitCode, type Scenario } from './file/schema.ts';
import { LastApdus } from './last-apdus.ts';
import { ScenarioContext } from './scenario-context.ts';
import { runSteps, type StepsResult } from './step-runner.ts';
import { TimeLimit } from './time-limit.ts';

/** Where a world of a run stands: what it tells is stamped with that. */
interface WorldTrace {
  /** The world's name and the step under way, at any time. */
  readonly context: () => TraceContext;
}

export interface ScenarioRunOptions {
  /** Opens the world of one scenario: its target with nothing plugged in, and the services it names. */
  readonly openWorld: (trace: WorldTrace, scenario: Scenario) => Promise<World>;
  readonly stream: TraceStream;
  /** Of what is told to people; English when nothing is said. */
  readonly language?: Language | undefined;
  /** Ends it cleanly: cards out, contexts released. */
  readonly signal?: AbortSignal;
  /** What a scenario may take that does not say it itself; as long as it takes by default. */
  readonly timeoutMs?: number | undefined;
}

export class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #told: ToldScenario;
  /** From 0, of those that are played. */
  readonly #index: number;
  readonly #options: ScenarioRunOptions;
  #place: ScenarioPlace;

  /** @param told how the scenario is named in what is told */
  constructor(scenario: Scenario, told: ToldScenario, index: number, options: ScenarioRunOptions) {
    this.#scenario = scenario;
    this.#told = told;
    this.#index = index;
    this.#options = options;
    this.#place = { title: scenario.title, file: scenario.file };
  }

  /** Of what is told of it: its world, and the step under way. */
  readonly context = (): TraceContext => ({ world: String(this.#index + 1), place: this.#place });

  #text(error: unknown): string {
    return messageIn(error, this.#options.language ?? 'en');
  }

  /** Tells that it begins; its result is for the caller to tell. */
  async play(): Promise<ScenarioResult> {
    const { stream } = this.#options;
    const start = SYSTEM_CLOCK.now();
    stream.emit({ kind: 'scenario-started', origin: 'scenario', scenario: this.#told }, this.context());
    const apdus = new LastApdus();
    const unsubscribe = stream.subscribe(apdus);
    const limit = new TimeLimit(this.#scenario.timeoutMs ?? this.#options.timeoutMs, this.#options.signal);
    try {
      const played = this.#limited(await this.#played(limit), limit);
      const failed = played.outcome === 'failed' && { apdus: apdus.taken() };
      return { scenario: this.#told, durationMs: SYSTEM_CLOCK.now() - start, ...played, ...failed };
    } finally {
      limit.stop();
      unsubscribe();
    }
  }

  /** A scenario that had to be ended because of its time has failed. */
  #limited(played: StepsResult, { text }: TimeLimit): StepsResult {
    if (text === undefined || played.outcome !== 'interrupted') return played;
    const said = [text[this.#options.language ?? 'en'], ...(played.error === undefined ? [] : [played.error])];
    return { ...played, outcome: 'failed', error: said.join('\n') };
  }

  /** A program that the scenario names itself has to end well, unless a step says how it ends. */
  #unexpectedEnd(program: ToldProgram | undefined): readonly Failure[] {
    const { program: own, file } = this.#scenario;
    if (own === undefined || !program?.exitCode || expectsExitCode(this.#scenario)) return [];
    const { place = { file, line: 1 } } = own;
    const setup = place.file === file ? {} : { file: place.file };
    return [{ ...setup, line: place.line, text: endedWith(program) }];
  }

  async #played({ signal }: TimeLimit): Promise<StepsResult> {
    let world: World;
    try {
      world = await this.#options.openWorld({ context: this.context }, this.#scenario);
    } catch (error) {
      if (this.#index === 0 && (error as { code?: unknown }).code === 'ERR_TARGET') throw error;
      return { outcome: 'error', stepsDone: 0, error: this.#text(error) };
    }
    const played = await this.#playedIn(world, signal);
    this.#place = { title: this.#scenario.title, file: this.#scenario.file };
    try {
      await world.close();
      return played;
    } catch (error) {
      const outcome = played.outcome === 'passed' ? 'error' : played.outcome;
      return { ...played, outcome, error: [played.error, this.#text(error)].filter(Boolean).join('; ') };
    }
  }

  async #playedIn(world: World, signal: AbortSignal): Promise<StepsResult> {
    const { stream } = this.#options;
    try {
      const context = await ScenarioContext.open(world, this.#scenario);
      const enter = (place: ScenarioPlace) => {
        this.#place = place;
      };
      const { language = 'en' } = this.#options;
      const trace = { tell: stream.within(this.context), enter, language };
      const played = await runSteps(this.#scenario, context, trace, signal);
      const silent = played.outcome === 'failed' ? world.guest?.silentEnd : undefined;
      const error = await endGuest(world, played.outcome === 'passed', signal);
      const outcome = signal.aborted && played.outcome === 'passed' ? 'interrupted' : played.outcome;
      const program = world.guest?.told;
      const failures: readonly Failure[] =
        outcome === 'passed' ? [...context.neverFired, ...this.#unexpectedEnd(program)] : [];
      const said = [error, silent, ...failures.map(({ text }) => text)];
      const errors = said.flatMap((text) => text?.[language] ?? []);
      const told = { ...played, ...(program && { program }), ...(errors.length > 0 && { error: errors.join('\n') }) };
      const [first] = failures;
      return first === undefined
        ? { ...told, outcome }
        : {
            ...told,
            outcome: 'failed',
            at: { ...(first.file !== undefined && { file: first.file }), line: first.line, column: 1 },
          };
    } catch (error) {
      return { outcome: 'error', stepsDone: Math.max(0, (this.#place.step ?? 1) - 1), error: this.#text(error) };
    }
  }
}

/** What a scenario has failed at behind its last step, and where its file, or a setup, speaks of it. */
interface Failure {
  readonly file?: string;
  readonly line: number;
  readonly text: Text;
}

function endedWith({ name, exitCode }: ToldProgram): Text {
  return {
    en: `'${name}' ended with exit code ${exitCode}, and no step expects it (exitCode of waitForProgram, ended)`,
    fr: `'${name}' s'est terminé avec le code ${exitCode}, et aucune étape ne l'attend (exitCode de waitForProgram, ended)`,
  };
}

/**
 * A program beside the scenario runs to its end; when the scenario has not passed, it is made to end.
 * @returns what is to be said of its end
 */
async function endGuest({ guest }: World, passed: boolean, signal: AbortSignal): Promise<Text | undefined> {
  if (guest === undefined) return undefined;
  if (passed) await Promise.race([guest.finished(), aborted(signal)]);
  return guest.stop();
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
