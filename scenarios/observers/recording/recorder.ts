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

/** Of a file, about: some hundred thousand commands. */
export const MOST_RECORDED_BYTES = 32_000_000;

/** What an event takes in the file, without its bytes. */
const LINE = 200;

/** About as long as its line is. */
function lengthOf(event: StampedEvent): number {
  const parts =
    event.kind === 'apdu'
      ? [event.command, event.response]
      : event.kind === 'pcsc'
        ? [event.input, event.output]
        : event.kind === 'power'
          ? [event.atr]
          : [];
  return parts.reduce((length, part) => length + 2 * (part?.length ?? 0), LINE);
}

export interface RecorderLimit {
  /** Bytes of the file, about. */
  readonly mostBytes: number;
  /** What comes from now on is not in the recording: its last event says so. */
  readonly full: () => void;
}

export class Recorder implements TraceSubscriber {
  readonly name = 'record';
  readonly #limit: RecorderLimit | undefined;
  readonly #events: StampedEvent[] = [];
  readonly #codes = new SeenCodes();
  readonly #programs = new Set<string | undefined>();
  #commands = 0;
  #length = 0;
  #full = false;

  /** @param limit none by default */
  constructor(limit?: RecorderLimit) {
    this.#limit = limit;
  }

  event(event: StampedEvent): void {
    if (this.#full || !isOfTheRecording(event)) return;
    this.#length += lengthOf(event);
    if (this.#limit !== undefined && this.#length > this.#limit.mostBytes) {
      const { at, seq } = event;
      this.#full = true;
      this.#events.push({ kind: 'recording', origin: 'reader', action: 'full', at, seq });
      this.#limit.full();
      return;
    }
    this.#events.push(event);
    if (event.kind === 'apdu') this.#commands++;
    if (event.kind === 'apdu' || event.kind === 'pcsc') this.#programs.add(event.program);
  }

  /** Whether as much is recorded as may be. */
  get full(): boolean {
    return this.#full;
  }

  /** Is shown the data fields that hold codes. */
  readonly codes = (data: Bytes): void => this.#codes.add(data);

  /** Commands so far. */
  get commands(): number {
    return this.#commands;
  }

  /** Programs that called: one may have read the answer to reset, and sent no command. */
  get programs(): number {
    return this.#programs.size;
  }

  /** The recording as a file. @throws RecordingError when a code would be in it */
  text(header: RecordingHeader): string {
    const events = header.identity === 'kept' ? this.#events : withoutIdentity(this.#events);
    refuseCodes(events, this.#codes);
    return headerLine(header) + events.map((event, i) => eventLine({ ...event, seq: i + 1 })).join('');
  }
}
