/** What a world is at this moment, for whoever asks. */
import type { Scenario } from '../../scenarios/engine/file/schema.ts';
import type { ScenarioContext } from '../../scenarios/engine/scenario-context.ts';
import { ruleText } from '../../scenarios/world/fault-types.ts';
import type { World, WorldReader } from '../../scenarios/world/world.ts';
import type { ReaderState, WorldState } from './api.ts';

interface Parts extends Pick<WorldState, 'name' | 'seq' | 'environment' | 'dialogs' | 'entries' | 'recording'> {
  readonly scenario: Scenario;
  readonly context: ScenarioContext;
  readonly world: World;
}

async function readerState(reader: WorldReader): Promise<ReaderState> {
  const { name, kind, plugged, card } = reader;
  const state = { name, kind, plugged, ...(card && { card: card.name }) };
  if (!plugged) return state;
  const pcscName = await reader.pcscName();
  return { ...state, pcscName, ...(kind === 'pinpad' && { asked: reader.pinPad.asked }) };
}

export async function stateOf({ scenario, context, world, ...beside }: Parts): Promise<WorldState> {
  const named = Object.keys(scenario.readers).map((reader) => readerState(context.readerNamed(reader)));
  const cards = Object.entries(scenario.cards).map(([name, spec]) => {
    const card = context.card(name);
    const reader = card.reader?.name;
    const pins = [...card.pinStates].map(([reference, state]) => ({ reference, ...state }));
    const profile = 'profile' in spec ? spec.profile : undefined;
    return { name, profile, reader, pins };
  });
  const { fired: given, inForce } = world.faults;
  const faults = given.map(({ number, rule, fired }) => ({
    number,
    rule: ruleText(rule),
    fired,
    inForce: inForce.includes(number),
  }));
  return { ...beside, readers: await Promise.all(named), cards, faults };
}
