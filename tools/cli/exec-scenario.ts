/** A program and a scenario side by side in one private world. */
import { resolve } from 'node:path';
import type { TraceSink } from '#trace/event.ts';
import type { TraceStream } from '#trace/stream.ts';
import { loadScenario } from '../../scenarios/engine/file/load.ts';
import type { Scenario } from '../../scenarios/engine/file/schema.ts';
import { runScenarios } from '../../scenarios/engine/runner.ts';
import { prettyReporter, type Terminal, wantsColour } from '../../scenarios/observers/reporters/pretty.ts';
import { Guest } from '../../scenarios/world/guest.ts';
import { OwnCalls } from '../../scenarios/world/own-calls.ts';
import type { CardSpec } from '../../scenarios/world/specs.ts';
import type { Target } from '../../scenarios/world/targets/target.ts';
import { openPrivateTarget } from '../../scenarios/world/targets/targets.ts';
import { World, type WorldOptions } from '../../scenarios/world/world.ts';
import { filesOfCards, profileAt, profilesNamed } from './card/profile-source.ts';
import { seedOfCardFile, typedCard } from './card/source.ts';
import { ChildProgram } from './child-program.ts';
import { EXIT } from './exit-code.ts';
import { Interruption } from './interruption.ts';
import { say, spokenLanguage } from './language.ts';
import { type Observers, observedStream, type WatchedCard, type WatchedCards } from './observers.ts';
import { standardError } from './output.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError for a seed that a card file has already */
function specOf(card: string, seed: number | undefined): CardSpec {
  const { source, isFile } = typedCard(card);
  if (!isFile) return { profile: source, keptIn: 'memory', ...(seed !== undefined && { seed }) };
  if (seed !== undefined) throw seedOfCardFile(source);
  return { file: resolve(source) };
}

/** The scenario with its first card replaced. */
function withCard(scenario: Scenario, card: string | undefined, seed: number | undefined): Scenario {
  if (card === undefined) return scenario;
  const [first] = Object.keys(scenario.cards);
  if (first === undefined)
    throw new UsageError({
      en: `${scenario.file}: has no card that --card could replace`,
      fr: `${scenario.file} : n'a pas de carte que --card pourrait remplacer`,
    });
  return { ...scenario, cards: { ...scenario.cards, [first]: specOf(card, seed) } };
}

/** True when a step says what the exit code must be: then it is no news any more. */
function expectsExitCode({ steps }: Scenario): boolean {
  return steps.some(({ expect }) => expect.exitCode !== undefined);
}

/** The scenario's cards that have a profile, for what is told of the exchange. */
function watched(scenario: Scenario): WatchedCards {
  const known = profilesNamed(scenario).map(([name, source]): [string, WatchedCard] => {
    return [name, { profile: profileAt(source), source }];
  });
  return new Map(known);
}

/** A world of which nothing more is told once it is taken down: that is none of the program's doing. */
class ObservedWorld extends World {
  readonly #over: () => void;

  constructor(target: Target, options: WorldOptions, over: () => void) {
    super(target, options);
    this.#over = over;
  }

  override async close(): Promise<void> {
    this.#over();
    await super.close();
  }
}

export interface ScenarioBeside {
  readonly file: string;
  /** Takes the place of the scenario's first card. */
  readonly card: string | undefined;
  /** Of that card, when it is a profile. */
  readonly seed: number | undefined;
  readonly observers: Observers;
}

/** The exit code of `cps-sim exec`. @throws ScenarioFileError */
export async function execWithScenario(
  program: string,
  args: readonly string[],
  { file, card, seed, observers: told }: ScenarioBeside,
): Promise<number> {
  const scenario = withCard(loadScenario(file), card, seed);
  const stream = observedStream(told, watched(scenario), [file, ...filesOfCards(scenario)]);
  try {
    return await play(program, args, scenario, stream);
  } finally {
    await stream.end();
  }
}

async function play(
  program: string,
  args: readonly string[],
  scenario: Scenario,
  stream: TraceStream,
): Promise<number> {
  let environment: Readonly<Record<string, string>> = {};
  let over = false;
  const guest = new Guest(new ChildProgram(program, args, () => environment));
  const own = new OwnCalls();
  const colour = wantsColour(process.stderr, process.env);
  stream.subscribe(prettyReporter('the report', besideProgram(standardError()), colour, spokenLanguage()));
  const interruption = new Interruption();
  const { results } = await runScenarios({
    scenarios: [scenario],
    language: spokenLanguage(),
    target: say({ en: `private, beside ${program}`, fr: `private, à côté de ${program}` }),
    stream,
    signal: interruption.signal,
    openWorld: async ({ context }) => {
      const tell = stream.within(context);
      const told: TraceSink = (event) => void (over || tell(own.marked(event)));
      const target = await openPrivateTarget({ answered: guest.answered, own });
      environment = target.environment ?? {};
      return new ObservedWorld(target, { stream, tell: told, guest }, () => {
        over = true;
      });
    },
  });
  interruption.over();
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  if (results.some(({ outcome }) => outcome === 'failed')) return EXIT.FAILED;
  if (results.some(({ outcome }) => outcome === 'error')) return EXIT.UNUSABLE;
  return expectsExitCode(scenario) ? EXIT.OK : guest.finished();
}

/** No line that is written over again: the program writes to the same terminal. */
function besideProgram(terminal: Terminal): Terminal {
  return { isTTY: false, write: (text) => terminal.write(text), drained: async () => terminal.drained?.() };
}
