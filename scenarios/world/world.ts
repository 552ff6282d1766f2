/**
 * The world of a test: readers, cards, a program with its minidriver, and the events to wait for.
 *
 * The same on every target. What a hand does here is done when a program can see it: no test needs to sleep.
 */

import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  type SpawnOptions,
  type SpawnOptionsWithoutStdio,
  spawn,
} from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { LAST_TIME, later, parseSpan } from '#common/calendar.ts';
import type { MovableClock } from '#common/clock.ts';
import { isPlain, terminalText } from '#common/terminal-text.ts';
import { DISPOSITION, SHARE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import type { TraceSink } from '#trace/event.ts';
import { TraceStream } from '#trace/stream.ts';
import { ToldCalls } from '#trace/told-calls.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { traced } from '../../driver/pcsc/trace.ts';
import type { Pki } from './authorities.ts';
import type { CardOptions } from './card-options.ts';
import { CardStock } from './card-stock.ts';
import { closeAll } from './closing.ts';
import { drivenBy } from './driven-calls.ts';
import type { Guest } from './guest.ts';
import { inBackground } from './in-background.ts';
import type { MinidriverSession } from './minidriver-session.ts';
import { Monitor } from './monitor.ts';
import { Program } from './program.ts';
import { type Random, seededRandom } from './randomness.ts';
import { type WorldService, WorldServices } from './services.ts';
import type { CardSpec, ProfileName, ReaderKind } from './specs.ts';
import type { Target } from './targets/target.ts';
import { callsWaitedFor, waitedFor } from './waited-for.ts';
import { WindowsComputer } from './windows/windows-computer.ts';
import { WORLD_ARGUMENTS } from './world-arguments.ts';
import { type HoldingReader, WorldCard } from './world-card.ts';
import { WorldError } from './world-error.ts';
import { WorldReader } from './world-reader.ts';

export type { InsertOptions, SeenEvent, WaitOptions } from './world-card.ts';
export { WorldCard, WorldError, WorldReader };

export interface WorldOptions {
  /** Where everything that happens is told; a stream of the world's own by default, which ends with it. */
  readonly stream?: TraceStream;
  /** How it is told there: stamped with the name of the target by default. */
  readonly tell?: TraceSink;
  /** Subscribes to the stream. */
  readonly trace?: TraceSink;
  /** The unmodified program that runs beside. */
  readonly guest?: Guest;
  /** Seed of the cards that name none, and of all that is random; 1 by default. */
  readonly seed?: number;
  /** Who issues the certificates of cards that name nobody; one for all worlds by default. */
  readonly pki?: Pki;
}

export class World {
  readonly program: Program;
  /** Of everything here: readers, programs, calendars. */
  readonly clock: MovableClock;
  /** Programs that use the smart card CSP, the store MY, the registry, the devices and their drivers. */
  readonly windows: WindowsComputer;
  readonly guest: Guest | undefined;
  /** What happens in this world, in order. */
  readonly trace: TraceStream;
  /** Random bytes of the programs and of the scenario: always the same for the same seed. */
  readonly random: Random;
  readonly #target: Target;
  readonly #winscard: WinScard;
  readonly #monitor: Monitor;
  readonly #stock: CardStock;
  readonly #untrace: () => void | Promise<void>;
  readonly #services = new WorldServices();
  readonly #readers = new Map<string, WorldReader>();

  constructor(target: Target, options: WorldOptions = {}) {
    WORLD_ARGUMENTS.world(target, options);
    const { clock } = target;
    const { stream = new TraceStream({ clock }), trace, seed = 1, guest, pki } = options;
    const { tell = stream.within(() => ({ world: target.name })) } = options;
    this.#target = target;
    this.clock = clock;
    this.guest = guest;
    this.trace = stream;
    const unsubscribe = trace && stream.subscribe({ name: 'trace', event: trace });
    this.#untrace = stream === options.stream ? () => unsubscribe?.() : () => stream.end();
    target.tell?.(tell);
    this.#stock = new CardStock({ trace: tell, seed, clock, pki });
    this.#monitor = new Monitor(inBackground(target.winscard), clock, target.tell ? undefined : tell);
    // A simulated card tells of its commands itself; those of a real one are seen by its program only.
    const seen = target.simulated ? target.winscard : traced(target.winscard, tell, clock);
    const calls = new ToldCalls(seen, { sink: tell, origin: 'driver', clock });
    const winscard = target.asOwn?.(calls) ?? calls;
    this.#winscard = callsWaitedFor(drivenBy(clock, winscard));
    this.random = seededRandom(seed, 'programs');
    const settings = { trace: tell, random: this.random, clock };
    const servicesWinscard = drivenBy(clock, inBackground(winscard), { waits: false });
    this.windows = new WindowsComputer({ winscard: this.#winscard, servicesWinscard, clock, programs: settings });
    this.#services.add(this.windows);
    this.program = new Program(this.#winscard, this.windows.settings, settings);
  }

  /**
   * The reader of that name, plugged in when it is first named; its kind is told then.
   * @throws ArgumentError for a kind there is not; WorldError when the name holds a control character, or the
   *   reader is of another kind
   */
  reader(name: string, kind?: ReaderKind): WorldReader {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.reader(name, kind);
    if (!isPlain(name))
      throw new WorldError({
        en: `reader name '${terminalText(name)}', expected a name without control characters`,
        fr: `nom de lecteur '${terminalText(name)}', attendu : un nom sans caractère de contrôle`,
      });
    let reader = this.#readers.get(name);
    if (reader !== undefined && kind !== undefined && reader.kind !== kind)
      throw new WorldError(`reader '${name}' is ${reader.kind} already, it cannot be ${kind} too: name another one`);
    if (reader === undefined) {
      reader = new WorldReader(name, kind ?? 'contact', this.#target, this.#monitor, this.#services);
      this.#readers.set(name, reader);
    }
    return reader;
  }

  /**
   * A new card of a shipped profile (`cps3-medecin`) or of a profile file (`*.json`), in no reader yet. It is made when
   * it is first inserted.
   * @throws ArgumentError for options that mean nothing, ProfileError when there is no such profile,
   *   PersonalisationError for a validity that ends before it begins
   */
  card(profile: ProfileName, options: CardOptions = {}): WorldCard {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.card(profile, options);
    return new WorldCard(this.#stock.personalised(profile, options), this.#services);
  }

  /** The card a scenario file describes; paths are relative to that file. */
  cardOf(name: string, spec: CardSpec, file: string): WorldCard {
    this.#services.requireOpen();
    return new WorldCard(this.#stock.fromSpec(name, spec, file), this.#services);
  }

  /**
   * Starts a service that follows the readers: a hand waits until it has dealt with what happened, and the world that
   * closes ends it.
   * @returns the function that lets it go before, without closing it
   */
  start(service: WorldService): () => void {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.start(service);
    return this.#services.add(service);
  }

  /** The program under test acquires a card context on the card in that reader (CardAcquireContext). */
  async acquire(reader: WorldReader): Promise<MinidriverSession> {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.acquire(reader);
    return this.program.acquire(await this.#own(reader).pcscName());
  }

  /** The card context of the program under test on that reader; acquired when there is none. */
  async minidriver(reader: WorldReader): Promise<MinidriverSession> {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.minidriver(reader);
    return this.program.minidriver(await this.#own(reader).pcscName());
  }

  /** Another program connects, resets the card and goes. */
  async resetByAnotherProgram(reader: HoldingReader): Promise<Record<string, never>> {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.resetByAnotherProgram(reader);
    const pcscName = await this.#own(reader).pcscName();
    const context = await PcscContext.establish(this.#winscard, { program: 'another program' });
    try {
      const card = await context.connect(pcscName, { shareMode: SHARE.SHARED });
      await card.disconnect(DISPOSITION.RESET_CARD);
      return {};
    } finally {
      await context.release();
    }
  }

  /**
   * So much time passes for everything in this world, milliseconds or a text as `90min`, `10 years`, `P10Y` (ISO 8601),
   * and nobody waits for it: idle cards lose their power, waiting calls end, kept PINs grow old, certificates expire.
   * Beside a PC/SC service of the machine it takes up to a second, which is that service's own.
   * @throws ArgumentError when it is negative, or no time at all; WorldError when it leads behind the year 9999
   */
  async elapse(time: number | string): Promise<void> {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.elapse(time);
    const ms = typeof time === 'string' ? spanFrom(this.clock.date(), time) : time;
    requireCalendar(this.clock.date(), ms);
    this.clock.pass(ms);
    await this.#target.elapsed?.(ms);
    await nextTurn();
  }

  /** PC/SC of this world, for `CspProcess`, `PcscContext` and whatever is written over them. */
  get winscard(): WinScard {
    return this.#winscard;
  }

  /**
   * The environment of this process, with the variables that bring an unmodified program into this world: what
   * `spawn(command, { env: w.environment })` needs.
   * @throws WorldError on a target that has none to give: open the world with `target: 'private'`
   */
  get environment(): Readonly<Record<string, string>> {
    const { environment } = this.#target;
    if (environment !== undefined) return { ...(process.env as Record<string, string>), ...environment };
    throw new WorldError({
      en: `the target ${this.#target.name} cannot be entered by programs: use the target private`,
      fr: `aucun programme ne peut entrer dans la cible ${this.#target.name} : prenez la cible private`,
    });
  }

  /**
   * Starts an unmodified program in this world, as `spawn` of node:child_process does; the variables of `options.env` come
   * beside those of this process.
   * @throws WorldError on a target that programs cannot enter: open the world with `target: 'private'`
   */
  spawn(command: string, args?: readonly string[], options?: SpawnOptionsWithoutStdio): ChildProcessWithoutNullStreams;
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess;
  spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): ChildProcess {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.spawn(command, args, options);
    return spawn(command, args, { ...options, env: { ...this.environment, ...options.env } });
  }

  /** @throws WorldError when it stands in another world */
  #own<R extends HoldingReader>(reader: R): R {
    if (Object.is(this.#readers.get(reader.name), reader)) return reader;
    throw new WorldError(`reader '${reader.name}' stands in another world: take one of this world`);
  }

  get eventTimeoutMs(): number {
    return this.#target.eventTimeoutMs;
  }

  get stepTimeoutMs(): number {
    return this.#target.stepTimeoutMs;
  }

  get simulated(): boolean {
    return this.#target.simulated;
  }

  /** `await using w = await world();`: closes it at the end of the block, however that is left. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Cards out, contexts released, readers unplugged; all of it, whatever fails, and then the first failure is thrown. */
  async close(): Promise<void> {
    this.#services.closing();
    const closing = closeAll([
      () => this.#services.close(),
      () => this.program.close(),
      ...[...this.#readers.values()].map((reader) => () => reader.emptied()),
      () => this.#monitor.stop(),
      () => this.#target.close(),
      () => this.#stock.close(),
      () => this.#untrace(),
    ]);
    await waitedFor(closing);
  }
}

/** @throws WorldError when `ms` from that time on lead to where no calendar follows */
function requireCalendar(now: Date, ms: number): void {
  if (now.getTime() + ms <= LAST_TIME.getTime()) return;
  const [at, last] = [now, LAST_TIME].map((time) => time.toISOString().slice(0, 10));
  throw new WorldError({
    en: `so much time cannot pass: it is ${at}, and the last day of the calendar is ${last}`,
    fr: `tant de temps ne peut passer : nous sommes le ${at}, et le dernier jour du calendrier est le ${last}`,
  });
}

/** Milliseconds of that span from that time on: its months are those of the calendar. */
function spanFrom(now: Date, text: string): number {
  const span = parseSpan(text);
  return span === undefined ? 0 : later(now, span).getTime() - now.getTime();
}
