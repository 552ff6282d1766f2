/** A scenario at work: its names bound to the cards and readers of a world. */
import { sameInEach, type Text } from '#common/language.ts';
import type { Bytes } from '#iso7816/bytes.ts';
import type { FaultRule } from '../world/fault-types.ts';
import { neverFired, ruleText } from '../world/fault-types.ts';
import type { World, WorldCard, WorldReader } from '../world/world.ts';
import type { Scenario, Step } from './file/schema.ts';
import type { StepContext } from './steps/context.ts';

/** In that file, where it is not the scenario's own. */
interface FaultPlace {
  readonly file?: string;
  readonly line: number;
}

export class ScenarioContext {
  readonly world: World;
  readonly #cards = new Map<string, WorldCard>();
  readonly #readers = new Map<string, WorldReader>();
  readonly #remembered = new Map<string, Bytes>();
  /** Where rules stand, by their numbers. */
  readonly #faultPlaces = new Map<number, FaultPlace>();

  private constructor(world: World) {
    this.world = world;
  }

  /** Makes the cards that steps name and plugs the readers in. */
  static async open(world: World, scenario: Scenario): Promise<ScenarioContext> {
    const context = new ScenarioContext(world);
    for (const { rule, ...place } of scenario.faults) context.#addFault(rule, place);
    for (const [name, spec] of Object.entries(scenario.cards)) {
      if (!scenario.usedCards.has(name)) continue;
      context.#cards.set(name, world.cardOf(name, spec, scenario.file));
    }
    for (const [name, kind] of Object.entries(scenario.readers)) {
      const reader = world.reader(name, kind, { reporting: scenario.reporting });
      await reader.ready();
      context.#readers.set(name, reader);
    }
    await Promise.all([...context.#cards.values()].map((card) => card.ready()));
    return context;
  }

  of(step: Step): StepContext {
    return {
      world: this.world,
      reader: this.readerNamed(step.reader),
      card: (name) => this.card(name),
      readerNamed: (name) => this.readerNamed(name),
      remembered: (name) => this.remembered(name),
      addFault: (rule) => this.#addFault(rule, step),
      clearFaults: () => this.world.faults.clear(),
    };
  }

  card(name: string): WorldCard {
    return known(this.#cards, name);
  }

  readerNamed(name: string): WorldReader {
    return known(this.#readers, name);
  }

  remember(name: string, data: Bytes): void {
    this.#remembered.set(name, data.slice());
  }

  remembered(name: string): Bytes {
    return known(this.#remembered, name);
  }

  /** What is to be said of the rules that never fired, and the place of each. */
  get neverFired(): readonly (FaultPlace & { readonly text: Text })[] {
    return this.world.faults.fired
      .filter(({ fired }) => fired === 0)
      .map(({ number, rule }) => {
        const said = neverFired(number, ruleText(rule));
        const place = this.#faultPlaces.get(number) ?? { line: 0 };
        const { file, line } = place;
        const at: Text =
          file === undefined ? { en: `line ${line}`, fr: `ligne ${line}` } : sameInEach(`${file}:${line}`);
        return { ...place, text: { en: `${at.en}: ${said.en}`, fr: `${at.fr} : ${said.fr}` } };
      });
  }

  #addFault(rule: FaultRule, { file, line }: FaultPlace): void {
    const place = file === undefined ? { line } : { file, line };
    for (const number of this.world.faults.add(rule)) this.#faultPlaces.set(number, place);
  }
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new RangeError(`'${name}' is not there yet`);
  return value;
}
