/** Scenarios that were played elsewhere, told to one stream as if they had been played here. */
import type { StampedEvent } from '#trace/event.ts';
import type { TraceStream } from '#trace/stream.ts';

/** An event, and when the stream began that has stamped it. */
export interface ToldElsewhere {
  readonly event: StampedEvent;
  readonly began: Date;
}

export class Relay {
  readonly #stream: TraceStream;
  /** Numbers here of the worlds there, those of one scenario. */
  readonly #numbers = new Map<string, string>();
  #worlds = 0;

  constructor(stream: TraceStream) {
    this.#stream = stream;
  }

  /** What comes now is of another scenario. */
  nextScenario(): void {
    this.#numbers.clear();
  }

  tell({ event, began }: ToldElsewhere): void {
    const { world } = event;
    this.#stream.relay(world === undefined ? event : { ...event, world: this.#numberOf(world) }, began);
  }

  #numberOf(world: string): string {
    const number = this.#numbers.get(world) ?? String(++this.#worlds);
    this.#numbers.set(world, number);
    return number;
  }
}
