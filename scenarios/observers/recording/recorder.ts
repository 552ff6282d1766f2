/**
 * Takes down what passes between programs, readers and cards: kept in memory until it is over, so that what is written is
 * whole, masked, and nobody's.
 */
import type { Bytes } from '#iso7816/bytes.ts';
import type { StampedEvent } from '#trace/event.ts';
import type { RecordingHeader } from '#trace/recording.ts';
import { eventLine, headerLine } from '#trace/recording-lines.ts';
import type { TraceSubscriber } from '#trace/stream.ts';
import { refuseCodes, SeenCodes } from './codes.ts';
import { withoutIdentity } from './identity.ts';

/** What the server of the socket tells; a simulated card tells of the same commands once more. */
function isOfTheRecording(event: StampedEvent): boolean {
  if (event.origin !== 'reader') return false;
  if (event.kind === 'apdu') return event.program !== undefined;
  return event.kind === 'power' || event.kind === 'pcsc' || event.kind === 'reader';
}

export class Recorder implements TraceSubscriber {
  readonly name = 'record';
  readonly #events: StampedEvent[] = [];
  readonly #codes = new SeenCodes();

  event(event: StampedEvent): void {
    if (isOfTheRecording(event)) this.#events.push(event);
  }

  /** Is shown the data fields that hold codes. */
  readonly codes = (data: Bytes): void => this.#codes.add(data);

  /** Commands so far. */
  get commands(): number {
    return this.#events.filter(({ kind }) => kind === 'apdu').length;
  }

  /** Programs that called: one may have read the answer to reset, and sent no command. */
  get programs(): number {
    const calls = this.#events.flatMap((event) =>
      event.kind === 'pcsc' || event.kind === 'apdu' ? [event.program] : [],
    );
    return new Set(calls).size;
  }

  /** The recording as a file. @throws RecordingError when a code would be in it */
  text(header: RecordingHeader): string {
    const events = header.identity === 'kept' ? this.#events : withoutIdentity(this.#events);
    refuseCodes(events, this.#codes);
    return headerLine(header) + events.map((event, i) => eventLine({ ...event, seq: i + 1 })).join('');
  }
}
