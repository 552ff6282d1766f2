/** A program and a scenario side by side in one private world. */
import { resolve } from 'node:path';
import type { TraceStream, TraceSubscriber } from '#trace/stream.ts';
import { scenarioAt } from '../../../scenarios/engine/file/find.ts';
import { expectsExitCode, type Scenario } from '../../../scenarios/engine/file/schema.ts';
import { runScenarios } from '../../../scenarios/engine/runner.ts';
import { prettyReporter, type Terminal, wantsColour } from '../../../scenarios/observers/reporters/pretty.ts';
import type { ServiceName } from '../../../scenarios/world/health-services.ts';
import type { CardSpec } from '../../../scenarios/world/specs.ts';
import type { World } from '../../../scenarios/world/world.ts';
import { filesOfCards, profileAt, profilesNamed } from '../card/profile-source.ts';
import { type CardChoice, refuseForCardFile, typedCard } from '../card/source.ts';
import { EXIT } from '../exit-code.ts';
import { Interruption } from '../interruption.ts';
import { say, spokenLanguage } from '../language.ts';
import { type Observers, observedStream, type WatchedCard, type WatchedCards } from '../observers.ts';
import { standardError } from '../output.ts';
import { withRules } from '../rules-option.ts';
import { openReporters, refuseSharedReports } from '../run/report-files.ts';
import { reportSources } from '../run/report-sources.ts';
import { UsageError } from '../usage-error.ts';
import { ChildProgram } from './child-program.ts';
import type { ProgramNetwork } from './program-network.ts';
import { ProgramOutput } from './program-output.ts';
import { windowsProgram } from './windows-program.ts';
import { openWorldBeside } from './world-beside.ts';

/** @throws UsageError for what a card file says itself */
function specOf(card: string, { seed, identity }: CardChoice): CardSpec {
  const { source, isFile } = typedCard(card);
  if (!isFile) return { profile: source, keptIn: 'memory', identity, ...(seed !== undefined && { seed }) };
  refuseForCardFile(source, { seed, identity });
  return { file: resolve(source) };
}

/** The scenario with its first card replaced. */
function withCard(scenario: Scenario, card: string | undefined, choice: CardChoice): Scenario {
  if (card === undefined) return scenario;
  const [first] = Object.keys(scenario.cards);
  if (first === undefined)
    throw new UsageError({
      en: `${scenario.file}: has no card that --card could replace`,
      fr: `${scenario.file} : n'a pas de carte que --card pourrait remplacer`,
    });
  return { ...scenario, cards: { ...scenario.cards, [first]: specOf(card, choice) } };
}

/** The scenario's cards that have a profile, for what is told of the exchange. */
function watched(scenario: Scenario): WatchedCards {
  const known = profilesNamed(scenario).map(([name, source]): [string, WatchedCard] => {
    return [name, { profile: profileAt(source), source }];
  });
  return new Map(known);
}

export interface ScenarioBeside {
  readonly file: string;
  /** Takes the place of the scenario's first card. */
  readonly card: string | undefined;
  /** Of that card, when it is a profile. */
  readonly choice: CardChoice;
  readonly observers: Observers;
  /** Beside those that the scenario names itself. */
  readonly services: readonly ServiceName[];
  readonly trust: boolean;
  /** As they are typed; the table on standard error when there is none. */
  readonly reporters: readonly string[];
  /** A file of rules beside its own. */
  readonly faults: string | undefined;
  /** What the scenario may take, unless it says so itself. */
  readonly timeoutMs: number | undefined;
}

/** Opened before the program begins; standard output is the program's. @throws UsageError */
function reportersBeside(
  { reporters: reporter }: Pick<ScenarioBeside, 'reporters'>,
  scenario: Scenario,
  inputs: readonly string[],
): TraceSubscriber[] {
  refuseSharedReports(reporter, inputs);
  const terminal = besideProgram(standardError());
  if (reporter.length > 0) return openReporters(reporter, terminal, reportSources({ reporter }, [scenario]));
  const colour = wantsColour(process.stderr, process.env);
  return [prettyReporter('the report', terminal, colour, spokenLanguage())];
}

/** The exit code of `cps-sim exec`. @throws ScenarioFileError */
export async function execWithScenario(
  program: string,
  args: readonly string[],
  { file, card, choice, observers: told, services, ...options }: ScenarioBeside,
): Promise<number> {
  const { program: _another, ...loaded } = scenarioAt(file);
  const scenario = withServices(withRules(withCard(loaded, card, choice), options.faults), services);
  const inputs = [scenario.file, ...filesOfCards(scenario)];
  const reporters = reportersBeside(options, scenario, inputs);
  const stream = observedStream(told, watched(scenario), inputs);
  for (const reporter of reporters) stream.subscribe(reporter);
  const network = services.length === 0 ? undefined : await programNetwork();
  try {
    return await play(program, args, { scenario, stream, network, options });
  } finally {
    await stream.end();
    await network?.close();
  }
}

/** Loaded when it is asked for. */
async function programNetwork(): Promise<ProgramNetwork> {
  const { ProgramNetwork } = await import('./program-network.ts');
  return ProgramNetwork.open();
}

function withServices(scenario: Scenario, names: readonly ServiceName[]): Scenario {
  return names.length === 0
    ? scenario
    : { ...scenario, services: [...new Set([...(scenario.services ?? []), ...names])] };
}

interface Play {
  readonly scenario: Scenario;
  readonly stream: TraceStream;
  readonly network: ProgramNetwork | undefined;
  readonly options: Pick<ScenarioBeside, 'trust' | 'timeoutMs' | 'reporters'>;
}

async function play(
  program: string,
  args: readonly string[],
  { scenario, stream, network, options: { trust, timeoutMs, reporters } }: Play,
): Promise<number> {
  const windows = windowsProgram(program);
  const launch = () => windows?.launch ?? network?.launch;
  const kept = reporters.length > 0;
  const start = (environment: () => Readonly<Record<string, string>>) => {
    const output = kept ? new ProgramOutput() : undefined;
    return new ChildProgram({ command: program, args, environment, launch, output, passOutput: kept });
  };
  // The certificates of a scenario keep their addresses on loopback, where its own steps follow them too.
  const prepare = async (world: World) => {
    await network?.lead(world.services, trust);
    return { ...network?.environment, ...windows?.environment };
  };
  const interruption = new Interruption();
  const { results } = await runScenarios({
    scenarios: [scenario],
    language: spokenLanguage(),
    target: say({ en: `private, beside ${program}`, fr: `private, à côté de ${program}` }),
    stream,
    signal: interruption.signal,
    timeoutMs,
    openWorld: ({ context }) =>
      openWorldBeside({ program: start, stream, context, prepare, windows: windows !== undefined }, scenario),
  });
  interruption.over();
  if (interruption.exitCode !== undefined) return interruption.exitCode;
  if (results.some(({ outcome }) => outcome === 'failed')) return EXIT.FAILED;
  if (results.some(({ outcome }) => outcome === 'error')) return EXIT.UNUSABLE;
  return expectsExitCode(scenario) ? EXIT.OK : (results[0]?.program?.exitCode ?? EXIT.OK);
}

/** No line that is written over again: the program writes to the same terminal. */
function besideProgram(terminal: Terminal): Terminal {
  return { isTTY: false, write: (text) => terminal.write(text), drained: async () => terminal.drained?.() };
}
