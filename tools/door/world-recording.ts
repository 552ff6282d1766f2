/** A recording of what passes in a world, as `cps-sim record` makes one: masked, and without names unless they are asked for. */
import { SYSTEM_CLOCK } from '#common/clock.ts';
import type { TraceSink } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import type { CodeWatch } from '#trace/told-exchanges.ts';
import { MOST_RECORDED_BYTES, Recorder } from '../../scenarios/observers/recording/recorder.ts';
import type { RecordingSink } from '../../scenarios/world/targets/recording-sinks.ts';
import { packageVersion } from '../cli/package-version.ts';
import type { RecordingState } from './api.ts';
import { recordingBody } from './bodies.ts';
import { DoorError } from './door-error.ts';
import { parsedBody } from './parsed-body.ts';
import type { RecordedCards } from './recorded-cards.ts';

interface Running {
  readonly cards: RecordedCards;
  readonly recorder: Recorder;
  readonly stream: TraceStream;
  /** ISO 8601. */
  readonly start: string;
  readonly identity: RecordingState['identity'];
}

/** One that is over, and not yet made a file. */
export interface EndedRecording {
  readonly commands: number;
  /** The recording as a file; one with a code in it is kept nowhere. @throws RecordingError */
  text(): string;
}

export class WorldRecording implements RecordingSink {
  readonly #tell: TraceSink;
  readonly #mostBytes: number;
  readonly #cards: () => RecordedCards;
  #running: Running | undefined;

  /**
   * @param tell told that one begins, is full and ends, for whoever looks on
   * @param cards to be asked which cards those of a recording are
   */
  constructor(tell: TraceSink, cards: () => RecordedCards, mostBytes: number = MOST_RECORDED_BYTES) {
    this.#tell = tell;
    this.#cards = cards;
    this.#mostBytes = mostBytes;
  }

  readonly sink: TraceSink = (event) => {
    if (this.#running === undefined) return;
    if (event.kind === 'power' || event.kind === 'apdu') this.#running.cards.see(event.card);
    this.#running.stream.emit(event);
  };
  readonly codes: CodeWatch = (data) => this.#running?.recorder.codes(data);

  /** Undefined while nobody records. */
  get state(): RecordingState | undefined {
    if (this.#running === undefined) return undefined;
    const { identity, recorder } = this.#running;
    const { commands, programs, full } = recorder;
    return { identity, commands, programs, ...(full && { full }) };
  }

  /**
   * @param readers tells which readers and cards are there
   * @throws DoorError `body`, `recording`
   */
  start(body: unknown, readers: (sink: TraceSink) => void): RecordingState {
    const { keepIdentity } = parsedBody(recordingBody, body, '{ "keepIdentity": true }');
    if (this.#running !== undefined)
      throw new DoorError('recording', {
        en: 'a recording of this world is under way: end it, or wait for its end',
        fr: 'un enregistrement de ce monde est en cours : arrêtez-le, ou attendez sa fin',
      });
    const full = () => this.#told('full', recorder);
    const recorder: Recorder = new Recorder({ mostBytes: this.#mostBytes, full });
    const stream = new TraceStream({ history: 0 });
    stream.subscribe(recorder);
    const identity = keepIdentity ? 'kept' : 'replaced';
    this.#running = { cards: this.#cards(), recorder, stream, identity, start: SYSTEM_CLOCK.date().toISOString() };
    this.#told('begun', recorder);
    readers(this.sink);
    return { identity, commands: 0, programs: 0 };
  }

  /** The recording as a file; one with a code in it is kept nowhere. @throws DoorError `noRecording`, RecordingError */
  end(): string {
    const ended = this.stop();
    if (ended === undefined)
      throw new DoorError('noRecording', {
        en: 'no recording of this world is under way: POST begins one',
        fr: "aucun enregistrement de ce monde n'est en cours : POST en commence un",
      });
    return ended.text();
  }

  /** Undefined while nobody records. */
  stop(): EndedRecording | undefined {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined) return undefined;
    const { cards, recorder, start, identity } = running;
    this.#told('ended', recorder);
    const { commands } = recorder;
    const header = {
      tool: `cps-sim ${packageVersion()}`,
      start,
      target: 'private',
      ...cards.header(identity),
      identity,
    };
    return { commands, text: () => recorder.text(header) };
  }

  #told(action: 'begun' | 'full' | 'ended', { commands }: Recorder): void {
    this.#tell({ kind: 'recording', origin: 'reader', action, commands });
  }
}
