/**
 * The world of a test: readers, cards, a program with its minidriver, and the events to wait for.
 *
 * The same on every target. What a hand does here is done when a program can see it: no test needs to sleep.
 */

import type {
  ChildProcess,
  ChildProcessWithoutNullStreams,
  SpawnOptions,
  SpawnOptionsWithoutStdio,
} from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { MovableClock } from '#common/clock.ts';
import { DISPOSITION, SHARE } from '#pcsc/scard.ts';
import type { WinScard } from '#pcsc/winscard.ts';
import { TraceStream } from '#trace/stream.ts';
import { ToldCalls } from '#trace/told-calls.ts';
import { PcscContext } from '../../driver/pcsc/context.ts';
import { traced } from '../../driver/pcsc/trace.ts';
import type { Pki } from './authorities.ts';
import { requireCalendar, spanFrom } from './calendar.ts';
import type { CardOptions } from './card-options.ts';
import { CardStock } from './card-stock.ts';
import { closeAll } from './closing.ts';
import { drivenBy } from './driven-calls.ts';
import type { Guest } from './guest.ts';
import { type HealthServices, SERVICE_NAMES } from './health-services.ts';
import { inBackground } from './in-background.ts';
import type { MinidriverSession } from './minidriver-session.ts';
import { Monitor } from './monitor.ts';
import { Program } from './program.ts';
import { type Random, seededRandom } from './randomness.ts';
import { type WorldService, WorldServices } from './services.ts';
import { SmartCardService } from './smart-card-service.ts';
import { SpawnedPrograms } from './spawned-programs.ts';
import type { CardSpec, ProfileName, ReaderKind, ReaderOptions } from './specs.ts';
import type { Target } from './targets/target.ts';
import { callsWaitedFor, waitedFor } from './waited-for.ts';
import { WindowsComputer } from './windows/windows-computer.ts';
import { WORLD_ARGUMENTS } from './world-arguments.ts';
import { type HoldingReader, WorldCard } from './world-card.ts';
import { WorldError } from './world-error.ts';
import { faultRules, WorldFaults } from './world-faults.ts';
import { timingOn, type WorldOptions } from './world-options.ts';
import { WorldReader } from './world-reader.ts';

export type { InsertOptions, SeenEvent, WaitOptions } from './world-card.ts';
export type { WorldOptions } from './world-options.ts';
export { WorldCard, WorldError, WorldFaults, WorldReader };

export class World {
  readonly program: Program;
  /** Of everything here: readers, programs, calendars. */
  readonly clock: MovableClock;
  /** Programs that use the smart card CSP, the store MY, the registry, the devices and their drivers. */
  readonly windows: WindowsComputer;
  readonly guest: Guest | undefined;
  /** Rules of what goes wrong with its cards and readers. */
  readonly faults: WorldFaults;
  /** Through which programs see the readers. */
  readonly smartCardService: SmartCardService;
  /** What happens in this world, in order. */
  readonly trace: TraceStream;
  /** Random bytes of the programs and of the scenario: always the same for the same seed. */
  readonly random: Random;
  readonly #target: Target;
  readonly #winscard: WinScard;
  readonly #monitor: Monitor;
  readonly #stock: CardStock;
  readonly #rules: ReturnType<typeof faultRules>;
  readonly #untrace: () => void | Promise<void>;
  readonly #services = new WorldServices();
  readonly #spawned = new SpawnedPrograms();
  readonly #readers = new Map<string, WorldReader>();
  readonly #healthServices: HealthServices | undefined;

  constructor(target: Target, options: WorldOptions = {}) {
    WORLD_ARGUMENTS.world(target, options);
    const { clock } = target;
    const { stream = new TraceStream({ clock }), trace, seed = 1, guest, services, pki = services?.pki } = options;
    const { tell = stream.within(() => ({ world: target.name })) } = options;
    this.#target = target;
    this.clock = clock;
    this.guest = guest;
    this.#healthServices = services;
    this.trace = stream;
    const unsubscribe = trace && stream.subscribe({ name: 'trace', event: trace });
    this.#untrace = stream === options.stream ? () => unsubscribe?.() : () => stream.end();
    target.tell?.(tell);
    this.#rules = faultRules(tell, seed);
    this.faults = new WorldFaults(this.#rules, this.#services, target);
    this.smartCardService = new SmartCardService(target, this.#services, () => this.#readers.values());
    const made = { faults: this.#rules, timing: timingOn(target, options) };
    this.#stock = new CardStock({ trace: tell, seed, clock, pki, ...made });
    this.#monitor = new Monitor(inBackground(target.winscard), clock, target.tell ? undefined : tell);
    // A simulated card tells of its commands itself; those of a real one are seen by its program only.
    const seen = target.simulated ? target.winscard : traced(target.winscard, tell, clock);
    const calls = new ToldCalls(seen, { sink: tell, origin: 'driver', clock });
    const winscard = target.asOwn?.(calls) ?? calls;
    this.#winscard = callsWaitedFor(drivenBy(clock, winscard));
    this.random = seededRandom(seed, 'programs');
    const programs = { trace: tell, random: this.random, clock };
    const servicesWinscard = drivenBy(clock, inBackground(winscard), { waits: false });
    const ours = { winscard: this.#winscard, servicesWinscard };
    this.windows = new WindowsComputer({ ...ours, clock, programs, person: options.person });
    this.#services.add(this.windows);
    this.program = new Program(this.#winscard, this.windows.settings, programs);
  }

  /**
   * The reader of that name, plugged in when it is first named; what it is is told then.
   * @throws ArgumentError for a name that no reader can have, or a kind there is not; WorldError when the reader is of
   *   another kind, or reports otherwise
   */
  reader(name: string, kind?: ReaderKind, options: ReaderOptions = {}): WorldReader {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.reader(name, kind, options);
    let reader = this.#readers.get(name);
    reader?.requireSame(kind, options);
    if (reader === undefined) {
      const [target, monitor, services, faults] = [this.#target, this.#monitor, this.#services, this.#rules];
      const place = { target, monitor, services, faults, service: this.smartCardService };
      reader = new WorldReader(name, kind ?? 'contact', { ...place, ...options });
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

  /** Who issues the certificates of its cards, and knows which are revoked. */
  get pki(): Pki {
    return this.#stock.authorities.pki;
  }

  /** PC/SC of this world, for `CspProcess`, `PcscContext` and whatever is written over them. */
  get winscard(): WinScard {
    return this.#winscard;
  }

  /**
   * The environment of this process, with the variables that bring an unmodified program into this world: what
   * `spawn(command, { env: w.environment })` needs. Not `spawnSync`: the cards live here, and answer nobody while it waits.
   * @throws WorldError on a target that has none to give: open the world with `target: 'private'`, or `pcsc`
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
   * beside those of this process. The world that closes ends it: SIGTERM, and SIGKILL when it has not ended 5 s later; what
   * such a program has started itself is its own affair. On Windows our launcher starts it, and ends it at once.
   * @throws WorldError on a target that programs cannot enter: open the world with `target: 'private'`; WinscardDllError for
   *   a Windows program that cannot be brought to it
   */
  spawn(command: string, args?: readonly string[], options?: SpawnOptionsWithoutStdio): ChildProcessWithoutNullStreams;
  spawn(command: string, args: readonly string[], options: SpawnOptions): ChildProcess;
  spawn(command: string, args: readonly string[] = [], options: SpawnOptions = {}): ChildProcess {
    this.#services.requireOpen();
    WORLD_ARGUMENTS.spawn(command, args, options);
    const env = { ...this.environment, ...options.env };
    const launched = this.#target.launched?.(command, args) ?? { command, args };
    return this.#spawned.start(launched, { ...options, env });
  }

  /** @throws WorldError when it stands in another world */
  #own<R extends HoldingReader>(reader: R): R {
    if (Object.is(this.#readers.get(reader.name), reader)) return reader;
    throw new WorldError({
      en: `reader '${reader.name}' stands in another world: take one of this world`,
      fr: `le lecteur '${reader.name}' est dans un autre monde : prenez-en un de ce monde-ci`,
    });
  }

  /**
   * The services around its cards: directory of the authorities, mailbox...
   * @throws WorldError when it was opened without any: open it with `services: ['directory']`
   */
  get services(): HealthServices {
    if (this.#healthServices !== undefined) return this.#healthServices;
    const [first, all] = [SERVICE_NAMES[0], SERVICE_NAMES.join(', ')];
    throw new WorldError({
      en: `this world has no services: open it with world({ services: ['${first}'] }), a scenario by 'services: [${first}]'; there are ${all}`,
      fr: `ce monde n'a aucun service : ouvrez-le par world({ services: ['${first}'] }), un scénario par 'services: [${first}]' ; il y a ${all}`,
    });
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

  /** Programs ended, cards out, contexts released, readers unplugged; all of it, whatever fails, and then the first failure is thrown. */
  async close(): Promise<void> {
    this.#services.closing();
    const closing = closeAll([
      () => this.#spawned.close(),
      () => this.#services.close(),
      () => this.program.close(),
      ...[...this.#readers.values()].map((reader) => () => reader.emptied()),
      () => this.#monitor.stop(),
      () => this.#target.close(),
      () => this.#stock.close(),
      () => this.#healthServices?.close(),
      () => this.#untrace(),
    ]);
    await waitedFor(closing);
  }
}
