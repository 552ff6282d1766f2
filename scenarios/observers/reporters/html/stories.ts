/** What happened in each scenario, from its beginning to its end: the events of its last try. */
import type { ScenarioResult, StampedEvent } from '#trace/event.ts';

export interface Story {
  readonly result: ScenarioResult;
  /** In their order; what stands in no world (the run itself) is not among them. */
  readonly events: readonly StampedEvent[];
}

export class Stories {
  readonly #told: (story: Story) => void;
  readonly #open = new Map<string | undefined, StampedEvent[]>();

  /** @param told takes each story when it has ended */
  constructor(told: (story: Story) => void) {
    this.#told = told;
  }

  add(event: StampedEvent): void {
    const { world } = event;
    if (event.kind === 'run-started' || event.kind === 'run-finished') return;
    if (event.kind === 'scenario-started') this.#open.set(world, []);
    else if (event.kind === 'scenario-retried') this.#open.delete(world);
    else if (event.kind === 'scenario-finished') this.#end(world, event.result);
    else this.#open.get(world)?.push(event);
  }

  #end(world: string | undefined, result: ScenarioResult): void {
    const events = this.#open.get(world) ?? [];
    this.#open.delete(world);
    this.#told({ result, events });
  }
}
