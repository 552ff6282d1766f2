/** How long each step of a scenario took. */
import type { ScenarioResult, StampedEvent, StepEvent, TraceStamp } from '#trace/event.ts';

/** A step that was done, or at which the scenario ended. */
export interface StepTime {
  /** From 1. */
  readonly step: number;
  readonly text: string;
  readonly line: number;
  readonly durationMs: number;
}

/** Steps by the world they are done in, until its scenario has ended. */
export class StepTimes {
  readonly #ofResult = new Map<ScenarioResult, readonly StepTime[]>();
  readonly #ofWorld = new Map<string | undefined, StepTime[]>();

  /** Of its last try. */
  of(result: ScenarioResult): readonly StepTime[] {
    return this.#ofResult.get(result) ?? [];
  }

  add(event: StampedEvent): void {
    const { world } = event;
    if (event.kind === 'step') this.#step(event);
    if (event.kind === 'scenario-retried') this.#ofWorld.delete(world);
    if (event.kind !== 'scenario-finished') return;
    this.#ofResult.set(event.result, this.#ofWorld.get(world) ?? []);
    this.#ofWorld.delete(world);
  }

  #step({ world, place, step: text, durationMs }: StepEvent & TraceStamp): void {
    if (durationMs === undefined) return;
    const times = this.#ofWorld.get(world) ?? [];
    times.push({ step: place?.step ?? 0, text, line: place?.line ?? 0, durationMs });
    this.#ofWorld.set(world, times);
  }
}
