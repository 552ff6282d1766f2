/** A scenario at work: its names bound to the cards and readers of a world. */
import type { Bytes } from '#iso7816/bytes.ts';
import type { World, WorldCard, WorldReader } from '../world/world.ts';
import type { Scenario, Step } from './file/schema.ts';
import type { StepContext } from './steps/context.ts';

export class ScenarioContext {
  readonly world: World;
  readonly #cards = new Map<string, WorldCard>();
  readonly #readers = new Map<string, WorldReader>();
  readonly #remembered = new Map<string, Bytes>();

  private constructor(world: World) {
    this.world = world;
  }

  /** Makes the cards that steps name and plugs the readers in. */
  static async open(world: World, scenario: Scenario): Promise<ScenarioContext> {
    const context = new ScenarioContext(world);
    for (const [name, spec] of Object.entries(scenario.cards)) {
      if (!scenario.usedCards.has(name)) continue;
      context.#cards.set(name, world.cardOf(name, spec, scenario.file));
    }
    for (const [name, kind] of Object.entries(scenario.readers)) {
      const reader = world.reader(name, kind);
      await reader.ready();
      context.#readers.set(name, reader);
    }
    await Promise.all([...context.#cards.values()].map((card) => card.ready()));
    return context;
  }

  of(step: Step): StepContext {
    return {
      world: this.world,
      reader: this.#reader(step.reader),
      card: (name) => known(this.#cards, name),
      readerNamed: (name) => this.#reader(name),
      remembered: (name) => this.remembered(name),
    };
  }

  remember(name: string, data: Bytes): void {
    this.#remembered.set(name, data.slice());
  }

  remembered(name: string): Bytes {
    return known(this.#remembered, name);
  }

  #reader(name: string): WorldReader {
    return known(this.#readers, name);
  }
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new RangeError(`'${name}' is not there yet`);
  return value;
}
