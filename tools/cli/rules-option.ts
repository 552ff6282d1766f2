/** `--faults FILE`: rules of what goes wrong, beside those that a scenario has itself. */
import { type FoundScenario, isFaulty } from '../../scenarios/engine/file/find.ts';
import { loadRules } from '../../scenarios/engine/file/rules-file.ts';
import type { Scenario } from '../../scenarios/engine/file/schema.ts';

/** The scenario with those rules behind its own. @throws ScenarioFileError */
export function withRules(scenario: Scenario, file: string | undefined): Scenario {
  if (file === undefined) return scenario;
  const { cards, readers, faults } = scenario;
  return { ...scenario, faults: [...faults, ...loadRules(file, Object.keys(cards), Object.keys(readers))] };
}

/** The same of all of them. @throws ScenarioFileError */
export function allWithRules(found: readonly FoundScenario[], file: string | undefined): readonly FoundScenario[] {
  return file === undefined ? found : found.map((one) => (isFaulty(one) ? one : withRules(one, file)));
}
