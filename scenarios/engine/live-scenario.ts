/**
 * A world that is open, whose steps come one by one in the language of scenario files: as JSON, which is YAML. The scenario
 * of a file and the hand at a door have one vocabulary, one validation and one kind of result.
 */
import type { Language } from '#common/language.ts';
import type { Mismatch, TraceSink } from '#trace/event.ts';
import type { World } from '../world/world.ts';
import { loadScenario, parseScenario } from './file/load.ts';
import { readScenarioText } from './file/read-text.ts';
import type { Scenario, Step } from './file/schema.ts';
import { SourceFile } from './file/source-file.ts';
import { ScenarioContext } from './scenario-context.ts';
import { mismatchesOf, observedOf } from './step-runner.ts';
import type { Observation } from './steps/definition.ts';

/** What stands in a scenario file beside its title and its steps: `cards`, `readers`, `services`, `faults`... */
export type Head = Readonly<Record<string, unknown>>;

/** A step that was done. */
export interface PlayedStep {
  /** In one line, codes masked. */
  readonly text: string;
  readonly passed: boolean;
  readonly observed: Observation;
  readonly mismatches: Readonly<Record<Language, readonly Mismatch[]>>;
}

/** What a scenario file says beside its steps. @throws ScenarioFileError */
export function readHead(file: string): Head {
  loadScenario(file);
  const { steps: _steps, ...head } = new SourceFile(file, readScenarioText(file)).value() as Head;
  return head;
}

/**
 * @param name of the world, its title
 * @param file in whose folder the paths of the head are looked for
 * @throws ScenarioFileError
 */
export function parseHead(head: Head, name: string, file: string): Scenario {
  const scenario = parseScenario(textOf(head, name, [NEVER_DONE]), file);
  return { ...scenario, usedCards: new Set(Object.keys(scenario.cards)) };
}

/** A file has at least one step. */
const NEVER_DONE = { elapse: '1ms' };

function textOf({ steps: _steps, ...head }: Head, name: string, steps: readonly unknown[]): string {
  return JSON.stringify({ ...head, scenario: name, steps });
}

export class LiveScenario {
  readonly scenario: Scenario;
  readonly context: ScenarioContext;
  readonly #head: Head;
  readonly #tell: TraceSink;
  /** Those before that gave a name to what came, as they were given: later ones may use it. */
  readonly #remembering: unknown[] = [];
  #steps = 0;

  private constructor(head: Head, scenario: Scenario, context: ScenarioContext, tell: TraceSink) {
    this.#head = head;
    this.scenario = scenario;
    this.context = context;
    this.#tell = tell;
  }

  /** @param tell told of the steps */
  static async open(world: World, head: Head, scenario: Scenario, tell: TraceSink): Promise<LiveScenario> {
    return new LiveScenario(head, scenario, await ScenarioContext.open(world, scenario), tell);
  }

  /**
   * @param value as it stands in a file: `{ "insert": "medecin", "reader": "bureau" }`; of a group of steps each is done, as
   *   long as the one before is as expected, and the last one that was done is told
   * @throws ScenarioFileError
   */
  async play(value: unknown, signal?: AbortSignal): Promise<PlayedStep> {
    const [first, ...others] = this.#parse(value);
    let played = await this.#played(first as Step, signal);
    for (const step of others) if (played.passed) played = await this.#played(step, signal);
    if (played.passed && [first, ...others].some((step) => step?.remember !== undefined)) {
      this.#remembering.push(value);
      this.#steps += 1 + others.length;
    }
    return played;
  }

  /** Whether it can be played. @throws ScenarioFileError */
  check(value: unknown): void {
    this.#parse(value);
  }

  async #played(step: Step, signal?: AbortSignal): Promise<PlayedStep> {
    const told = { kind: 'step', origin: 'scenario', scenario: this.scenario.title, step: step.text } as const;
    this.#tell({ ...told, outcome: 'started' });
    const observed = await observedOf(step, this.context, signal);
    if (step.remember !== undefined && observed.data instanceof Uint8Array)
      this.context.remember(step.remember, observed.data);
    const mismatches = inEachLanguage((language) => mismatchesOf(step, observed, this.context, language));
    const passed = mismatches.en.length === 0;
    this.#tell({ ...told, outcome: passed ? 'passed' : 'failed', ...(!passed && { mismatches: mismatches.en }) });
    return { text: step.text, passed, observed, mismatches };
  }

  #parse(value: unknown): readonly Step[] {
    const { title, file } = this.scenario;
    const { steps } = parseScenario(textOf(this.#head, title, [...this.#remembering, value]), file);
    return steps.slice(this.#steps);
  }
}

function inEachLanguage<T>(make: (language: Language) => T): Readonly<Record<Language, T>> {
  return { en: make('en'), fr: make('fr') };
}
