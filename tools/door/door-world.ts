/** A world behind the door: open for programs of this machine, its steps given one by one, all it tells kept for a while. */
import { resolve } from 'node:path';
import { Turn } from '#common/turn.ts';
import { TraceStream } from '#trace/stream.ts';
import type { Scenario } from '../../scenarios/engine/file/schema.ts';
import { type Head, LiveScenario, type PlayedStep, parseHead } from '../../scenarios/engine/live-scenario.ts';
import { openWorld } from '../../scenarios/world/open-world.ts';
import type { Target } from '../../scenarios/world/targets/target.ts';
import { openPrivateTarget } from '../../scenarios/world/targets/targets.ts';
import type { World } from '../../scenarios/world/world.ts';
import type { RecordingState, WorldState } from './api.ts';
import { DoorError } from './door-error.ts';
import { EventLog } from './event-log.ts';
import { keptTarget } from './kept-target.ts';
import { OpenDialogs } from './open-dialogs.ts';
import { PinEntries } from './pin-entries.ts';
import { RecordedCards } from './recorded-cards.ts';
import { type EndedRecording, WorldRecording } from './world-recording.ts';
import { stateOf } from './world-state.ts';

/** A world as it was asked for. */
export interface WorldSpec {
  readonly name: string;
  /** What stands in a scenario file beside title and steps. */
  readonly head: Head;
  /** In whose folder its paths are looked for; the one in which the door was opened by default. */
  readonly file?: string;
}

interface Opened {
  readonly world: World;
  readonly live: LiveScenario;
  readonly environment: Readonly<Record<string, string>>;
}

export class DoorWorld {
  readonly name: string;
  readonly log = new EventLog();
  readonly #head: Head;
  readonly #scenario: Scenario;
  readonly #stream = new TraceStream({ history: 0 });
  readonly #turn = new Turn();
  readonly #tell = this.#stream.within(() => ({ world: this.name }));
  /** Readers by name, with their names in PC/SC. */
  readonly #plugged = new Map<string, string>();
  readonly recording = new WorldRecording(
    this.#tell,
    () => new RecordedCards(this.#scenario, (reader) => this.#cardIn(reader)),
  );
  /** Codes that PIN pads ask for. */
  readonly entries = new PinEntries();
  readonly #dialogs: OpenDialogs;
  /** Stays over a reset: programs keep their way into it. */
  #target: Target | undefined;
  #opened: Opened | undefined;

  private constructor({ name, head }: WorldSpec, scenario: Scenario) {
    this.name = name;
    this.#head = head;
    this.#scenario = scenario;
    this.#dialogs = new OpenDialogs(this.#tell);
    this.#stream.subscribe(this.log);
  }

  /** @throws ScenarioFileError for a head that is none; ServiceError, TemporaryFolderError when it cannot be opened */
  static async open(spec: WorldSpec): Promise<DoorWorld> {
    const file = spec.file ?? resolve(spec.name);
    const world = new DoorWorld(spec, parseHead(spec.head, spec.name, file));
    try {
      await world.reset();
      return world;
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  /** As it was at first: cards new, readers empty, no rule of faults. Time and the numbers of the events go on. */
  reset(): Promise<void> {
    return this.#turn.run(async () => {
      await this.#ended();
      this.#opened = await this.#made();
    });
  }

  /** @throws ScenarioFileError for what is no step of this world */
  async play(step: unknown, signal: AbortSignal): Promise<PlayedStep> {
    return this.#open.live.play(step, signal);
  }

  /** @throws DoorError `noDialog`, `body`; ScenarioFileError for a card or reader that is none */
  answer(dialog: string, body: unknown): void {
    const { live } = this.#open;
    this.#dialogs.answer(dialog, body, ({ insert, reader }) => {
      const step = { insert, ...(reader !== undefined && { reader }) };
      live.check(step);
      return () => live.play(step);
    });
  }

  /** @throws DoorError `body`, `recording` */
  record(body: unknown): RecordingState {
    return this.recording.start(body, (sink) => this.#target?.tellReaders?.(sink));
  }

  state(): Promise<WorldState> {
    const { world, live, environment } = this.#open;
    const { context, scenario } = live;
    const [seq, dialogs] = [this.log.last, this.#dialogs.all];
    const [entries, recording] = [this.entries.all, this.recording.state];
    return stateOf({ name: this.name, seq, scenario, context, world, environment, dialogs, entries, recording });
  }

  /** @returns the recording that was under way: nobody else will have it */
  async close(): Promise<EndedRecording | undefined> {
    await this.#turn.run(async () => {
      await this.#ended();
      await this.#target?.close();
    });
    const recorded = this.recording.stop();
    await this.#stream.end();
    return recorded;
  }

  /** @param reader its name in PC/SC */
  #cardIn(reader: string): string | undefined {
    const [name] = [...this.#plugged].find(([, pcscName]) => pcscName === reader) ?? [];
    return name === undefined ? undefined : this.#opened?.live.context.readerNamed(name).card?.name;
  }

  get #open(): Opened {
    if (this.#opened !== undefined) return this.#opened;
    throw new DoorError('closed', {
      en: `the world '${this.name}' is being closed or opened anew: ask again`,
      fr: `le monde '${this.name}' est en train d'être fermé ou rouvert : redemandez`,
    });
  }

  async #made(): Promise<Opened> {
    const { services, date, timing } = this.#scenario;
    this.#target ??= await openPrivateTarget({ date, recording: this.recording, keypad: this.entries.ask });
    const target = this.#target;
    const world = await openWorld(keptTarget(target, this.#plugged), {
      stream: this.#stream,
      tell: this.#tell,
      services,
      timing,
      person: this.#dialogs.ask,
    });
    try {
      const live = await LiveScenario.open(world, this.#head, this.#scenario, this.#tell);
      return { world, live, environment: target.environment ?? {} };
    } catch (error) {
      await world.close();
      throw error;
    }
  }

  async #ended(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    this.#dialogs.cancelAll();
    this.entries.cancelAll();
    await opened?.world.close();
  }
}
