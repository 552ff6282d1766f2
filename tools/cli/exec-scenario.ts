/** A program and a scenario side by side in one private world. */
import { dirname, resolve } from 'node:path';
import type { TraceSink } from '#iso7816/trace-event.ts';
import { Guest } from '../../scenarios/engine/guest.ts';
import { loadScenario } from '../../scenarios/engine/load.ts';
import { makeReporter } from '../../scenarios/engine/reporters/index.ts';
import { runScenarios } from '../../scenarios/engine/runner.ts';
import type { CardSpec, Scenario } from '../../scenarios/engine/schema.ts';
import { openPrivateTarget } from '../../scenarios/engine/targets.ts';
import { World } from '../../scenarios/engine/world.ts';
import type { Profile } from '../../simulator/card/profile/schema.ts';
import { CardFile } from '../../simulator/card/state/card-file.ts';
import { profileOf } from '../../simulator/personalisation/index.ts';
import { isCardFile } from './card-source.ts';
import { ChildProgram } from './child-program.ts';
import { EXIT } from './exit-code.ts';
import { type Observers, observers } from './observers.ts';
import { UsageError } from './usage-error.ts';

function specOf(card: string): CardSpec {
  return isCardFile(card) ? { file: resolve(card) } : { profile: card, keptIn: 'memory' };
}

/** The scenario with its first card replaced. */
function withCard(scenario: Scenario, card: string | undefined): Scenario {
  if (card === undefined) return scenario;
  const [first] = Object.keys(scenario.cards);
  if (first === undefined) throw new UsageError(`${scenario.file}: has no card that --card could replace`);
  return { ...scenario, cards: { ...scenario.cards, [first]: specOf(card) } };
}

/** True when a step says what the exit code must be: then it is no news any more. */
function expectsExitCode({ steps }: Scenario): boolean {
  return steps.some(({ expect }) => expect.exitCode !== undefined);
}

/** The profile of the scenario's first card, for what is told of the exchange. */
function profileOfFirst({ cards, file }: Scenario): Profile | undefined {
  const [spec] = Object.values(cards);
  if (spec === undefined || 'kind' in spec) return undefined;
  const here = dirname(file);
  if ('file' in spec) return CardFile.openReadOnly(resolve(here, spec.file)).profile;
  return profileOf(spec.profile.endsWith('.json') ? resolve(here, spec.profile) : spec.profile);
}

export interface ScenarioBeside {
  readonly file: string;
  /** Takes the place of the scenario's first card. */
  readonly card: string | undefined;
  readonly observers: Observers;
}

/** The exit code of `cps-sim exec`. @throws ScenarioFileError */
export async function execWithScenario(
  program: string,
  args: readonly string[],
  { file, card, observers: told }: ScenarioBeside,
): Promise<number> {
  const scenario = withCard(loadScenario(file), card);
  const observed = observers(told, profileOfFirst(scenario));
  try {
    return await play(program, args, scenario, observed.sink);
  } finally {
    observed.close();
  }
}

async function play(program: string, args: readonly string[], scenario: Scenario, trace: TraceSink): Promise<number> {
  let environment: Readonly<Record<string, string>> = {};
  const guest = new Guest(new ChildProgram(program, args, () => environment));
  const reporter = makeReporter('pretty', process.stderr, process.env);
  const { results } = await runScenarios({
    scenarios: [scenario],
    target: `private, beside ${program}`,
    reporters: reporter === undefined ? [] : [reporter],
    trace,
    openWorld: async (sink) => {
      const target = await openPrivateTarget({ answered: guest.answered, trace });
      environment = target.environment ?? {};
      return new World(target, { trace: sink, guest });
    },
  });
  if (results.some(({ failure }) => failure !== undefined)) return EXIT.FAILED;
  return expectsExitCode(scenario) ? EXIT.OK : guest.finished();
}
