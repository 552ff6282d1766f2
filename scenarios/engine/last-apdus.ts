import type { ApduEvent, StampedEvent } from '#trace/event.ts';
import type { TraceSubscriber } from '#trace/stream.ts';

const APDUS_SHOWN = 5;

/** The last command-response pairs of a stream, for the report of a failure. */
export class LastApdus implements TraceSubscriber {
  readonly name = 'the last APDUs';
  readonly #apdus: ApduEvent[] = [];

  event(event: StampedEvent): void {
    if (event.kind !== 'apdu') return;
    this.#apdus.push(event);
    if (this.#apdus.length > APDUS_SHOWN) this.#apdus.shift();
  }

  /** Oldest first. */
  taken(): readonly ApduEvent[] {
    return [...this.#apdus];
  }
}
